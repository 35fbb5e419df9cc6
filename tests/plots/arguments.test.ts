// What a learner passes wrongly to a figure is told by name, in one line.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as plots from '../../src/plots';

const figures = plots as unknown as Readonly<Record<string, (...given: unknown[]) => unknown>>;
const options = { title: 'T', xLabel: 'x', yLabel: 'y' };
const line = { name: 'a', y: [1, 2] };
const getter = Object.defineProperty({ ...options }, 'logY', {
  get: () => assert.fail('read'),
  enumerable: true,
});

type Case = readonly [figure: string, given: readonly unknown[], message: string];

const wrong: readonly Case[] = [
  ['learningCurve', [], 'series: got undefined, expected a list'],
  ['learningCurve', [null, options], 'series: got null, expected a list'],
  ['learningCurve', [[], options], 'learningCurve needs at least one series'],
  ['learningCurve', [[1, 2], options], 'series[0]: got 1, expected an object with some of name, y'],
  [
    'learningCurve',
    [[[1, 2]], options],
    'series[0]: got [ 1, 2 ], expected an object with some of',
  ],
  ['learningCurve', [[{ y: [1] }], options], 'series[0].name: got undefined, expected a text'],
  ['learningCurve', [[{ name: 'a' }], options], 'series[0].y: got undefined, expected a list of '],
  [
    'learningCurve',
    [[{ ...line, y: '12' }], options],
    'series[0].y: got "12", expected a list of ',
  ],
  [
    'learningCurve',
    [[{ ...line, y: [1, '2'] }], options],
    'series[0].y[1]: got "2", expected a number (NaN is a gap)',
  ],
  [
    'learningCurve',
    [[{ ...line, y: [1, null] }], options],
    'series[0].y[1]: got null, expected a number (NaN is a gap)',
  ],
  [
    'learningCurve',
    // eslint-disable-next-line no-sparse-arrays -- a hole is what is tried
    [[{ ...line, y: [1, , 3] }], options],
    'series[0].y[1]: got undefined, expected a number (NaN is a gap)',
  ],
  [
    'learningCurve',
    [[{ ...line, color: 'red' }], options],
    'series[0].color: got "red", expected no color: it is colour',
  ],
  [
    'learningCurve',
    [[{ ...line, colour: 'red' }], options],
    'series[0].colour: got "red", expected six hexadecimal digits after #, as in "#0072b2"',
  ],
  ['learningCurve', [[line]], 'options: got undefined, expected an object with some of title, '],
  ['learningCurve', [[line], { title: 'T' }], 'options.xLabel: got undefined, expected a text'],
  ['learningCurve', [[line], { ...options, title: 3 }], 'options.title: got 3, expected a text'],
  [
    'learningCurve',
    [[line], { ...options, ylabel: 'y' }],
    'options.ylabel: got "y", expected one of the fields there are: title, note, alt, xLabel, yLa',
  ],
  [
    'learningCurve',
    [[line], { ...options, logY: 1 }],
    'options.logY: got 1, expected true or false',
  ],
  [
    'learningCurve',
    [[line], { ...options, height: 0 }],
    'options.height: got 0, expected a number from 100 to 10000',
  ],
  ['learningCurve', [[line], getter], 'options: got { title: "T", xLabel: '.replaceAll('"', "'")],
  [
    'barChart',
    [null],
    'options: got null, expected an object with some of title, note, alt, xLabel',
  ],
  [
    'barChart',
    [{ ...options, categories: [1], series: [] }],
    'options.categories[0]: got 1, expected a text',
  ],
  ['heatmap', [3, options], 'values: got 3, expected a list'],
  ['heatmap', [[1, 2], { ...options, unit: 'u' }], 'values[0]: got 1, expected a list of numbers'],
  [
    'heatmap',
    [[[1], [1, 2]], { ...options, unit: 'u' }],
    'heatmap "T": row 1 has 2 values, row 0 has 1',
  ],
  ['scoreMatrix', [[[1]], { title: 'T' }], 'options.taskNames: got undefined, expected a list'],
  ['memoryHeatmap', [[[1]], { title: 'T', max: '1' }], 'options.max: got "1", expected a number'],
  ['arrowChart', [{}, options], 'groups: got {}, expected a list'],
  ['surfaceChart', [3, [], options], 'height: got 3, expected a function'],
  ['confusionMatrix', [[0], [0], '2', { title: 'T' }], 'classes: got "2", expected a whole number'],
  ['courseMap', [3], 'current: got 3, expected a text'],
  [
    'digitGrid',
    [[{ cells: [{ image: new Array(64).fill(NaN) }] }], { title: 'T' }],
    'rows[0].cells[0].image[0]: got NaN, expected a finite number',
  ],
  ['fitChart', [[line], null, options], 'rows: got null, expected an object with some of name, x'],
  [
    'forgettingCurves',
    [[{ name: 'a', runs: [[1]] }], { title: 'T', taskNames: ['a'], yLabel: 'y' }],
    'methods[0].runs[0][0]: got 1, expected a list of numbers',
  ],
  ['graphFigure', [[{ name: 'x' }], { title: 'T' }], 'nodes[0].inputs: got undefined, expected a'],
  [
    'interfaceStrip',
    [[{ name: 'key', count: 1, heads: 'both' }], [1], { title: 'T' }],
    "parts[0].heads: got \"both\", expected one of 'read', 'write'",
  ],
  ['differenceChart', [[{ name: 'a' }], { ...options }], 'groups[0].rows: got undefined, expected'],
  ['rowBars', ['bars', { title: 'T' }], 'groups: got "bars", expected a list'],
  [
    'waterfall',
    [{}, { title: 'T', unit: 'ms', end: 'left' }],
    'levels: got {}, expected at least one',
  ],
  ['sequenceFigure', [null, { title: 'T' }], 'picture: got null, expected an object with some of '],
  [
    'sequenceFigure',
    [{ values: [[1]], rowNames: [] }, { title: 'T' }],
    'picture.rowNames: got [], expected a name for each row of values',
  ],
  [
    'stepSlider',
    [[1, 2], { title: 'T', label: 'l' }],
    'steps[0]: got 1, expected a figure, as the ',
  ],
  [
    'memoryTimeline',
    [[{ writes: 1 }], { title: 'T' }],
    'moments[0].writes: got 1, expected a list',
  ],
  ['treeFigure', [null, { title: 'T' }], 'nodes: got null, expected a list of numbers'],
  ['agentDiagram', [{}], 'sizes.inputSize: got undefined, expected a whole number from 1 to '],
  ['toSvg', [null], 'figure: got null, expected a figure, as the plot functions give it'],
  ['toSvg', [{ data: [], layout: {} }], 'figure.layout.width: got undefined, expected a number'],
  ['say', ['3'], 'value: got "3", expected a number'],
  ['say', [3, 0], 'digits: got 0, expected a whole number from 1 to 21'],
];

