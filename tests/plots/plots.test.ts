import { test } from 'node:test';
import assert from 'node:assert/strict';
import * as p from '../../src/plots';
import type { Axis, HeatmapTrace, ScatterTrace } from '../../src/plots/figure';
import { WIDTH } from '../../src/plots/frame';
import { ticks } from '../../src/plots/ticks';
import { forgets, remembers, samples } from './samples';

const axis = (f: p.Figure, name: string): Axis => f.layout[name] as Axis;
const texts = (svg: string): string[] =>
  [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map((m) => m[1]);

test('a curve stays below the labels of its marks', () => {
  const series = [{ name: 'right', y: [0, 0.5, 1] }];
  const options = { title: 't', xLabel: 'update', yLabel: 'right (share)' };
  const topOf = (marks: p.Mark[]): number => {
    const [low, high] = axis(p.learningCurve(series, { ...options, marks }), 'yaxis').range!;
    return (high - 1) / (high - low);
  };
  assert.ok(topOf([]) < 0.06);
  assert.ok(topOf([{ x: 1, label: 'task 2' }]) > 0.08, 'of about 260 pixels: a line of text');
});

test('a method has one colour in every notebook, and methods that stand together differ', () => {
  const together = ['no replay', 'replay', 'joint training', 'memory agent', 'LSTM', 'floor'];
  assert.equal(new Set(together.map(p.methodColour)).size, together.length);
  assert.equal(p.methodColour('Naive'), p.methodColour('without replay'));
  assert.equal(p.methodColour('something new'), p.methodColour('something new'));
  const lines = p.learningCurve(
    [
      { name: 'mine', y: [1, 2] },
      { name: 'replay', y: [2, 1] },
      { name: 'yours', y: [2, 2] },
      { name: 'replay 64', y: [1, 1] },
    ],
    { title: 't', xLabel: 'x', yLabel: 'y' },
  );
  const looks = lines.data.map((t) => (t as ScatterTrace).line);
  const [mine, replay, yours, variant] = looks.map((look) => look?.color);
  assert.deepEqual([replay, variant], Array(2).fill(p.methodColour('replay')));
  assert.equal(new Set([mine, replay, yours]).size, 3, 'no two methods share a colour');
  assert.equal(new Set(looks.map((look) => `${look?.color} ${look?.dash}`)).size, 4);
});

test('a learning curve says its finding, its units and its numbers in words', () => {
  const f = p.learningCurve([{ name: 'task 1', y: [0.002, 0.05, 0.14] }], {
    title: 'Task 1 is forgotten',
    xLabel: 'update',
    yLabel: 'error (MSE)',
    marks: [{ x: 2, label: 'task 2 starts' }],
    floors: [{ y: 0.0154, label: 'best constant' }],
  });
  assert.match(f.alt, /^Task 1 is forgotten\./);
  assert.match(f.alt, /task 1 rises from 0\.002 to 0\.14/);
  assert.match(f.alt, /best constant at 0\.0154/);
  assert.match(f.alt, /task 2 starts at 2/);
  assert.equal(axis(f, 'xaxis').title?.text, 'update');
  assert.equal(axis(f, 'yaxis').title?.text, 'error (MSE)');
  assert.ok(texts(p.toSvg(f)).includes('task 2 starts'));
});

test('what a log axis cannot show is a gap that is announced', () => {
  const f = p.learningCurve([{ name: 'loss', y: [1, 0, 0.1, -2, 0.01] }], {
    title: 't',
    xLabel: 'x',
    yLabel: 'y',
    logY: true,
  });
  assert.deepEqual((f.data[0] as ScatterTrace).y, [1, null, 0.1, null, 0.01]);
  assert.match(f.alt, /0 or below are left out/);
  assert.ok(
    texts(p.toSvg(f)).some((t) => /0 or below are left out/.test(t)),
    'the reader of the picture is told, too',
  );
  assert.throws(
    () =>
      p.learningCurve([{ name: 'loss', y: [0, -1] }], {
        title: 't',
        xLabel: 'x',
        yLabel: 'y',
        logY: true,
      }),
    /no value is above 0/,
  );
});

test('NaN is a gap in the line, not a bridge over it', () => {
  const svg = p.toSvg(
    p.learningCurve([{ name: 'loss', y: [...Array(20).keys()].map((i) => (i === 10 ? NaN : i)) }], {
      title: 't',
      xLabel: 'x',
      yLabel: 'y',
    }),
  );
  const line = /<path d="(M[^"]*)" fill="none" stroke="#0072b2"/.exec(svg)?.[1] ?? '';
  assert.equal(line.match(/M/g)?.length, 2, 'two strokes');
});

