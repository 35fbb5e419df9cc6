import assert from 'node:assert/strict';
import { types } from 'node:util';
import fc from 'fast-check';
import * as plots from '../../src/plots';
import { type FuzzKind, usedOrRefused } from './harness';
import { anyValue, mutated } from './inputs';

const options = { title: 'A finding', xLabel: 'step', yLabel: 'loss' };
const floats = (...values: number[]) => Float32Array.from(values);

/** Right arguments of every figure, as lists; `stand` says what `$f` and the like are. */
const examples: Readonly<Record<string, readonly unknown[]>> = {
  agentDiagram: [
    {
      inputSize: 4,
      outputSize: 2,
      hiddenSize: 8,
      memorySize: 8,
      memoryDim: 4,
      numReadHeads: 1,
      numWriteHeads: 1,
    },
  ],
  arrowChart: [
    [{ name: 'keys', symbol: 'circle', points: [{ x: 1, y: 2, label: 'a', dx: 0.5, dy: 1 }] }],
    { ...options, x: [0, 3], height: 420 },
  ],
  barChart: [
    {
      ...options,
      categories: ['a', 'b'],
      series: [{ name: 'er', values: [1, 2], errors: [0.1, 0.2], method: 'er' }],
      logY: false,
      yMax: 3,
      write: true,
      height: 300,
    },
  ],
  confusionMatrix: [[0, 1, 1], [0, 1, 0], 2, { title: 'Ones', classNames: ['a', 'b'] }],
  courseMap: ['03'],
  memoryFamily: [{ alt: 'the family' }],
  learningCurve: [
    [
      { name: 'er', x: [1, 2, 3], y: floats(3, 2, 1), low: [2, 1, 0.5], high: [4, 3, 2] },
      { name: 'naive', y: [3, NaN, 2], dash: 'dash', colour: '#0072b2', method: 'naive' },
    ],
    {
      ...options,
      logY: true,
      logX: false,
      marks: [{ x: 2, label: 'task 2' }],
      floors: [{ y: 1, label: 'chance' }],
      height: 300,
      note: 'Small print.',
    },
  ],
  digitGrid: [
    [{ name: 'zero', cells: [{ image: new Array(64).fill(0.5), caption: 'a', group: 'new' }, {}] }],
    {
      title: 'Digits',
      yLabel: 'digit',
      groups: [{ name: 'new', colour: '#d55e00' }],
      columns: 2,
      max: 1,
    },
  ],
  imageRows: [{ plain: [new Array(64).fill(0.5)] }, { title: 'Rows', note: 'Small print.' }],
  imagesByLabel: [
    { images: new Array(128).fill(0.5), labels: [1, 0], counts: [2, 1] },
    { title: 'Images', most: 2, note: 'Small print.' },
  ],
  slotImages: [
    { images: new Array(128).fill(0.5), labels: [1, 0], counts: [2, 1] },
    { title: 'Slots', before: { images: new Array(128).fill(0), labels: [1, 1] } },
  ],
  fitChart: [
    [{ name: 'fit', x: [1, 2], y: [1, 2] }],
    { name: 'rows', x: [1, 2], y: [1, 3] },
    { ...options },
  ],
  forgettingCurves: [
    [
      {
        name: 'er',
        runs: [
          [
            [1, 0],
            [0.5, 1],
          ],
          [
            [1, 0],
            [0.4, 1],
          ],
        ],
      },
    ],
    {
      title: 'Kept',
      taskNames: ['a', 'b'],
      yLabel: 'accuracy',
      floors: [0.1, 0.2],
      floorName: 'chance',
      xLabel: 'task',
    },
  ],
  graphFigure: [
    [
      { name: 'x', inputs: [], label: 'x', group: 'input' },
      { name: 'y', inputs: ['x'], label: 'Tanh\n[2]', group: 'operation' },
    ],
    { title: 'Two nodes', outputs: ['y'] },
  ],
  heatmap: [
    [[1, 2], floats(3, 4)],
    {
      ...options,
      unit: 'weight',
      log: false,
      diverging: false,
      min: 0,
      max: 5,
      xNames: ['a', 'b'],
      yNames: ['c', 'd'],
      write: true,
      height: 300,
    },
  ],
  interfaceStrip: [
    [
      { name: 'key', count: 2, heads: 'read' },
      { name: 'erase', count: 1, heads: 'write' },
    ],
    [1, -1, 0.5],
    { title: 'The interface' },
  ],
  differenceChart: [
    [
      {
        name: 'parts',
        rows: [
          { name: 'links', mean: 1, half: 0.5 },
          { name: 'one', mean: 2 },
        ],
      },
    ],
    { title: 'Differences', xLabel: 'points' },
  ],
  scoreMatrix: [
    [
      [1, 0],
      [0.5, 1],
    ],
    { title: 'R', taskNames: ['a', 'b'], unit: 'share', log: false, min: 0, max: 1 },
  ],
  memoryHeatmap: [
    [
      [1, -2],
      [0.5, 1],
    ],
    { title: 'M', unit: 'value', height: 300, max: 2 },
  ],
  rowBars: [
    [{ name: 'group', bars: [{ name: 'lab', value: 2, low: 1, high: 3, colour: '#009e73' }] }],
    { title: 'Bars', unit: 'ms', note: 'Small print.' },
  ],
  waterfall: [
    { start: 10, saves: 6, adds: 7 },
    { title: 'Levels', unit: 'operations', end: 'left', remarks: { start: '3 ms' } },
  ],
  sequenceFigure: [
    {
      values: [
        [1, 0],
        [NaN, 1],
      ],
      rowNames: ['sees bit', 'asked bit'],
    },
    { title: 'A sequence' },
  ],
  memoryTimeline: [
    [
      { writes: [[1, 0]], reads: [[0, 1]], wrote: ['A'], read: [''] },
      { writes: [[0, 1]], reads: [[1, 0]] },
    ],
    { title: 'Heads', slotNames: ['a', 'b'], stepNames: ['1', '2'], xLabel: 'step', height: 300 },
  ],
  treeFigure: [
    [0, 10, 4, 6, 3, 1, 4, 2],
    {
      title: 'A draw',
      leaf: 'row',
      path: [1, 3, 6],
      changed: [2],
      mark: 5,
      found: [1],
      parts: 2,
      beside: { 1: 'sum' },
      words: 'A draw of 5.',
    },
  ],
  surfaceChart: [
    '$f',
    [{ name: 'step', points: [{ x: 1, y: 1, dx: -0.2, dy: -0.8 }] }],
    { ...options, unit: 'loss', x: [-2, 2], y: [-2, 2], levels: [0.5, 1], points: 12 },
  ],
  stepSlider: [['$1', '$2', '$3'], { title: 'Steps', label: 'k', start: 1, shown: [0, 2] }],
};

