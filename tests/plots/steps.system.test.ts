// Figures with a slider: what each step shows in a real browser, what paper shows instead, and what
// is refused.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import * as p from '../../src/plots';
import type { BarTrace, HeatmapTrace } from '../../src/plots/figure';
import { figureBundle } from '../../src/notebook/figureBundle';
import { openBench, type Bench } from './browser';
import { sliders } from './samples';
import { pattern } from '../pattern';

let bench: Bench;
before(async () => {
  bench = await openBench();
});
after(async () => {
  await bench.close();
});

const o = { xLabel: 'slot', yLabel: 'weight w' };
const bars = (title: string, ...values: number[]): p.Figure =>
  p.barChart({
    ...o,
    title,
    categories: values.map((_, i) => String(i)),
    series: [{ name: 'w', values }],
  });
const texts = (svg: string): string[] =>
  [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map((m) => m[1]);

for (const [name, figure] of Object.entries(sliders())) {
  test(
    `slider of ${name}: each place of the slider shows its step and nothing else, and nothing ` +
      'is cut',
    async () => {
      const { data, layout } = figureBundle(figure)['application/vnd.plotly.v1+json'] as p.Figure;
      const steps = (layout.sliders as { active: number; steps: { label: string }[] }[])[0];
      assert.deepEqual(
        data.map((t) => t.visible),
        data.map((_, i) => Math.floor(i / (data.length / steps.steps.length)) === steps.active),
      );
      for (const k of [0, 1, steps.steps.length - 1]) {
        const seen = await bench.slide({ data, layout, alt: '' }, k / (steps.steps.length - 1));
        assert.deepEqual(bench.errors, []);
        const each = data.length / steps.steps.length;
        assert.deepEqual(
          seen.shown,
          Array.from({ length: each }, (_, i) => k * each + i),
          `step ${k}`,
        );
        assert.ok(
          seen.words.some((w) =>
            w.endsWith(`: ${steps.steps[k].label.replace(/&lt;/g, '<').replace(/&gt;/g, '>')}`),
          ),
          `the slider says where it stands: ${seen.words.join(' | ')}`,
        );
        assert.deepEqual(seen.cut, []);
      }
    },
  );
}

test('arrows move with the slider', async () => {
  const { arrows } = sliders();
  const first = await bench.slide(arrows, 0);
  const last = await bench.slide(arrows, 1);
  assert.notDeepEqual(first.arrows, last.arrows);
});

test('all steps have the axes of all: bars can be compared while sliding', () => {
  const f = p.stepSlider([bars('1', 0.1, 0.2), bars('2', 0.9, 0.1)], { title: 't', label: 'step' });
  const [, high] = (f.layout.yaxis as { range: [number, number] }).range;
  assert.ok(high >= 0.9);
  for (const key of ['yaxis', 'yaxis2'])
    assert.deepEqual(
      (f.still!.layout[key] as { range: unknown }).range,
      (f.layout.yaxis as { range: unknown }).range,
    );
});

test('paper shows chosen steps side by side, each named, and words say what they hold', () => {
  const steps = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8].map((v) => bars(String(v), v, 1 - v));
  const f = p.stepSlider(steps, { title: 'A finding', label: 'gate g' });
  const words = texts(p.toSvg(f));
  for (const v of ['0.1', '0.2', '0.4', '0.5', '0.7', '0.8'])
    assert.ok(words.includes(`gate g: ${v}`), words.join(' | '));
  assert.ok(words.includes('A finding'));
  assert.match(
    f.alt,
    pattern(
      /^A finding\. A slider moves gate g through 8 steps, from 0\.1 to 0\.8\. .*gate g /,
      /0\.7\. .*0 0\.7 and 1 0\.3/,
    ),
  );
  assert.match(p.toSvg(f), /<desc>A finding\. A slider moves/);
  const one = p.stepSlider(steps, { title: 'A finding', label: 'gate g', shown: [7] });
  assert.ok(texts(p.toSvg(one)).includes('A finding (gate g: 0.8)'));
});

