import assert from 'node:assert/strict';
import { test } from 'node:test';
import { graphFigure, rowBars, toSvg, type GraphBox } from '../../src/plots';
import { layered } from '../../src/plots/layers';
import fc from '../properties';
import { pattern } from '../pattern';

/** Any graph without cycles: node i takes some of the nodes before it. */
const graphs = fc
  .array(fc.tuple(fc.array(fc.nat(), { maxLength: 3 }), fc.integer({ min: 10, max: 60 })), {
    minLength: 1,
    maxLength: 25,
  })
  .map((rows) =>
    rows.map(([picks, width], i) => ({
      name: `n${i}`,
      width,
      inputs: i === 0 ? [] : picks.map((p) => `n${p % i}`),
    })),
  );

test(
  'every node stands below its inputs, and no two boxes or arrows of a layer overlap: else ' +
    'arrows point up and boxes cannot be read',
  () => {
    fc.assert(
      fc.property(graphs, (nodes) => {
        const { places, routes, layers } = layered(nodes, 8);
        for (const { name, inputs } of nodes)
          for (const input of inputs)
            assert.ok(
              places.get(input)!.layer < places.get(name)!.layer,
              `${input} is not above ${name}`,
            );
        const inLayer = Array.from({ length: layers }, (_, layer) =>
          [
            ...nodes
              .filter(({ name }) => places.get(name)!.layer === layer)
              .map(({ name, width }) => ({ x: places.get(name)!.x, width })),
            ...routes.flatMap(({ through }) =>
              through.filter((p) => p.layer === layer).map(({ x }) => ({ x, width: 0 })),
            ),
          ].sort((a, b) => a.x - b.x),
        );
        for (const row of inLayer)
          row
            .slice(1)
            .forEach((b, i) =>
              assert.ok(
                b.x - row[i].x >= (b.width + row[i].width) / 2 + 8 - 1e-6,
                'two things of a layer are nearer than the gap',
              ),
            );
        for (const { from, to, through } of routes)
          assert.deepEqual(
            through.map(({ layer }) => layer),
            Array.from(
              { length: places.get(to)!.layer - places.get(from)!.layer - 1 },
              (_, i) => places.get(from)!.layer + 1 + i,
            ),
            'an arrow leaves out a layer',
          );
      }),
    );
  },
);

test('a chain is drawn straight down, and an input just above the node that takes it', () => {
  const { places } = layered(
    [
      { name: 'a', width: 20, inputs: [] },
      { name: 'late', width: 20, inputs: [] },
      { name: 'b', width: 20, inputs: ['a'] },
      { name: 'c', width: 20, inputs: ['b', 'late'] },
    ],
    8,
  );
  assert.deepEqual(
    ['a', 'b', 'c', 'late'].map((name) => places.get(name)!.layer),
    [0, 1, 2, 1],
  );
  const chain = layered(
    ['a', 'b', 'c'].map((name, i, all) => ({
      name,
      width: 20,
      inputs: i === 0 ? [] : [all[i - 1]],
    })),
    8,
  );
  assert.equal(new Set([...chain.places.values()].map(({ x }) => x)).size, 1);
});

const box = (name: string, inputs: string[], group = 'operation'): GraphBox => ({
  name,
  inputs,
  label: `${name} <`,
  group,
});

test(
  'a graph figure has a box and its words for every node, an arrow for every pair, and says ' +
    'both',
  () => {
    const figure = graphFigure(
      [box('x', [], 'input'), box('y', ['x', 'x']), box('z', ['x', 'y'])],
      {
        title: 'Three',
        outputs: ['z'],
      },
    );
    const words = figure.layout.annotations!.map(({ text }) => text);
    for (const name of ['x', 'y', 'z'])
      assert.equal(words.filter((text) => text === `${name} &lt;`).length, 1);
    assert.equal(
      figure.layout.annotations!.filter(({ showarrow }) => showarrow).length,
      3,
      'x>y once, x>z, y>z',
    );
    assert.match(
      figure.alt,
      pattern(
        /Graph of 3 nodes in 3 layers, from the top down: input 1 and operation 2\..*z < /,
        /takes x < and y < \(a result\)/,
      ),
    );
    assert.match(toSvg(figure), /^<svg/);
  },
);

test('what cannot be drawn as a graph is refused, with the node', () => {
  assert.throws(() => graphFigure([], { title: 'None' }), /got 0 nodes/);
  assert.throws(
    () => graphFigure([box('y', ['x'])], { title: 'Loose' }),
    /node "y": its input "x" is no node/,
  );
  const many = Array.from({ length: 40 }, (_, i) => box(`n${i}`, []));
  assert.throws(
    () =>
      graphFigure(
        [
          ...many,
          box(
            'all',
            many.map(({ name }) => name),
          ),
        ],
        { title: 'Wide' },
      ),
    /pixels wide/,
  );
});

test(
  'row bars: lengths in proportion within a group, whiskers at low and high, and every number ' +
    'in words',
  () => {
    const figure = rowBars(
      [
        {
          name: 'one',
          bars: [
            { name: 'a', value: 2, low: 1, high: 4 },
            { name: 'b', value: 1, remark: 'half' },
          ],
        },
        { name: 'two', bars: [{ name: 'c', value: 1000 }] },
      ],
      { title: 'Rows', unit: 'ms' },
    );
    const bars = figure.layout
      .shapes!.filter(({ type }) => type === 'rect')
      .map(({ x0, x1 }) => x1 - x0);
    assert.ok(
      Math.abs(bars[0] / bars[1] - 2) < 1e-9 && Math.abs(bars[2] / bars[0] - 2) < 1e-9,
      'c is as long as the whisker of a reaches',
    );
    assert.match(figure.alt, /one: a 2 \(1 to 4\); b 1, half\. two: c 1,000\./);
    assert.throws(
      () => rowBars([{ name: '', bars: [{ name: 'a', value: NaN }] }], { title: 'T', unit: 'ms' }),
      /bar "a": value is NaN, expected a finite number of at least 0/,
    );
    assert.throws(() => rowBars([], { title: 'T', unit: 'ms' }), /got none/);
  },
);