const bowl = (x: number, y: number): number => x * x + y * y;

/** A step of a slider. */
const still = (k: number): plots.Figure =>
  plots.heatmap([[k, 1]], { ...options, title: `${k}`, unit: 'w', min: 0, max: 3 });

/** What stands in place of values that cannot be copied, in the examples. */
const stand: Readonly<Record<string, unknown>> = {
  $f: bowl,
  $1: still(1),
  $2: still(2),
  $3: still(3),
};
const inPlace = (value: unknown): unknown =>
  typeof value === 'string' && Object.hasOwn(stand, value) ? stand[value] : value;

const figures = plots as unknown as Readonly<Record<string, (...given: unknown[]) => plots.Figure>>;

interface Input {
  readonly name: string;
  readonly given: readonly unknown[];
}

function withFigures(given: unknown): unknown[] {
  const list = Array.isArray(given) ? (given as unknown[]) : [given];
  return list.map((one) => (Array.isArray(one) ? one.map(inPlace) : inPlace(one)));
}

const anyArguments: fc.Arbitrary<Input> = fc.constantFrom(...Object.keys(examples)).chain((name) =>
  fc.record({
    name: fc.constant(name),
    given: mutated(examples[name], anyValue).map(withFigures),
  }),
);

/** What a picture must not hold: numbers that are none, and values written as words by mistake. */
const BROKEN = /\b(NaN|undefined|Infinity|null)\b|\[object |=>/;

const LEFT_OUT = 'Values that are NaN or infinite are left out.';

/** A figure whose numbers can all be drawn, and whose picture and words hold no leftovers. */
function isWhole(figure: plots.Figure, given: readonly unknown[]): void {
  assert.ok(plots.isFigure(figure), 'no figure');
  assertFinite(figure.data, 'data');
  assertFinite(figure.layout, 'layout');
  if (BROKEN.test(textsIn(given))) return; // asked for
  const words = figure.alt.replace(LEFT_OUT, '');
  assert.ok(!BROKEN.test(words), `words: ${BROKEN.exec(words)?.[0]} in ${words}`);
  const svg = plots.toSvg(figure).replaceAll(LEFT_OUT, '');
  assert.ok(!BROKEN.test(svg), `picture: ${BROKEN.exec(svg)?.[0]}`);
}

function assertFinite(value: unknown, path: string): void {
  if (typeof value === 'number') assert.ok(Number.isFinite(value), `${path} is ${value}`);
  if (typeof value !== 'object' || value === null) return;
  for (const [key, part] of Object.entries(value)) assertFinite(part, `${path}.${key}`);
}

/** All texts of the arguments in one: what they hold may be in the figure. */
function textsIn(value: unknown, depth = 0): string {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null || types.isProxy(value) || depth > 6) return '';
  return Object.keys(value)
    .map((key) => {
      const part: unknown = Object.getOwnPropertyDescriptor(value, key)?.value;
      return `${key} ${textsIn(part, depth + 1)}`;
    })
    .join(' ');
}

/** Arguments of every figure, changed in some places. */
export const plotArguments: FuzzKind<Input> = {
  inputs: anyArguments,
  use: ({ name, given }) =>
    usedOrRefused(
      () => figures[name](...given),
      (figure) => isWhole(figure, given),
    ),
};
