import * as p from '../../src/plots';
import { hardSamples } from './hardSamples';

const steps = Array.from({ length: 200 }, (_, i) => 3 * i + 1);
const tasks = ['sin', 'cos', 'tanh 2', 'tanh 3'];
const wave = (n: number, f: (i: number) => number): number[] =>
  Array.from({ length: n }, (_, i) => f(i));
/** R of a learner that forgets, and of one that does not; small differences between seeds. */
export const forgets = (seed: number): number[][] => [
  [0.002 + seed / 1000, 0.3, 0.1, 0.1],
  [0.1, 0.002, 0.1, 0.1],
  [0.12, 0.05, 0.004, 0.1],
  [0.14, 0.098, 0.0049, 0.0003],
];
export const remembers = (seed: number): number[][] => [
  [0.002, 0.3, 0.1, 0.1],
  [0.0031, 0.002, 0.1, 0.1],
  [0.0022, 0.005, 0.004, 0.1],
  [0.0024 + seed / 3000, 0.0018, 0.0039, 0.0005],
];

const one = (slot: number, weight = 1): number[] => wave(8, (i) => (i === slot ? weight : 0));
const word = 'MEMORY <3';

/** Figures with a slider; their stills are among the samples below. */
export function sliders(): Record<string, p.Figure> {
  const key = {
    name: 'key k',
    symbol: 'diamond',
    points: [{ x: 0.6, y: 0.8, label: 'k' }],
  } as const;
  const o = { xLabel: 'slot', yLabel: 'weight w' };
  return {
    bars: p.stepSlider(
      [0, 1, 2, 5, 30].map((b) =>
        p.barChart({
          ...o,
          title: String(b),
          categories: ['A', 'B', 'C', 'D'],
          series: [{ name: 'w', values: wave(4, (i) => Math.exp(-b * i) / (1 + b)) }],
        }),
      ),
      {
        title:
          'Strength makes a vague look-up exact, whatever is stored in the other slots of the ' +
          'memory',
        label: 'strength β',
      },
    ),
    memory: p.stepSlider(
      wave(12, (t) => t).map((t) =>
        p.memoryHeatmap(
          wave(8, (i) => i).map((i) => wave(6, (j) => (i <= t ? Math.sin(i * j + 1) : 0))),
          { title: `${t + 1}`, max: 1 },
        ),
      ),
      { title: 'Slots fill one after the other', label: 'step t', start: 3 },
    ),
    links: p.stepSlider(
      [1, 2, 3, 4].map((t) =>
        p.heatmap(
          wave(5, (i) => i).map((i) => wave(5, (j) => (i === j + 1 && i <= t ? 0.97 : 0))),
          {
            title: t === 1 || t === 4 ? `<after write number ${t} and its link>` : `${t}`,
            xLabel: 'from slot j',
            yLabel: 'to slot i',
            unit: 'link L',
            min: 0,
            max: 1,
          },
        ),
      ),
      { title: 'Each write adds a link', label: 'step t', shown: [0, 3] },
    ),
    lines: p.stepSlider(
      [1, 2, 4].map((n) =>
        p.learningCurve(
          [
            { name: 'power', y: wave(4, (x) => x ** n) },
            { name: 'line', y: [1, 2, 3, 4] },
          ],
          {
            title: String(n),
            xLabel: 'x',
            yLabel: 'y',
            marks: [{ x: 2, label: 'here' }],
            note: 'The axes hold every step.',
          },
        ),
      ),
      { title: 'Powers', label: 'exponent', shown: [2] },
    ),
    arrows: p.stepSlider(
      [0.2, 0.6, 1].map((s) =>
        p.arrowChart(
          [
            {
              name: 'words',
              points: [
                { x: 1, y: 0.2, label: 'slot 0', dx: -0.4 * s, dy: 0.6 * s },
                { x: -0.5, y: 0.8, label: 'slot 1' },
              ],
            },
            key,
          ],
          {
            title: String(s),
            xLabel: 'word position 0',
            yLabel: 'word position 1',
            x: [-1, 1],
            y: [-1, 1],
          },
        ),
      ),
      { title: 'Arrows grow', label: 'scale' },
    ),
  };
}

