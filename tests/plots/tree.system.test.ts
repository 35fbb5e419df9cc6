import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stepSlider, toSvg, treeFigure } from '../../src/plots';
import { SumTree } from '../../src/replay';
import { openBench } from './browser';
import fc from '../properties';
import { pattern } from '../pattern';

const TREE = [0, 31, 9, 22, 4, 5, 14, 8, 3, 1, 4, 1, 5, 9, 2, 6];
const BLUE = '#0072b2';

test(
  'a tree shows every sum where it stands: a row of nodes a level, each between the two it is ' +
    'the sum of',
  () => {
    const { layout, alt } = treeFigure(TREE, { title: 'Eight', leaf: 'row' });
    const words = layout.annotations!.map(({ text }) => text);
    const boxes = layout.shapes!.filter(({ type }) => type === 'rect').slice(0, 15);
    for (const sum of ['31', '22', '14'])
      assert.ok(words.includes(sum), `the sum ${sum} is not written`);
    for (let leaf = 0; leaf < 8; leaf++) assert.ok(words.includes(`row ${leaf}`));
    const middle = (k: number): number => (boxes[k - 1].x0 + boxes[k - 1].x1) / 2;
    for (let k = 1; k < 8; k++) {
      assert.ok(
        Math.abs(middle(k) - (middle(2 * k) + middle(2 * k + 1)) / 2) < 1e-9,
        `node ${k} does not stand between its two`,
      );
      assert.ok(boxes[2 * k - 1].y0 > boxes[k - 1].y1, `node ${2 * k} is not below node ${k}`);
    }
    assert.match(alt, /31; 9, 22; 4, 5, 14, 8; 3, 1, 4, 1, 5, 9, 2, 6/);
  },
);

test(
  'below the tree every leaf is as long as its share, and the mark points into the leaf that ' +
    'the tree finds',
  () => {
    fc.assert(
      fc.property(
        fc
          .array(fc.integer({ min: 0, max: 20 }), { minLength: 8, maxLength: 8 })
          .filter((leaves) => leaves.some((v) => v > 0)),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (leaves, part) => {
          const tree = new SumTree(8);
          leaves.forEach((v, i) => tree.set(i, v));
          const mark = part * tree.total;
          const way = tree.path(mark).map(({ node }) => node);
          const { layout } = treeFigure(tree.nodes, { title: 'Any', path: way, mark });
          const bars = layout.shapes!.filter(({ type }) => type === 'rect').slice(15);
          const full = leaves.filter((v) => v > 0);
          bars.forEach((bar, i) =>
            assert.ok(
              Math.abs((bar.x1 - bar.x0) / (layout.width - 20) - full[i] / tree.total) < 1e-6,
            ),
          );
          const arrow = layout.annotations!.find(({ showarrow }) => showarrow)!;
          const hit = bars.filter(({ fillcolor }) => fillcolor === BLUE);
          assert.equal(hit.length, 1, 'the leaf that is found is not filled');
          assert.ok(
            arrow.x >= hit[0].x0 - 1e-6 && arrow.x <= hit[0].x1 + 1e-6,
            'the arrow points at another leaf',
          );
        },
      ),
    );
  },
);

test('the way is said and drawn, what changed is said, and steps of one tree make a slider', () => {
  const figure = treeFigure(TREE, {
    title: 'Way',
    leaf: 'row',
    path: [1, 3, 6, 13],
    mark: 17.5,
    parts: 4,
    beside: { 1: 'u < 31' },
    words: 'Row 5 & no other.',
  });
  assert.match(
    figure.alt,
    pattern(
      /the root \(31\), node 3 \(22\), node 6 \(14\) and row 5 \(9\).*4 equal parts.*17\.5 /,
      /of 31 is marked/,
    ),
  );
  assert.ok(
    figure.layout.annotations!.some(({ text }) => text === 'u &lt; 31'),
    'words from outside are not markup',
  );
  assert.match(
    treeFigure(TREE, { title: 'New', changed: [13, 6, 3, 1] }).alt,
    /Changed: leaf 5, node 6, node 3 and the root/,
  );
  const batch = treeFigure(TREE, {
    title: 'Batch',
    mark: [4, 9, 20, 30],
    found: [2, 4, 5, 7],
    parts: 4,
  });
  assert.equal(batch.layout.annotations!.filter(({ showarrow }) => showarrow).length, 4);
  assert.equal(
    batch.layout.shapes!.filter(({ fillcolor }) => fillcolor === BLUE).length,
    8,
    'four leaves and their lengths',
  );
  assert.match(batch.alt, /4, 9, 20 and 30 of 31 are marked/);
  const slider = stepSlider(
    [[1], [1, 3], [1, 3, 6]].map((path, k) => treeFigure(TREE, { title: `${k}`, path })),
    { title: 'Steps', label: 'step', shown: [2] },
  );
  assert.match(toSvg(slider), /^<svg/);
});

test('what is no tree, or not in it, is refused by name', () => {
  assert.throws(
    () => treeFigure([0, 1, 1], { title: 'T' }),
    /tree "T": got 3 nodes, expected 4, 8, 16 or 32/,
  );
  assert.throws(() => treeFigure([0, 1, NaN, 1], { title: 'T' }), /node 2 is NaN/);
  assert.throws(() => treeFigure([0, 2, 1, 1], { title: 'T', path: [1, 4] }), /there is no node 4/);
  assert.throws(
    () => treeFigure([0, 2, 1, 1], { title: 'T', mark: 3 }),
    /mark is 3, expected 0 to 2/,
  );
  assert.throws(() => treeFigure([0, 2, 1, 1], { title: 'T', found: [2] }), /there is no node 4/);
  assert.throws(() => treeFigure([0, 2, 1, 1], { title: 'T', parts: 0 }), /parts is 0/);
});

test(
  'in a real browser the slider walks down the tree, and nothing is cut: a drawing has no ' +
    'traces that a slider could switch',
  { timeout: 60_000 },
  async () => {
    const bench = await openBench();
    const way = [1, 3, 6, 13];
    try {
      const slider = stepSlider(
        way.map((node, k) =>
          treeFigure(TREE, {
            title: `${k}`,
            path: way.slice(0, k + 1),
            mark: 17.5,
            words: `At node ${node}.`,
          }),
        ),
        { title: 'A draw', label: 'steps', start: 0, shown: [3] },
      );
      for (const [place, node] of [
        [0, 1],
        [1, 13],
      ] as const) {
        const { words, cut } = await bench.slide(slider, place);
        assert.ok(words.includes(`At node ${node}.`), words.join(' | '));
        assert.deepEqual([cut, bench.errors], [[], []]);
      }
    } finally {
      await bench.close();
    }
  },
);
