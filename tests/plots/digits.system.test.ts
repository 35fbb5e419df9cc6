// Figures of the chapter on real data: images in one raster, confusions, differences with
// intervals; drawn twice alike, described in words, and refused by name when they cannot be drawn.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import * as p from '../../src/plots';
import type { HeatmapTrace, ScatterTrace } from '../../src/plots/figure';
import { figureBundle } from '../../src/notebook/figureBundle';
import { openBench, type Bench } from './browser';
import { pattern } from '../pattern';

let bench: Bench;
before(async () => {
  bench = await openBench();
});
after(async () => {
  await bench.close();
});

const image = (k: number): number[] =>
  Array.from({ length: 64 }, (_, i) => ((i * (k + 3)) % 17) / 16);
const groups: p.DigitGroup[] = [
  { name: 'new <slot>', colour: '#d55e00' },
  { name: 'moved', colour: '#0072b2' },
];
const memory = (used: number): p.Figure =>
  p.digitGrid(
    [
      {
        cells: Array.from({ length: 20 }, (_, i) =>
          i < used ? { image: image(i), group: groups[i % 2].name } : {},
        ),
      },
    ],
    { title: `after task ${used}`, columns: 10, groups },
  );
const confusions = (every: number): p.Figure =>
  p.confusionMatrix([0, 0, 1, 1, 2, 2, 2], [0, 1, 1, 1, 2, every, 0], 3, {
    title: `every ${every}`,
    classNames: ['zero', 'one', 'two'],
  });
const figures: Record<string, p.Figure> = {
  list: p.digitGrid([{ cells: [0, 1, 2].map((k) => ({ image: image(k), caption: `a ${k}` })) }], {
    title: 'Three images',
    note: 'Small print.',
  }),
  classes: p.digitGrid(
    [0, 1, 2].map((k) => ({
      name: `digit ${k}`,
      cells: Array.from({ length: 3 + 14 * k }, (_, i) => ({
        image: image(i + k),
        ...(i === 0 ? { caption: 'n = 12', group: 'moved' } : {}),
      })),
    })),
    { title: 'Rows kept', yLabel: 'class', columns: 12, groups },
  ),
  memory: p.stepSlider([4, 12, 20].map(memory), {
    title: 'The memory fills',
    label: 'tasks',
    shown: [2],
  }).still!,
  'memory side by side': p.stepSlider([4, 12, 16, 20].map(memory), {
    title: 'The memory fills',
    label: 'tasks',
  }).still!,
  confusion: confusions(0),
  'confusions side by side': p.stepSlider([0, 1].map(confusions), {
    title: 'Two learners',
    label: 'strategy',
  }).still!,
  differences: p.differenceChart(
    [
      {
        name: 'split-class, B < 100',
        rows: [
          { name: 'read alone', mean: -0.4, half: 0.9 },
          { name: 'reservoir rows in place of slots', mean: -4.8, half: 0.2 },
        ],
      },
      { name: 'permuted', rows: [{ name: 'one seed', mean: 0.3, half: null }] },
    ],
    {
      title: 'Writing by content brings most',
      xLabel: 'variant minus agent (points)',
      note: 'Five seeds.',
    },
  ),
};

const letters = (words: readonly string[]): string =>
  [...words.join('').replace(/[\s\u200b]/g, '')].sort().join('');
for (const [name, figure] of Object.entries(figures)) {
  test(`${name}: the picture and the interactive figure agree, and no word is cut`, async () => {
    await bench.draw(figure);
    const { svg, plotly } = await bench.read();
    assert.deepEqual(bench.errors, []);
    assert.equal(plotly.traces, figure.data.length);
    assert.deepEqual([svg.cut, plotly.cut], [[], []]);
    assert.equal(letters(svg.words), letters(plotly.words));
    const share = await bench.difference(figure);
    assert.ok(share < 0.02, `${(100 * share).toFixed(1)} % of the figure looks different`);
  });
}

