// The stored sinusoid comparison: whole, with what is claimed of it, and made again from its seed.
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { before, test } from 'node:test';
import {
  readSinusoidRuns,
  runSinusoid,
  SINUSOID,
  sinusoidExperiment,
  sinusoidExperiments,
  type SinusoidRun,
  sinusoidErrors,
  sinusoidStore,
} from '../../src/experiments/sinusoids';
import { ready } from '../../src/tf';

before(ready);

test(
  'the stored runs are complete: every method, three seeds, a point every 250 meta-steps, ' +
    'errors after 0 to 10 inner steps',
  () => {
    const runs = readSinusoidRuns();
    for (const { name } of sinusoidExperiments) {
      const own = runs.filter(({ method }) => method === name);
      assert.deepEqual(own.map(({ seed }) => seed).sort(), [0, 1, 2], name);
      for (const { curve, trials } of own) {
        assert.deepEqual(
          curve.map(({ step }) => step),
          Array.from(
            { length: SINUSOID.metaSteps / SINUSOID.every },
            (_, i) => (i + 1) * SINUSOID.every,
          ),
        );
        assert.ok(curve.every(({ loss }) => Number.isFinite(loss)));
        assert.equal(trials.length, SINUSOID.trialSteps + 1);
        assert.ok(
          trials[0]?.worse === 0 &&
            trials
              .slice(0, 2)
              .every(
                ({ mse, halfWidth }) => mse !== null && halfWidth !== null && halfWidth < 0.5 * mse,
              ),
        );
      }
    }
  },
);

// What README and notebook say of these runs.
test(
  'second order reaches the reference, and pays most with more inner steps; Meta-SGD is best ' +
    'at the step it was trained for and diverges beyond',
  () => {
    const runs = readSinusoidRuns();
    const mean = (method: string, step: number): number => sinusoidErrors(runs, method, step).mean;
    for (const [step, most] of [
      [1, 0.4],
      [5, 0.16],
      [10, 0.13],
    ] as const)
      assert.ok(mean('MAML', step) <= most, `MAML after ${step}: ${mean('MAML', step)}`);
    assert.ok(mean('MAML, 5 steps', 5) <= 0.09, `after 5: ${mean('MAML, 5 steps', 5)}`);
    assert.ok(mean('FOMAML, 5 steps', 5) > 1.5 * mean('MAML, 5 steps', 5));
    assert.ok(
      sinusoidExperiments
        .filter(({ options }) => options.innerSteps === undefined)
        .every(({ name }) => mean('Meta-SGD', 1) <= mean(name, 1)),
    );
    assert.ok(mean('pre-training', 10) > 10 * mean('MAML', 10));
    assert.ok(
      runs
        .filter(({ method }) => method === 'Meta-SGD')
        .every(
          ({ trials }) =>
            trials[10]?.mse === null &&
            trials[10].worse > 0.05 &&
            (trials[10].median as number) < 0.2,
        ),
    ); // some tasks diverge, the middle one does not
    assert.throws(
      () => sinusoidErrors(runs, 'Meta-SGD', 10),
      /after 10 steps of "Meta-SGD" diverges/,
    );
    assert.throws(() => sinusoidErrors(runs, 'MAML 2', 1), /runs: got none of "MAML 2"/);
  },
);

test('a stored run can be made again: the first point of its curve is the same', async () => {
  for (const method of ['MAML', 'MAML++, 5 steps']) {
    const stored = readSinusoidRuns().find((run) => run.method === method && run.seed === 1)
      ?.curve[0];
    const again = (await runSinusoid(sinusoidExperiment(method), 1, { metaSteps: SINUSOID.every }))
      .curve[0];
    assert.ok(
      stored && again && Math.abs(again.loss - stored.loss) < 0.01 * stored.loss,
      `${method}: ${again?.loss}, stored ${stored?.loss}`,
    );
  }
});

test('runs are read as they were written, not finite numbers too; nothing is half-written', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'lab-meta-'));
  const file = path.join(folder, 'runs.parquet');
  try {
    assert.deepEqual(readSinusoidRuns(file), []);
    const runs: SinusoidRun[] = ['MAML', 'Meta-SGD'].map((method) => ({
      method,
      seed: 2,
      skipped: 3,
      curve: [{ step: 250, loss: 0.1 + 0.2 }],
      trials: [
        { mse: 0.5, halfWidth: 0.1, median: 0.4, worse: 0 },
        { mse: null, halfWidth: null, median: null, worse: 1 / 3 },
      ],
    }));
    sinusoidStore(file).replace(runs);
    assert.deepEqual(readSinusoidRuns(file), runs);
    assert.throws(() => sinusoidStore(file).replace([{ ...runs[0], curve: null } as never]));
    assert.deepEqual([readSinusoidRuns(file), readdirSync(folder)], [runs, ['runs.parquet']]);
  } finally {
    rmSync(folder, { recursive: true });
  }
  assert.throws(() => sinusoidExperiment('maml'), /method: got "maml", expected one of MAML, /);
});
