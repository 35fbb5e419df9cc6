import * as p from '../../src/plots';

const numbers = (n: number, f: (i: number) => number = (i) => i): number[] =>
  Array.from({ length: n }, (_, i) => f(i));
const axes = { xLabel: 'task', yLabel: 'error (mean squared error)' };
const LONG_NAMES = [
  'memory agent without replay',
  'memory agent without a learned start',
  'memory agent with a controller of the same number of parameters alone',
  'prioritized, corrected',
];
const image = numbers(64, (i) => (i % 9) / 8);

/** The sums of a tree over these leaves, in heap order. */
function sumsOf(leaves: readonly number[]): number[] {
  const nodes = [...leaves.map(() => 0), ...leaves];
  for (let k = leaves.length - 1; k > 0; k--) nodes[k] = nodes[2 * k] + nodes[2 * k + 1];
  return nodes;
}

/** Figures with words that are hard to place: long, many, or close to each other. */
export function hardSamples(): Record<string, p.Figure> {
  return {
    'long categories': p.barChart({
      ...axes,
      title: 'Names of tasks that are longer than there is room for below each bar of the chart',
      categories: numbers(8).map((i) => `task ${i}: 0.5 cos(mean of all ${i + 2} inputs)`),
      series: LONG_NAMES.slice(0, 2).map((name, k) => ({
        name,
        values: numbers(8, (i) => i + k + 1),
      })),
    }),
    'long words': p.barChart({
      ...axes,
      title: 'Words that no space divides',
      categories: numbers(12).map((i) => `backpropagationThroughTime${i}`),
      series: [{ name: 'w', values: numbers(12, (i) => i + 1) }],
    }),
    'many categories': p.barChart({
      ...axes,
      title: 'A bar a slot',
      categories: numbers(64).map((i) => `${1000 + i}`),
      series: [{ name: 'usage u', values: numbers(64, (i) => Math.sin(i) ** 2) }],
    }),
    'log points': p.barChart({
      ...axes,
      title: 'On a log axis values are points, for a bar would have no 0 to stand on',
      categories: ['one', 'two', 'three'],
      series: [
        { name: 'er', values: [128, 0.02, 640], errors: [30, 0.03, 100] },
        { name: 'er, three updates', values: [100, 0.5, 600], errors: [10, 0.1, 60] },
        { name: 'der++', values: [90, 0.7, 500], errors: [10, 0.1, 60] },
      ],
      logY: true,
    }),
    'long legend': p.learningCurve(
      LONG_NAMES.map((name, k) => ({ name, y: [k + 1, k + 2, k + 4] })),
      {
        ...axes,
        title: 'Names so long that the legend takes several lines',
        floors: [{ y: 3, label: 'no replay' }],
        marks: [
          { x: 1.5, label: 'the second task begins' },
          { x: 1.6, label: 'and ends' },
        ],
        logX: true,
        logY: true,
      },
    ),
    variants: p.learningCurve(
      ['er', 'er, three updates', 'der++', 'der++, three updates'].map((name, k) => ({
        name,
        x: [20, 50, 100, 200, 500],
        y: [0.2, 0.3, 0.5, 0.6, 0.7].map((v) => v + k / 20),
      })),
      { xLabel: 'rows stored', yLabel: 'accuracy', title: 'Budgets on a log axis', logX: true },
    ),
    'long rows': p.rowBars(
      [
        {
          name: 'a group whose name is a sentence, with all that was measured and how it was',
          bars: LONG_NAMES.map((name, k) => ({
            name,
            value: k + 1,
            low: k + 0.5,
            high: k + 1.5,
            remark: k === 2 ? 'three times as long as the fastest, and most of it waiting' : '',
          })),
        },
      ],
      { title: 'Rows with long names', unit: 'ms a step', note: 'Whiskers are quartiles.' },
    ),
    differences: p.differenceChart(
      [
        {
          name: 'minus the agent above (random start, drawn evenly)',
          rows: LONG_NAMES.map((name, k) => ({ name, mean: k - 1.5, half: 0.7 })),
        },
        { name: 'one seed', rows: [{ name: 'alone', mean: 0.4 }] },
      ],
      { title: 'What each part brings', xLabel: 'variant minus agent (points of accuracy)' },
    ),
    'long matrix': p.heatmap(
      numbers(4).map((i) => numbers(4, (j) => i * j)),
      {
        title: 'Names of rows and columns',
        xLabel: 'when, and by whom',
        yLabel: 'written by',
        unit: 'share of what all slots hold (%)',
        xNames: numbers(4).map((i) => `after task ${i}, when all rows have been seen`),
        yNames: LONG_NAMES,
      },
    ),
    confusion: p.confusionMatrix([0, 1, 2, 2], [0, 1, 1, 2], 3, {
      title: 'A matrix of answers',
      classNames: ['zero', 'one', 'two'],
    }),
    'digits in rows': p.digitGrid(
      LONG_NAMES.map((name, k) => ({
        name,
        cells: numbers(k === 1 ? 30 : 7).map((i) => ({
          image,
          caption: `×${i}`,
          group: i % 2 ? 'stored before the task began' : 'new',
        })),
      })),
      {
        title: 'Digits with long names',
        yLabel: 'what the rows are drawn from',
        groups: [
          { name: 'stored before the task began', colour: '#0072b2' },
          { name: 'new', colour: '#d55e00' },
        ],
      },
    ),
    tree: p.treeFigure(sumsOf(numbers(16, (i) => 100 + i)), {
      title: 'A draw goes down the tree',
      leaf: 'row',
      path: [1, 2, 4],
      mark: [30, 55, 1300],
      beside: { 1: 'u = 3', 2: 'u = 3' },
      words:
        'A sentence about this step that is longer than the figure is wide, because it says what ' +
        'is compared, what comes of it, and which of the two nodes below is the next.',
    }),
    'crowded points': p.arrowChart(
      [
        {
          name: 'stored words M[i], arrows -∂ℓ/∂M[i]',
          points: numbers(6).map((i) => ({
            x: Math.cos(i / 3),
            y: Math.sin(i / 3),
            label: `slot ${i}`,
            dx: 0.2 * Math.cos(i),
            dy: 0.2 * Math.sin(i),
          })),
        },
        { name: 'key k', symbol: 'diamond', points: [{ x: 0.9, y: 0.5, label: 'key k' }] },
        { name: 'wanted', symbol: 'square', points: [{ x: 0.95, y: 0.45, label: 'wanted r*' }] },
      ],
      { title: 'Points close together', xLabel: 'position 0', yLabel: 'position 1' },
    ),
    sizes: p.agentDiagram({
      inputSize: 1000,
      outputSize: 1000,
      hiddenSize: 4096,
      memorySize: 65536,
      memoryDim: 1024,
      numReadHeads: 16,
      numWriteHeads: 12,
    }),
  };
}
