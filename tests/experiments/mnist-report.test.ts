// The report on MNIST: its verdicts are computed from the runs, every figure of others names its
// source, what is stored beside the network is counted, and REPRODUCIBILITY.md says the same.
import assert from 'node:assert/strict';
import fs, { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';
import { createRandom } from '../../src/core/random';
import { projectPath } from '../../src/core/paths';
import { temporaryFolder } from '../../src/core/temporaryFolder';
import { type ContinualRun, finishedRun } from '../../src/experiments/continual';
import {
  MNIST_PLAN,
  mnistKeys,
  mnistReport,
  readMnistReference,
  readMnistRuns,
} from '../../src/experiments/mnist';
import { MNIST_REFERENCE } from '../../src/experiments/mnist/reference';
import { NETWORK_NUMBERS, rowEquivalent } from '../../src/experiments/mnist/storedNumbers';
import { mlp } from '../../src/continual/strategies';

const folder = temporaryFolder('mnist-report-test');
after(() => fs.rmSync(folder, { recursive: true, force: true }));

/** Runs of a strategy on `split-mnist`, one a seed, with these final accuracies. */
function madeRuns(strategy: string, finals: readonly number[]): ContinualRun[] {
  const keys = mnistKeys(finals.length).filter(
    (key) => key.scenario === 'split-mnist' && key.strategy === strategy && key.variant === null,
  );
  return keys.map((key) => {
    const final = finals[key.seed];
    const R = [
      [1, 0],
      [final, final],
    ];
    return finishedRun(key, { R, kind: 'classes', seconds: 10 });
  });
}

const reportOf = (...runs: ContinualRun[][]): string =>
  mnistReport(runs.flat(), readMnistReference()).join('\n');

test('without runs there is no report; without the agent it says so', () => {
  assert.deepEqual(mnistReport([], readMnistReference()), []);
  assert.match(reportOf(madeRuns('er', [0.9])), /The memory agent was not run yet/);
});

test('a table holds accuracy with its interval, what is stored, and what others published', () => {
  const text = reportOf(madeRuns('naive', [0.19, 0.2, 0.21]), madeRuns('joint', [0.97]));
  assert.match(
    text,
    /\| naive \| 0 \| 20\.0 ± 2\.5 \| 80\.0 ± 2\.5 \| 3 \| 10 \| 19\.89 ± 0\.02 \(a\)/,
  );
  assert.match(text, /\| joint \| all \| 97\.0 \| - \| 1 \|/);
  assert.match(text, /Published, but not run here: .*brain-inspired replay 94\.41 \(a\)/);
  assert.ok(text.indexOf('| joint') < text.indexOf('| naive'), 'the best comes first');
});

test('the verdict over rehearsal needs an interval that excludes 0, seed by seed', () => {
  const agent = madeRuns('memory-agent', [0.96, 0.965, 0.97]);
  const far = madeRuns('er', [0.9, 0.906, 0.911]);
  const near = madeRuns('der++', [0.9, 0.99, 0.95]);
  const clear = reportOf(agent, far);
  assert.match(clear, /\| er \| rehearses as many rows \| \*\*\+5\.9 ± 0\.1\*\* \| 3 \|/);
  assert.match(clear, /above every method that rehearses as many rows.*\(1 of 1\)/);
  const unclear = reportOf(agent, far, near);
  assert.match(unclear, /\| der\+\+ \| rehearses as many rows \| \+1\.8 ± \d+\.\d \| 3 \|/);
  assert.match(unclear, /It is not above every method .*: not above der\+\+\./);
  const alone = reportOf(madeRuns('memory-agent', [0.97]), far);
  assert.match(alone, /not above er\./, 'one seed has no interval');
});

test('the target is met or missed by the mean, the gap to joint is paired', () => {
  const joint = madeRuns('joint', [0.98, 0.98, 0.98]);
  const met = reportOf(madeRuns('memory-agent', [0.964, 0.966, 0.968]), joint);
  assert.match(met, /at least 96\.5 % at 1,000 rows: met, 96\.6 ± 0\.5 %/);
  assert.match(met, /The gap to joint: 1\.4 ± 0\.5 points/);
  const missed = reportOf(madeRuns('memory-agent', [0.964, 0.964, 0.966]), joint);
  assert.match(missed, /at 1,000 rows: \*\*missed\*\*, 96\.5 ± 0\.3 %/);
});

test('what is kept beside the network is counted in rows', () => {
  const { parameters } = mlp([784, 400, 400, 10], createRandom(0));
  const numbers = Object.values(parameters).reduce(
    (sum, { shape }) => sum + shape.reduce((product: number, size: number) => product * size, 1),
    0,
  );
  assert.equal(NETWORK_NUMBERS, numbers);
  const rowsOf = (strategy: string) => rowEquivalent(madeRuns(strategy, [0.5])[0]);
  assert.deepEqual(
    [
      'naive',
      'joint',
      'nearest-mean',
      'gaussian',
      'slda',
      'random-ridge',
      'er',
      'memory-agent',
    ].map(rowsOf),
    [0, null, 10, 20, 402, 650, 1000, 1000],
  );
  const more = MNIST_PLAN.find(({ variant }) => variant === '2,000 features');
  assert.ok(more);
  assert.equal(rowEquivalent({ ...more, settings: more.settings ?? {} }), 2575);
});

test('published figures are checked when they are read', () => {
  const { sources, figures } = readMnistReference();
  const used = new Set(figures.map(({ source }) => source));
  assert.deepEqual(
    sources.map(({ id }) => id).filter((id) => !used.has(id)),
    [],
    'a source that no figure is from',
  );
  const known = new Set<string | null>(MNIST_PLAN.map(({ strategy }) => strategy));
  for (const { strategy, method } of figures)
    assert.ok(strategy === null || known.has(strategy), `${method}: ${strategy} is not run`);
  const file = path.join(folder, 'reference.json');
  const text = readFileSync(MNIST_REFERENCE, 'utf8');
  for (const [from, to, message] of [
    ['"source": "a"', '"source": "z"', /figures\[0\]\.source: got "z", expected one of a, b/],
    ['"accuracy": 19.89', '"accuracy": 198.9', /figures\[0\]\.accuracy: got 198\.9/],
    ['"split-mnist"', '"split-mnits"', /figures\[0\]\.scenario: got "split-mnits"/],
    ['mnist-reference/1', 'mnist-reference/2', /format: got "mnist-reference\/2"/],
  ] as const) {
    fs.writeFileSync(file, text.replace(from, to));
    assert.throws(() => readMnistReference(file), message);
  }
});

test('REPRODUCIBILITY.md tells the stored runs', () => {
  const page = readFileSync(projectPath('REPRODUCIBILITY.md'), 'utf8');
  const report = mnistReport(readMnistRuns(), readMnistReference()).join('\n');
  assert.ok(page.includes(report), 'npm run -s experiment -- report writes it anew');
});