test(
  'every pixel of an image stands where it belongs, in ink from white to black, whatever the ' +
    'scale of the numbers',
  () => {
    for (const max of [1, 40]) {
      const values = image(4).map((v) => v * max);
      const { z } = p.digitGrid([{ cells: [{}, { image: values }] }], { title: 't', max })
        .data[0] as HeatmapTrace;
      values.forEach((v, i) =>
        assert.equal(z[Math.floor(i / 8)][10 + (i % 8)], Math.round((16 * v) / max), `pixel ${i}`),
      );
      assert.ok(
        z.every((row) => row.slice(0, 10).every((v) => v === 0)),
        'a place without an image is empty',
      );
    }
    const { z } = p.digitGrid([{ cells: [{ image: image(4).map((v) => 3 * v - 1) }] }], {
      title: 't',
    }).data[0] as HeatmapTrace;
    assert.ok(
      z.flat().every((v) => v !== null && v >= 0 && v <= 16),
      'what a learner moved out of range is white or black, and no colour of a group',
    );
  },
);

test('the line under an image has the colour that the legend gives its group', () => {
  const { data } = p.digitGrid(
    [
      {
        cells: [
          { image: image(0), group: 'moved' },
          { image: image(1), group: 'new <slot>' },
        ],
      },
    ],
    { title: 't', groups },
  );
  const t = data[0] as HeatmapTrace;
  const colourOf = (v: number): string => {
    const place = v / t.zmax;
    const at = t.colorscale.findIndex(([s], i) => s >= place && i > 0);
    return t.colorscale[at][1];
  };
  assert.equal(colourOf(t.z[9][0] as number), '#0072b2');
  assert.equal(colourOf(t.z[9][10] as number), '#d55e00');
  assert.deepEqual(
    data.slice(1).map((trace) => [trace.name, (trace as ScatterTrace).marker?.color]),
    [
      ['new &lt;slot&gt;', '#d55e00'],
      ['moved', '#0072b2'],
    ],
  );
});

test('two hundred images are one raster, small enough for a notebook with several', () => {
  const svg = p.toSvg(
    p.digitGrid([{ cells: Array.from({ length: 200 }, (_, i) => ({ image: image(i) })) }], {
      title: 't',
    }),
  );
  assert.equal(svg.match(/<image/g)?.length, 1);
  assert.ok(svg.length < 60_000, `${svg.length} characters`);
});

test('in a notebook images are packed bytes, which Plotly draws like the numbers', async () => {
  const f = p.digitGrid(
    [{ cells: Array.from({ length: 20 }, (_, i) => ({ image: image(i), group: 'moved' })) }],
    { title: 't', groups },
  );
  const bundle = figureBundle(f)['application/vnd.plotly.v1+json'] as p.Figure;
  assert.equal(typeof (bundle.data[0] as { z: { bdata?: string } }).z.bdata, 'string');
  assert.ok(
    JSON.stringify(bundle.data).length < 8000,
    `${JSON.stringify(bundle.data).length} characters`,
  );
  // the picture of the numbers beside the plot of the bytes
  await bench.draw({ data: bundle.data, layout: bundle.layout, alt: '', still: f });
  assert.deepEqual(bench.errors, []);
  const share = await bench.difference(f);
  assert.ok(share < 0.02, `${(100 * share).toFixed(1)} % of the figure looks different`);
  const few = p.heatmap([[0, 1]], { title: 't', xLabel: 'x', yLabel: 'y', unit: 'u' });
  assert.deepEqual(
    (figureBundle(few)['application/vnd.plotly.v1+json'] as p.Figure).data[0],
    few.data[0],
  );
});

test('words say what the images are', () => {
  assert.match(
    figures.classes.alt,
    pattern(
      /^Rows kept\. 51 images of 8 x 8 pixels\. digit 0: 3, digit 1: 17 and digit 2: 31\. /,
      /0 new <slot> and 3 moved\./,
    ),
  );
  assert.match(figures.list.alt, /Under them: a 0, a 1, a 2\. Small print\.$/);
});