test('bars of a small panel are as wide as bars of one figure', () => {
  const widths = (f: p.Figure): number[] =>
    [...p.toSvg(f).matchAll(/<path d="M[\d.]+ [\d.]+l([\d.]+) 0[^>]* fill="#0072b2"/g)].map((m) =>
      Number(m[1]),
    );
  const six = widths(
    p.stepSlider(
      [1, 2, 3, 4, 5, 6].map((k) => bars(String(k), k, k)),
      { title: 't', label: 'k' },
    ),
  );
  assert.equal(six.length, 12);
  assert.ok(
    Math.min(...six) > 40,
    `bars of ${Math.min(...six)} pixels in panels of about 180 with two bars`,
  );
});

test('steps that cannot be compared are refused by name', () => {
  const heat = (title: string, max: number): p.Figure =>
    p.heatmap([[0, 1]], { title, xLabel: 'x', yLabel: 'y', unit: 'u', min: 0, max });
  const s = { title: 'links', label: 'step' };
  assert.throws(
    () => p.stepSlider([heat('1', 1)], s),
    /step slider "links": got 1 steps, expected at least 2/,
  );
  assert.throws(
    () => p.stepSlider([heat('1', 1), heat('2', 2)], s),
    /colours of step 1 go from 0 to 2, of step 0 from 0 to 1; give all steps the same min and max/,
  );
  assert.throws(
    () => p.stepSlider([heat('1', 1), bars('2', 1)], s),
    /step 1 is made of bar, step 0 of heatmap/,
  );
  assert.throws(
    () => p.stepSlider([bars('1', 1), bars('2', 1)], { ...s, start: 2 }),
    /there is no step 2; steps go from 0 to 1/,
  );
  assert.throws(
    () =>
      p.stepSlider(
        [
          p.forgettingCurves(
            [
              {
                name: 'a',
                runs: [
                  [
                    [1, 1],
                    [1, 1],
                  ],
                ],
              },
            ],
            { title: 't', taskNames: ['a', 'b'], yLabel: 'y' },
          ),
          bars('2', 1),
        ],
        s,
      ),
    /step 0 has 2 panels/,
  );
});

test(
  'a timeline: each write and read has its column, writes are positive, reads negative, and ' +
    'letters stand where they belong',
  () => {
    const f = p.memoryTimeline(
      [
        { writes: [[0, 0.9]], reads: [[0, 0]], wrote: ['A'], read: [''] },
        { writes: [[0, 0]], reads: [[0.2, 0.7]], wrote: [''], read: ['A'] },
      ],
      { title: 'A and back' },
    );
    const t = f.data[0] as HeatmapTrace;
    assert.deepEqual(t.z, [
      [0, 0, 0, -0.2],
      [0.9, 0, 0, -0.7],
    ]);
    assert.deepEqual(t.text, [
      ['', '', '', ''],
      ['A', '', '', 'A'],
    ]);
    assert.match(
      f.alt,
      /Step 1 writes A to slot 1 \(0\.9\)\. Step 2 reads A from slot 1 \(0\.7\)\./,
    );
    assert.equal(t.customdata?.[0][3], 'step 2, read head 0, slot 0: 0.2');
    assert.throws(
      () =>
        p.memoryTimeline(
          [
            { writes: [[0, 1]], reads: [] },
            { writes: [[0]], reads: [] },
          ],
          { title: 't' },
        ),
      pattern(
        /step 1 has 1 write and 0 read heads of 1 slots; step 0 has 1 write and 0 read heads /,
        /of 2 slots/,
      ),
    );
    assert.throws(
      () => p.memoryTimeline([{ writes: [[NaN]], reads: [] }], { title: 't' }),
      /step 0 has a weight of NaN/,
    );
  },
);

test('arrows: true angles, named numbers', () => {
  const f = p.arrowChart(
    [{ name: 'words', points: [{ x: 0, y: 0, label: 'slot 0', dx: 1, dy: 1 }] }],
    { title: 't', xLabel: 'x', yLabel: 'y' },
  );
  const { margin: m, width, height } = f.layout;
  const unit = (key: 'xaxis' | 'yaxis', pixels: number): number => {
    const [a, b] = (f.layout[key] as { range: [number, number] }).range;
    return pixels / (b - a);
  };
  const across = unit('xaxis', width - m.l - m.r);
  const up = unit('yaxis', height - m.t - m.b);
  assert.ok(Math.abs(across / up - 1) < 0.03, `a unit is ${across} pixels across and ${up} up`);
  assert.match(f.alt, /slot 0 at \(0, 0\) with an arrow of \(1, 1\)/);
  assert.throws(
    () =>
      p.arrowChart([{ name: 'words', points: [{ x: 0, y: NaN }] }], {
        title: 't',
        xLabel: 'x',
        yLabel: 'y',
      }),
    /groups\[0\]\.points\[0\]\.y: got NaN, expected a finite number/,
  );
});

test('no word can spoil the pictures that come after it', () => {
  const before = p.toSvg(bars('1', 1, 2));
  p.toSvg(
    p.arrowChart([{ name: '__proto__', points: [{ x: 1, y: 1, label: '__proto__' }] }], {
      title: '__proto__',
      xLabel: '__proto__',
      yLabel: 'y',
    }),
  );
  p.toSvg(
    p.barChart({
      ...o,
      title: 't',
      categories: ['__proto__'],
      series: [{ name: 'w', values: [1] }],
    }),
  );
  assert.equal(p.toSvg(bars('1', 1, 2)), before);
});

test('the memory of several steps can have one colour scale', () => {
  const t = p.memoryHeatmap([[0.5]], { title: 't', max: 2 }).data[0] as HeatmapTrace;
  assert.deepEqual([t.zmin, t.zmax], [-2, 2]);
  assert.equal(
    (bars('1', 1).data[0] as BarTrace).visible,
    undefined,
    'a figure without a slider hides nothing',
  );
});