test('forgetting curves: mean and interval over seeds, a panel a task, the floor', () => {
  const f = p.forgettingCurves([{ name: 'naive', runs: [0, 1, 2].map(forgets) }], {
    title: 't',
    taskNames: ['a', 'b', 'c', 'd'],
    yLabel: 'MSE',
    floors: [1, 2, 3, 4],
  });
  const panel = f.data.filter((t) => (t.xaxis ?? 'x') === 'x') as ScatterTrace[];
  const [band, line, floor] = panel;
  assert.deepEqual(line.y, [0.003, 0.1, 0.12, 0.14]);
  // Seeds give 0.002, 0.003, 0.004: standard deviation 0.001, t(0.975, 2) = 4.3027, half width
  // 4.3027 * 0.001 / sqrt(3).
  assert.ok(Math.abs((band.y[0] as number) - (0.003 + (4.30265 * 0.001) / Math.sqrt(3))) < 1e-6);
  assert.deepEqual([floor.y[0], floor.line?.dash], [1, 'dash']);
  assert.equal(new Set(f.data.map((t) => t.xaxis ?? 'x')).size, 4);
  assert.match(f.alt, /naive, a: rises from 0\.003 to 0\.14/);
  const one = p.forgettingCurves([{ name: 'naive', runs: [forgets(0)] }], {
    title: 't',
    taskNames: ['a', 'b', 'c', 'd'],
    yLabel: 'MSE',
  });
  assert.ok(
    one.data.every((t) => (t as ScatterTrace).fill === undefined),
    'one seed claims no interval',
  );
  assert.throws(
    () =>
      p.forgettingCurves([{ name: 'naive', runs: [[[1]]] }], {
        title: 't',
        taskNames: ['a', 'b'],
        yLabel: 'MSE',
      }),
    /1 x 1, expected 2 x 2/,
  );
});

test('the score matrix writes each value: row after training on, column evaluated on', () => {
  const f = p.scoreMatrix(forgets(0), {
    taskNames: ['a', 'b', 'c', 'd'],
    title: 't',
    unit: 'MSE',
    log: true,
  });
  const t = f.data[0] as HeatmapTrace;
  assert.equal(t.text?.[3][0], '0.14');
  assert.ok(texts(p.toSvg(f)).includes('0.0049'));
  assert.deepEqual(axis(f, 'yaxis').range, [3.5, -0.5], 'the first row is at the top');
  assert.match(f.alt, /after training on d, evaluated on d/);
  assert.throws(
    () => p.scoreMatrix([[1, 2]], { taskNames: ['a', 'b'], title: 't' }),
    /1 x 2, expected 2 x 2/,
  );
});

test('a diverging heatmap has 0 in the middle of its colours', () => {
  const t = p.memoryHeatmap(
    [
      [0, 0.5],
      [-2, 1],
    ],
    { title: 't' },
  ).data[0] as HeatmapTrace;
  assert.deepEqual([t.zmin, t.zmax], [-2, 2]);
});

test('bars start at 0, and name what is missing', () => {
  const f = p.barChart({
    categories: ['a', 'b'],
    series: [{ name: 's', values: [3, 4] }],
    title: 't',
    xLabel: 'x',
    yLabel: 'y',
  });
  assert.equal(axis(f, 'yaxis').range?.[0], 0);
  assert.throws(
    () =>
      p.barChart({
        categories: ['a', 'b'],
        series: [{ name: 's', values: [3] }],
        title: 't',
        xLabel: 'x',
        yLabel: 'y',
      }),
    /"s": values has 1 numbers for 2 categories/,
  );
});

test('wrong series are refused by name', () => {
  const o = { title: 't', xLabel: 'x', yLabel: 'y' };
  assert.throws(
    () => p.learningCurve([{ name: 'loss', y: [1, 2], x: [1] }], o),
    /"loss": x has 1 values, y has 2/,
  );
  assert.throws(() => p.learningCurve([{ name: 'loss', y: [] }], o), /"loss" is empty/);
  assert.throws(
    () => p.learningCurve([{ name: 'loss', y: [NaN, Infinity] }], o),
    /nothing to draw/,
  );
  assert.throws(
    () => p.learningCurve([{ name: 'loss', y: [1, 2], x: [1, NaN] }], o),
    /x\[1\] is NaN/,
  );
});

test('values that lie close together far from 0 stay apart in the saved figure', () => {
  const y = [1e9 + 0.25, 1e9 + 0.5, 1e9 + 0.75];
  const f = p.learningCurve([{ name: 's', y }], { title: 't', xLabel: 'x', yLabel: 'y' });
  assert.equal(new Set((f.data[0] as ScatterTrace).y).size, 3);
});

test('ticks are where people expect them', () => {
  assert.deepEqual(
    ticks({ range: [0, 1] }, 'y', 300).map((t) => t.label),
    ['0', '0.2', '0.4', '0.6', '0.8', '1'],
  );
  assert.deepEqual(
    ticks({ type: 'log', range: [-3, 1], nticks: 6 }, 'y', 300).map((t) => t.label),
    ['0.001', '0.01', '0.1', '1', '10'],
  );
  assert.deepEqual(
    ticks({ range: [-30, 30], nticks: 5 }, 'x', 300).map((t) => t.label),
    ['−20', '0', '20'],
  );
});