test(
  'a confusion matrix counts by true class, in percent of that class, and says what is taken ' +
    'for what',
  () => {
    const f = p.confusionMatrix([0, 0, 0, 0, 1, 1], [0, 0, 0, 1, 0, 0], 3, { title: 'c' });
    const t = f.data[0] as HeatmapTrace;
    assert.deepEqual(t.z, [
      [75, 25, 0],
      [100, 0, 0],
      [null, null, null],
    ]);
    assert.deepEqual(t.text, [
      ['75', '25', ''],
      ['100', '', ''],
      ['', '', ''],
    ]);
    assert.match(
      f.alt,
      pattern(
        /^c\. Confusion matrix of 6 rows\. 0: 75 % right, called 1 in 25 %\. 1: 0 % right, /,
        /called 0 in 100 %\. 2: no row\./,
      ),
    );
    assert.deepEqual(p.confusionCounts([0, 0, 0, 0, 1, 1], [0, 0, 0, 1, 0, 0], 2), [
      [3, 1],
      [2, 0],
    ]);
  },
);

test(
  'differences: full points only where the interval excludes 0, every interval drawn from end ' +
    'to end',
  () => {
    const { data, alt } = figures.differences;
    const points = data.filter(
      (t): t is ScatterTrace => t.type === 'scatter' && t.mode === 'markers',
    );
    const whiskers = data.filter(
      (t): t is ScatterTrace => t.type === 'scatter' && t.mode === 'lines',
    );
    assert.deepEqual(
      points.map((t) => [t.name, t.x]),
      [
        ['interval excludes 0', [-4.8]],
        ['interval holds 0', [-0.4, 0.3]],
      ],
    );
    assert.deepEqual(whiskers[0].x.slice(0, 2), [-5, -4.6]);
    assert.match(
      alt,
      pattern(
        /split-class, B < 100: read alone -0\.4 ± 0\.9; reservoir rows in place of slots /,
        /-4\.8 ± 0\.2 \(interval excludes 0\)\. permuted: one seed 0\.3\./,
      ),
    );
  },
);

test('what cannot be drawn is refused by name', () => {
  const o = { title: 'kept' };
  assert.throws(() => p.digitGrid([{ cells: [] }], o), /digit grid "kept": got no image/);
  assert.throws(
    () => p.digitGrid([{ cells: [{ image: [1, 2] }] }], o),
    /image 0 has 2 numbers, expected 64/,
  );
  assert.throws(
    () => p.digitGrid([{ cells: [{ image: image(0), group: 'old' }] }], { ...o, groups }),
    /image 0 is of group "old"; the groups are \[new <slot>, moved\]/,
  );
  assert.throws(
    () => p.digitGrid([{ cells: [{}] }], { ...o, columns: 0 }),
    /columns: got 0, expected a whole number from 1 to 1000000/,
  );
  assert.throws(() => p.digitGrid([{ cells: [{}] }], { ...o, max: NaN }), /max is NaN/);
  assert.throws(
    () => p.confusionMatrix([0, 1], [0], 2, o),
    /answers: got 1, expected one for each of the 2 rows/,
  );
  assert.throws(
    () => p.confusionMatrix([0, 2], [0, 1], 2, o),
    /truth\[1\] is 2, expected a class from 0 to 1/,
  );
  assert.throws(() => p.confusionMatrix([0, 1], [0, 1.5], 2, o), /answers\[1\] is 1\.5/);
  assert.throws(
    () => p.differenceChart([{ name: '', rows: [] }], { ...o, xLabel: 'x' }),
    /got no row/,
  );
  assert.throws(
    () =>
      p.differenceChart([{ name: '', rows: [{ name: 'a', mean: 1, half: -1 }] }], {
        ...o,
        xLabel: 'x',
      }),
    /difference "a": half is -1/,
  );
});