test('every figure names the argument that is wrong, in one line', () => {
  for (const [figure, given, message] of wrong)
    assert.throws(
      () => figures[figure](...given),
      (error: Error) => {
        assert.ok(error instanceof RangeError, String(error.stack));
        assert.equal(error.message.slice(0, message.length), message, figure);
        assert.ok(!/[\r\n]/.test(error.message), error.message);
        return true;
      },
    );
});

test('an option that is undefined is as if left out', () => {
  const memory = [[1, -1]];
  assert.deepEqual(
    plots.memoryHeatmap(memory, { title: 'T', unit: undefined, max: undefined, note: undefined }),
    plots.memoryHeatmap(memory, { title: 'T' }),
  );
  const picture = { values: [[1]], rowNames: ['sees a'] };
  assert.deepEqual(
    plots.sequenceFigure(picture, { title: 'T', note: undefined }),
    plots.sequenceFigure(picture, { title: 'T' }),
  );
  assert.deepEqual(
    plots.learningCurve([{ ...line, x: undefined, colour: undefined }], {
      ...options,
      marks: undefined,
      floors: undefined,
      height: undefined,
      logX: undefined,
    }),
    plots.learningCurve([line], options),
  );
  assert.deepEqual(
    plots.scoreMatrix([[1]], { title: 'T', taskNames: ['a'], unit: undefined, log: undefined }),
    plots.scoreMatrix([[1]], { title: 'T', taskNames: ['a'] }),
  );
});