/** The last node has an input far above it, and one of them twice. */
function graphInputs(i: number): string[] {
  if (i < 3) return [];
  return i === 13 ? ['n0', 'n12', 'n12'] : [`n${i - 1}`, `n${Math.floor(i / 3)}`];
}

/**
 * Every kind of figure, with what is hard about it: long words, many lines, tiny and huge numbers,
 * gaps.
 */
export function samples(): Record<string, p.Figure> {
  const seeds = [0, 1, 2];
  return {
    learning: p.learningCurve(
      [
        {
          name: 'replay',
          x: steps,
          y: steps.map((s) => 0.4 * Math.exp(-s / 150) + 0.01 * Math.sin(s)),
          low: steps.map((s) => 0.3 * Math.exp(-s / 150)),
          high: steps.map((s) => 0.5 * Math.exp(-s / 150) + 0.02),
        },
        {
          name: 'no replay',
          x: steps,
          y: steps.map((s) => 0.3 * Math.exp(-s / 350) + 0.02 * Math.cos(s / 7)),
        },
      ],
      {
        title: 'Replay halves the error of task 1 in 600 updates',
        xLabel: 'update',
        yLabel: 'loss (mean squared error)',
        marks: [
          { x: 150, label: 'task 2' },
          { x: 300, label: 'task 3' },
        ],
        floors: [{ y: 0.08, label: 'best constant' }],
      },
    ),
    logarithmic: p.learningCurve(
      [
        {
          name: 'replay',
          x: steps,
          y: steps.map((s, i) => (i === 100 ? 0 : Math.exp(-s / 100))),
          low: steps.map((s) => Math.exp(-s / 90) * 0.2 - 0.001),
          high: steps.map((s) => 2 * Math.exp(-s / 100)),
        },
        { name: 'lstm', x: steps, y: steps.map((s) => 0.3 * Math.exp(-s / 350)), dash: 'dash' },
      ],
      {
        title: 'On a log axis the fall is a straight line',
        xLabel: 'update',
        yLabel: 'loss (MSE)',
        logY: true,
      },
    ),
    decade: p.learningCurve(
      [
        { name: 'a', y: [0.021, 0.03, 0.05, 0.08] },
        { name: 'b', y: [0.05, 0.04, 0.03, 0.025], dash: 'dot' },
      ],
      { title: 'Less than a decade', xLabel: 'task', yLabel: 'error (MSE)', logY: true },
    ),
    decades: p.learningCurve(
      [
        { name: 'naive', x: [16, 64, 256, 1024], y: [30, 110, 500, 2100] },
        { name: 'tree', x: [16, 64, 256, 1024], y: [9, 12, 15, 18], dash: 'dashdot' },
      ],
      {
        title: 'The tree stays flat',
        xLabel: 'rows stored',
        yLabel: 'time (µs)',
        logX: true,
        logY: true,
      },
    ),
    tiny: p.learningCurve([{ name: 'drift', y: wave(30, (i) => 3e-7 * Math.sin(i / 4)) }], {
      title: 'Rounding drifts by a few 1e-7',
      xLabel: 'step',
      yLabel: 'difference',
    }),
    huge: p.learningCurve([{ name: 'steps', y: wave(30, (i) => 2e6 + 1e5 * i) }], {
      title: 'Millions',
      xLabel: 'hour',
      yLabel: 'updates (count)',
    }),
    gaps: p.learningCurve(
      [{ name: 'diverged', y: wave(50, (i) => (i > 20 && i < 30 ? NaN : i)) }],
      { title: 'NaN for ten updates', xLabel: 'update', yLabel: 'loss (MSE)' },
    ),
    many: p.learningCurve(
      wave(9, (k) => k).map((k) => ({
        name: `learning rate 1e-${k}`,
        y: wave(40, (i) => (k + 1) * Math.sqrt(i + 1)),
      })),
      {
        title:
          'A title so long that it does not fit into one line of the figure and has to be ' +
          'broken by somebody, best where there is a space',
        xLabel: 'update',
        yLabel: 'loss (MSE)',
        marks: wave(8, (i) => i).map((i) => ({ x: 5 * i + 1, label: `boundary ${i}` })),
      },
    ),
    forgetting: p.forgettingCurves(
      [
        { name: 'no replay', runs: seeds.map(forgets) },
        { name: 'replay', runs: seeds.map(remembers) },
      ],
      {
        title: 'Replay keeps task 1 at 0.0024; without it 0.14',
        taskNames: tasks,
        yLabel: 'held-out error (MSE)',
        logY: true,
        floors: [0.0154, 0.00003, 0.0041, 0.0001],
        floorName: 'best constant',
      },
    ),
    digits: p.forgettingCurves(
      [
        {
          name: 'naive',
          runs: [
            wave(5, (i) => i).map((i) => wave(5, (j) => [0, 0.99, 0.1][1 + Math.sign(i - j)])),
          ],
        },
      ],
      {
        title: 'Each pair of digits is forgotten at once',
        taskNames: ['0, 1', '2, 3', '4, 5', '6, 7', '8, 9'],
        yLabel: 'accuracy',
      },
    ),
    score: p.scoreMatrix(forgets(0), {
      taskNames: tasks,
      title: 'Without replay the first column climbs from 0.002 to 0.14',
      unit: 'MSE',
      log: true,
    }),
    links: p.heatmap(
      wave(20, (i) => i).map((i) =>
        Float32Array.from({ length: 30 }, (_, j) =>
          i === 4 ? NaN : Math.exp(-Math.abs(i - j) / 3),
        ),
      ),
      {
        title: 'Links point to the next slot',
        xLabel: 'slot read',
        yLabel: 'slot written before',
        unit: 'link weight',
      },
    ),
    memory: p.memoryHeatmap(
      wave(128, (i) => i).map((i) => wave(64, (j) => (i < 60 ? Math.sin((i * j) / 50) : 0))),
      { title: '60 of 128 slots are in use' },
    ),
    wordTable: p.wordTable(
      [
        [-1, -1, 1],
        [1, 0, -2],
      ],
      { title: 'Two words', rowNames: ['before', 'add, no erase'] },
    ),
    lookUpArrows: p.lookUpArrows({
      stored: [
        [1, 0.1],
        [0.5, 0.9],
      ],
      gradient: [
        [0.1, -0.4],
        [0.02, -0.2],
      ],
      key: [0.9, 0.35],
      answer: [0.7, 0.5],
      wanted: [0.2, 1.2],
    }),
    allocationBars: p.allocationBars({ u: [1, 0.2, 0.5], a: [0, 0.8, 0.1] }, { write: 5 }),
    namedBars: p.namedBars(
      { LSTM: 262656, controls: 60759, answer: 24640 },
      { title: 'The LSTM holds most', xLabel: 'weight matrix', yLabel: 'parameters (count)' },
    ),
    imageRows: p.imageRows(
      {
        'as they are': wave(8, (k) => k).map((k) => wave(64, (i) => ((i * (k + 3)) % 17) / 16)),
        noisy: wave(5, (k) => k).map((k) => wave(64, (i) => ((i * (k + 5)) % 13) / 6)),
      },
      { title: 'Two worlds' },
    ),
    imagesByLabel: p.imagesByLabel(
      {
        images: wave(64 * 9, (i) => ((i * 7) % 23) / 22),
        labels: [3, 1, 1, 0, 3, 3, 1, 0, 1],
        counts: [2, 1, 40, 12, 7, 1, 3, 5, 2],
      },
      { title: 'What a memory keeps of three digits', most: 3, note: 'Means of many rows.' },
    ),
    imageMemory: p.imageMemory(
      Array.from({ length: 8 }, (_, step) => ({
        image: wave(64, (i) => ((i * (5 + (step % 3))) % 23) / 22),
        label: 'ABC'[step % 3],
        answer: 'ABC'[step === 5 ? 0 : step % 3],
        known: step > 2,
        writes: [wave(6, (slot) => (slot === step % 6 ? 0.9 : 0.02))],
        reads: [wave(6, (slot) => (slot === (step + 3) % 6 ? 0.8 : 0.04))],
      })),
      { title: 'Known again from the fourth image on' },
    ),
    slotImages: p.slotImages(
      {
        images: wave(64 * 12, (i) => ((i * (i < 128 ? 5 : 7)) % 23) / 22),
        labels: wave(12, (i) => (i < 1 ? 4 : 2)),
        counts: wave(12, (i) => 1 + ((i * 5) % 9)),
      },
      {
        title: 'One slot was given away, one has moved',
        before: {
          images: wave(64 * 12, (i) => ((i * 7) % 23) / 22),
          labels: wave(12, () => 2),
          counts: wave(12, (i) => 1 + ((i * 5) % 9)),
        },
      },
    ),
    functionChart: p.functionChart(
      {
        'five tasks': [1, 2, 3, 4, 5].map((a) => (x: number) => a * Math.sin(x - a)),
        'their mean': (x) => 0.4 * Math.sin(x - 3),
      },
      { title: 'One curve cannot be right for all', xLabel: 'x', yLabel: 'y', x: [-5, 5] },
    ),
    stepOnCurve: p.stepOnCurve(
      (x) => (x - 1) ** 2,
      { from: 3, to: 0.2, slope: 4 },
      { title: 'A step too far', xLabel: 'θ', yLabel: 'loss (MSE)', x: [-2, 4] },
    ),
    surfacePaths: p.surfacePaths(
      (x, y) => x * x + 3 * y * y,
      {
        'inner steps': [
          [1.5, 1],
          [1.2, 0.2],
          [0.9, 0.05],
        ],
        'lowest point': [[0, 0]],
      },
      {
        title: 'Steps stand at a right angle to the lines',
        unit: 'loss L (MSE)',
        xLabel: 'w',
        yLabel: 'v',
        x: [-1, 2],
        y: [-0.5, 1.5],
        methods: { 'inner steps': 'maml' },
      },
    ),
    lengthGrid: p.lengthGrid(
      {
        lengths: [4, 8, 16],
        slots: [16],
        wrong: [[12, 44, 51]],
      },
      { title: 'More slots, longer lists', trained: { length: 8, slots: 16 } },
    ),
    lineChart: p.lineChart(
      {
        x: [16, 64, 256, 1024],
        links: [256, 4096, 65536, 1048576],
        memory: [1e3, 4e3, 16e3, 65e3],
      },
      {
        title: 'Links grow with slope 2',
        xLabel: 'slots N',
        yLabel: 'numbers held (count)',
        logX: true,
        logY: true,
        floors: { parameters: 348055 },
        methods: { memory: 'dnc' },
      },
    ),
    overSeeds: p.overSeeds(
      {
        x: [10, 20, 50, 100],
        'replay from a reservoir': [0.54, 0.31, 0.25, 0.18].map((mean) => ({
          mean,
          ci95HalfWidth: mean / 10,
        })),
        'one seed': [0.5, 0.4, 0.3, 0.2].map((mean) => ({ mean, ci95HalfWidth: null })),
      },
      {
        title: 'Few rows do most of it',
        xLabel: 'rows stored',
        yLabel: 'rows wrong (share)',
        floors: { 'no replay': 0.8 },
      },
    ),
    bars: p.barChart({
      categories: ['controller', 'interface', 'output'],
      series: [
        { name: 'lstm', values: [120000, 30000, 2000] },
        { name: 'dnc', values: [130000, 60000, 20500] },
      ],
      title: 'Most weights are in the controller',
      xLabel: 'part',
      yLabel: 'parameters (count)',
    }),
    errors: p.barChart({
      categories: ['task 1', 'task 2', 'task 3'],
      series: [
        { name: 'replay', values: [0.1, 0.2, 0.15], errors: [0.02, 0.03, 0.01] },
        { name: 'no replay', values: [0.5, -0.1, 0.3], errors: [0.1, 0.1, 0.1] },
      ],
      title: 'Intervals',
      xLabel: 'task',
      yLabel: 'change of error',
    }),
    logbars: p.barChart({
      categories: ['read and write weights', 'links', 'memory', 'usage', 'precedence'],
      series: [{ name: 'numbers', values: [640, 16384, 8192, 128, 128], method: 'memory' }],
      title: 'Links are the largest',
      xLabel: 'part of the state',
      yLabel: 'numbers held (count)',
      logY: true,
    }),
    wordy: p.heatmap(
      [
        [1, 2, 3],
        [4, 5, 6],
      ],
      {
        title: 'Long words',
        xLabel: 'column',
        yLabel: 'after training on the task of this row of the matrix',
        unit: 'held-out error after each task (MSE, log colours)',
        log: true,
      },
    ),
    wordier: p.learningCurve([{ name: 'a', y: [1, 2, 3] }], {
      title: 't',
      xLabel: 'x',
      yLabel:
        'held-out error after the last of four tasks, mean over the outputs (mean squared ' +
        'error, log)',
      logY: true,
    }),
    arrows: p.arrowChart(
      [
        {
          name: 'stored words M',
          points: [
            { x: 1, y: 0.2, label: 'slot 0', dx: -0.2, dy: 0.4 },
            { x: 0.3, y: -0.9, label: 'slot 1', dx: 0.05 },
          ],
        },
        { name: 'key k', symbol: 'diamond', points: [{ x: 0.6, y: 0.8, label: 'k' }] },
        { name: 'what was read', symbol: 'square', points: [{ x: -0.5, y: 0.5 }] },
      ],
      {
        title: 'The gradient turns words towards the key',
        xLabel: 'word position 0',
        yLabel: 'word position 1',
        note: 'Arrows are 10 times as long.',
      },
    ),
    timeline: p.memoryTimeline(
      wave(2 * word.length, (t) => t).map((t) =>
        t < word.length
          ? { writes: [one(t % 8)], reads: [one(0, 0)], wrote: [word[t]], read: [''] }
          : {
              writes: [one(0, 0)],
              reads: [one((2 * word.length - 1 - t) % 8, 0.9)],
              wrote: [''],
              read: [word[2 * word.length - 1 - t]],
            },
      ),
      { title: 'Written forwards, read backwards' },
    ),
    'long timeline': p.memoryTimeline(
      wave(60, (t) => t).map((t) => ({
        writes: [one(t % 8, 0.8)],
        reads: [one((t + 5) % 8), one((t * 7) % 8, 0.5)],
      })),
      { title: 'Sixty steps, two read heads', note: 'One head goes on, the other jumps.' },
    ),
    ...Object.fromEntries(
      Object.entries(sliders()).map(([name, f]) => [`still of ${name}`, f.still!]),
    ),
    barsOverSeeds: p.barsOverSeeds(
      ['plain, 150', 'rare, 150', 'noise, 600'],
      {
        prioritized: [0.8, 9.5, -3.6].map((mean) => ({ mean, ci95HalfWidth: 2.7 })),
        corrected: [{ mean: 0.4, ci95HalfWidth: null }, 1.2, 0.8],
      },
      {
        title: 'Priorities help where rows are rare',
        xLabel: 'setting, updates',
        yLabel: 'against uniform (points of accuracy)',
      },
    ),
    differencesOverSeeds: p.differencesOverSeeds(
      {
        'minus the full agent': {
          'without memory': { mean: -1.8, ci95HalfWidth: 0.3 },
          'without priorities': { mean: 0.2, ci95HalfWidth: 0.4 },
        },
        'minus the agent above': { 'without memory': { mean: -0.2, ci95HalfWidth: null } },
      },
      {
        title: 'Of three parts none helps',
        xLabel: 'difference of the error (MSE, thousandths)',
        note: 'Right of 0 a part helps.',
      },
    ),
    digitRow: p.digitRow(
      wave(6, (k) => k).map((k) => wave(64, (i) => ((i * (k + 3)) % 17) / 16)),
      { title: 'Six rows side by side', captions: wave(6, (k) => k).map((k) => `a ${k}`) },
    ),
    sumTreeWalk: p.sumTreeWalk(
      [0, 31, 9, 22, 4, 5, 14, 8, 3, 1, 4, 1, 5, 9, 2, 6],
      [
        { node: 1, u: 17.5 },
        { node: 3, u: 8.5 },
        { node: 6, u: 8.5 },
        { node: 13, u: 3.5 },
      ],
      { title: 'A dart at 17.5, after two steps', steps: 2 },
    ),
    ...hardSamples(),
    map: p.courseMap('03 controller'),
    family: p.memoryFamily(),
    agent: p.agentDiagram({
      inputSize: 64,
      outputSize: 64,
      hiddenSize: 128,
      memorySize: 128,
      memoryDim: 64,
      numReadHeads: 4,
      numWriteHeads: 1,
    }),
    graph: p.graphFigure(
      wave(14, (i) => i).map((i) => ({
        name: `n${i}`,
        inputs: graphInputs(i),
        label: i === 5 ? 'a < b & c\n[16, 128, 128]' : `Op ${i}\n[4, 2]`,
        group: ['input', 'forward <', 'gradient'][Number(i >= 3) + Number(i >= 8)],
      })),
      { title: 'A graph whose arrows pass by other boxes', outputs: ['n13'] },
    ),
    rows: p.rowBars(
      [
        {
          name: 'B = 9 & T = 1',
          bars: [
            { name: 'this lab <compiled>', value: 2.35, low: 2.2, high: 2.6, colour: '#009e73' },
            { name: 'PyTorch', value: 7, low: 6.5, high: 8.1, remark: '3 times' },
          ],
        },
        { name: '', bars: [{ name: 'none', value: 0 }] },
      ],
      {
        title: 'Bars to the right',
        unit: 'ms a step',
        note:
          'The whiskers are quartiles, and this note is long enough to be broken into two ' +
          'lines at the end of the first.',
      },
    ),
    parts: p.partBars(
      {
        'B = 9': { weights: 4.7, 'pairs of slots': 0.9, 'all else <rest>': 1.8 },
        'B = 16': { weights: 9.1, 'pairs of slots': 26, 'all else <rest>': 0 },
      },
      { title: 'Pairs of slots grow with the rows', unit: 'million numbers', note: 'One step.' },
    ),
    timings: p.timingBars(
      {
        'op by op': { median: 31, low: 28, high: 36 },
        compiled: { median: 6, low: 5.7, high: 6.9 },
      },
      { title: 'A sixth of the time', per: 'a step', remarks: { compiled: '2 calls' } },
    ),
    timingGroups: p.timingGroups(
      {
        'short step': {
          'jax jit, 1 core': { median: 3.2, low: 2.7, high: 4 },
          'lab, 1 thread': { median: 3.5, low: 3, high: 4.1 },
          'torch.compile, 1 thread': { median: 5.8, low: 5.1, high: 6.6 },
          'torch eager, 1 thread': { median: 7.4, low: 6.1, high: 8.9 },
        },
        'long step': { 'lab, 1 thread': { median: 34, low: 29, high: 39 } },
      },
      { title: 'Beside others', against: 'lab, 1 thread' },
    ),
    operations: p.operationBars(
      [
        { kind: 'number by number', calls: 367, ms: 11.6 },
        { kind: 'shape only', calls: 120, ms: 1.5 },
      ],
      { title: 'Calls of a step, by kind' },
    ),
    waterfall: p.waterfall(
      {
        ...{ 'as traced': 494, 'bounds in one': 476, 'diagonals alone': 476 },
        ...{ 'shapes that are there already, said once': 430, 'lengths from factors': 438 },
      },
      {
        ...{ title: 'An eighth less', unit: 'operations in a step', end: 'rewritten' },
        remarks: { 'as traced': '6.8 ms', rewritten: '4.5 ms' },
      },
    ),
    traced: p.operationGraph(
      {
        nodes: [
          { name: 'x', op: 'Placeholder', inputs: [], shape: [4, 3], used: true },
          { name: 'c', op: 'Const', inputs: [], shape: [], values: [3], used: true },
          { name: 'unused', op: 'Const', inputs: [], shape: [9], used: false },
          { name: 'y', op: 'Mul', inputs: ['x', 'c'], shape: [4, 3], used: true },
        ],
        outputs: ['y'],
      },
      { title: 'Four nodes, one of them not used' },
    ),
    growth: p.growthChart(
      [
        { name: 'slots', sizes: [32, 64, 1024], ms: [6, 7, 160], slope: 1.02 },
        {
          ...{ name: 'rows', sizes: [2, 8, 32], ms: [3, 5, 14], slope: 0.55 },
          ...{ low: [2, 4, 12], high: [4, 6, 17] },
        },
      ],
      { title: 'Slots grow steepest', note: 'Bands: quartiles.' },
    ),
    hostile: p.learningCurve(
      [
        { name: '<script>alert("1 & 2")</script>', y: [1, 2, 3] },
        { name: 'x < y & z', y: [3, 2, 1] },
      ],
      { title: 'Words with <b>, & and "quotes"', xLabel: 'a < b', yLabel: '</svg>' },
    ),
  };
}