test('the picture names a feature that it cannot draw', () => {
  const f = p.learningCurve([{ name: 's', y: [1, 2] }], { title: 't', xLabel: 'x', yLabel: 'y' });
  const broken = (data: object[], layout: object = {}): p.Figure => ({
    ...f,
    data: data as unknown as p.Figure['data'],
    layout: { ...f.layout, ...layout },
  });
  assert.throws(() => p.toSvg(broken([{ type: 'pie', values: [1] }])), /trace 0 is of type "pie"/);
  assert.throws(
    () => p.toSvg(broken([{ ...f.data[0], fill: 'tonexty' }])),
    /fill "tonexty" cannot be drawn/,
  );
  assert.throws(() => p.toSvg(broken([{ ...f.data[0], stackgroup: 'one' }])), /"stackgroup"/);
  assert.throws(() => p.toSvg(broken([...f.data], { sliders: [] })), /layout has "sliders"/);
  assert.throws(
    () => p.toSvg(broken([...f.data], { xaxis: { type: 'date' } })),
    /xaxis is of type "date"/,
  );
});

test('the same figure gives the same picture at any time; two pictures share no id', () => {
  const { forgetting, learning } = samples();
  const first = p.toSvg(forgetting);
  const other = p.toSvg(learning);
  assert.equal(p.toSvg(samples().forgetting), first);
  const ids = (svg: string): string[] => [...svg.matchAll(/ id="([^"]*)"/g)].map((m) => m[1]);
  assert.ok(ids(first).length > 0);
  assert.deepEqual(
    ids(first).filter((id) => ids(other).includes(id)),
    [],
  );
});

test('pictures and figures are small enough to commit', () => {
  for (const [name, f] of Object.entries(samples())) {
    const svg = p.toSvg(f).length;
    const json = JSON.stringify(f).length;
    assert.ok(svg < 32_000 && json < 40_000, `${name}: SVG ${svg} bytes, JSON ${json} bytes`);
    assert.ok(f.layout.width <= WIDTH, `${name} is too wide for a cell`);
  }
  const long = p.learningCurve(
    [
      {
        name: 's',
        y: Array.from({ length: 50_000 }, (_, i) => Math.sin(i / 500) + (i === 31_234 ? 9 : 0)),
      },
    ],
    { title: 't', xLabel: 'x', yLabel: 'y' },
  );
  assert.ok(JSON.stringify(long).length < 40_000);
  assert.ok(
    ((long.data[0] as ScatterTrace).y as number[]).some((v) => v > 8),
    'the one spike among 50,000 points is kept',
  );
});

test('the map shows where we are and names the chapters when it does not know one', () => {
  assert.match(p.courseMap('replay').alt, /You are here: chapter 04, replay/);
  assert.throws(
    () => p.courseMap('dreaming'),
    /no chapter "dreaming"; the chapters are 00 start, 01 config/,
  );
});

test('the agent diagram counts the interface vector as the paper does', () => {
  const sizes = {
    inputSize: 64,
    outputSize: 64,
    hiddenSize: 128,
    memorySize: 128,
    memoryDim: 64,
    numReadHeads: 4,
    numWriteHeads: 1,
  };
  assert.match(p.agentDiagram(sizes).alt, /interface vector of 471 numbers/);
  assert.throws(() => p.agentDiagram({ ...sizes, memoryDim: 0 }), /memoryDim: got 0/);
});

test('remembering and forgetting look different in words', () => {
  const o = { title: 't', taskNames: ['a', 'b', 'c', 'd'], yLabel: 'MSE' };
  const alt = p.forgettingCurves(
    [
      { name: 'naive', runs: [forgets(0)] },
      { name: 'replay', runs: [remembers(0)] },
    ],
    o,
  ).alt;
  assert.match(alt, /naive, a: rises from 0\.002 to 0\.14/);
  assert.match(alt, /replay, a: rises from 0\.002 to 0\.0024/);
});

test('a slider that shows no step, and a tree whose sums are too large, are refused', () => {
  const bars = [1, 2].map((v) =>
    p.barChart({
      title: String(v),
      xLabel: 'x',
      yLabel: 'y',
      categories: ['a'],
      series: [{ name: 's', values: [v] }],
    }),
  );
  assert.throws(
    () => p.stepSlider(bars, { title: 'T', label: 'k', shown: [] }),
    /shown holds no step, expected at least 1/,
  );
  assert.throws(() => p.treeFigure([0, 10, 4, 1e308], { title: 'T' }), /node 3 is 1e\+308/);
});
