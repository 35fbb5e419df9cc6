import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  errorsOverSteps,
  percentWorse,
  type SinusoidRun,
  sinusoidErrors,
} from '../../src/experiments/sinusoids';

const trial = (mse: number | null, worse: number) => ({ mse, halfWidth: null, median: mse, worse });
const run = (seed: number, trials: SinusoidRun['trials']): SinusoidRun => ({
  method: 'MAML',
  seed,
  skipped: 0,
  curve: [],
  trials,
});
const runs = [
  run(0, [trial(3, 0), trial(0.4, 0.1), trial(8, 0.2), trial(null, 0.5)]),
  run(1, [trial(3, 0), trial(0.2, 0.3), trial(9, 0.2), trial(1, 0.1)]),
];

test('errors over steps have gaps where a seed diverges or the chart ends', () => {
  const found = errorsOverSteps(runs, 'MAML', 5);
  assert.deepEqual(
    found.map(({ mean }) => mean),
    [3, sinusoidErrors(runs, 'MAML', 1).mean, NaN, NaN],
  );
  assert.equal(errorsOverSteps(runs, 'MAML')[2].mean, 8.5);
  assert.throws(() => errorsOverSteps(runs, 'ANIL'), /runs: got none of "ANIL"/);
});

test('tasks that are worse than before, in percent', () => {
  assert.equal(percentWorse(runs, 'MAML', 1), 20);
  assert.throws(() => percentWorse(runs, 'MAML', 4), /step: got 4, expected/);
});
