import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { before, test } from 'node:test';
import { ready } from '../../src/tf';
import {
  chosenRate,
  choiceRuns,
  cliffwalkTransitions,
  cliffwalkUpdates,
  comparedRuns,
  digitSplit,
  forgettingRun,
  priorityRun,
  RARE,
  readReplayRuns,
  replayRunName,
  settingRows,
  take,
  WRONG,
  replayStore,
  type Draws,
  type ReplayRun,
} from '../../src/experiments/replay';

const split = digitSplit();
before(ready);

test(
  'no held-out or validation row is among the rows learned from, and every digit is in each ' +
    'part',
  () => {
    const key = (x: Float32Array, i: number): string => x.subarray(64 * i, 64 * (i + 1)).join();
    const keys = (rows: typeof split.test): string[] =>
      Array.from(rows.labels, (_, i) => key(rows.x, i));
    assert.equal(split.all.count + split.test.count, 1797);
    assert.equal(split.train.count + split.validation.count, split.all.count);
    const learned = new Set(keys(split.all));
    const fitted = new Set(keys(split.train));
    assert.equal(keys(split.test).filter((row) => learned.has(row)).length, 0);
    assert.equal(keys(split.validation).filter((row) => fitted.has(row)).length, 0);
    for (const rows of [split.train, split.validation, split.test])
      assert.equal(new Set(rows.labels).size, 10);
  },
);

test(
  'settings change what they say and nothing else: few rows of the rare digits, a share of ' +
    'labels wrong, pixels as they were',
  () => {
    const rare = settingRows('rare', split.all, 1);
    const noise = settingRows('noise', split.all, 1);
    const both = settingRows('both', split.all, 1);
    for (const digit of RARE.digits)
      assert.equal(rare.labels.filter((label) => label === digit).length, RARE.rows);
    assert.equal(noise.count, split.all.count);
    assert.deepEqual(noise.x, split.all.x);
    noise.kinds.forEach((kind, i) =>
      assert.equal(kind === 'wrong label', noise.labels[i] !== split.all.labels[i]),
    );
    assert.equal(
      noise.kinds.filter((kind) => kind === 'wrong label').length,
      Math.round(WRONG * split.all.count),
    );
    assert.deepEqual(
      both.kinds.filter((kind) => kind === 'rare').length,
      RARE.digits.length * RARE.rows,
    );
    assert.ok(both.kinds.includes('wrong label'));
    assert.notDeepEqual(
      settingRows('noise', split.all, 2).labels,
      noise.labels,
      'another seed, other labels',
    );
  },
);

test(
  'a run is the same for the same seed, and every way of drawing starts from the same ' + 'learner',
  async () => {
    const options = {
      setting: 'plain',
      seed: 3,
      rows: take(
        split.all,
        Array.from({ length: 200 }, (_, i) => i),
      ),
      test: split.validation,
      updates: 20,
      every: 10,
    } as const;
    const runs = [];
    for (const method of ['uniform', 'prioritized', 'corrected', 'rank', 'prioritized'] as const)
      runs.push(await priorityRun({ ...options, method }));
    assert.deepEqual(runs[1], runs[4]);
    assert.deepEqual(
      runs.map((points) => points.map(({ update }) => update)),
      runs.map(() => [10, 20]),
    );
    assert.notDeepEqual(runs[0], runs[1], 'priorities change nothing');
  },
);

test(
  'a network that learns pair after pair forgets the first; a store of rows keeps some of it, ' +
    'one with less room than a batch too',
  async () => {
    const options = { seed: 0, rows: split.train, test: split.validation, updatesPerTask: 40 };
    const [none, ten, many] = [
      await forgettingRun({ ...options, capacity: 0 }),
      await forgettingRun({ ...options, capacity: 10 }),
      await forgettingRun({ ...options, capacity: 200 }),
    ];
    assert.ok(
      none[0][0] > 0.9 && none[4][0] < 0.2,
      `without replay: ${none[0][0]} then ${none[4][0]}`,
    );
    const mean = (R: number[][]): number => R[4].reduce((a, b) => a + b) / 5;
    assert.ok(
      mean(ten) > mean(none) && mean(many) > mean(ten) + 0.1,
      `${mean(none)}, ${mean(ten)}, ${mean(many)}`,
    );
  },
);

test(
  'the walk has 2^(n+1) - 2 transitions and one reward, and both ways of drawing end at the ' +
    'right values',
  () => {
    for (const n of [1, 3, 6]) {
      const seen = cliffwalkTransitions(n);
      assert.equal(seen.length, 2 ** (n + 1) - 2);
      assert.equal(seen.filter(({ reward }) => reward > 0).length, 1);
    }
    const surprises: number[] = [];
    const inTurn = (count: number): Draws => {
      let i = 0;
      return { draw: () => i++ % count, update: (_, surprise) => surprises.push(surprise) };
    };
    const updates = cliffwalkUpdates({ n: 3, seed: 0, draws: inTurn });
    assert.ok(updates > 10 && updates < 10_000);
    assert.equal(surprises.length, updates);
    assert.ok(surprises.every((surprise) => surprise >= 0));
    assert.equal(
      cliffwalkUpdates({
        n: 8,
        seed: 0,
        draws: () => ({ draw: () => 0, update: () => undefined }),
        limit: 50,
      }),
      50,
      'gives up where nothing new is drawn',
    );
    assert.throws(() => cliffwalkTransitions(0), /n: got 0, expected a whole number from 1 to 20/);
  },
);

test(
  'stored runs come back as they were, and the rate is that of the best validation ' + 'score',
  () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'replay-runs-'));
    const file = path.join(folder, 'runs.parquet');
    try {
      const score = (rate: number): number => (rate === 0.003 ? 0.9 : 0.8);
      const runs: ReplayRun[] = [...choiceRuns(), ...comparedRuns(2, 0.003)].map((key) => ({
        ...key,
        points: [
          { update: 300, accuracy: 0.5, rare: 0.25 },
          { update: 600, accuracy: score(key.learningRate), rare: 0 },
        ],
      }));
      replayStore(file).replace(runs);
      const back = readReplayRuns(file);
      assert.deepEqual(back, runs);
      assert.equal(new Set(back.map(replayRunName)).size, runs.length, 'two runs have one name');
      assert.equal(chosenRate(back).rate, 0.003);
      assert.throws(() => chosenRate(back.slice(1, 20)), /some rate has no score/);
      assert.deepEqual(readReplayRuns(path.join(folder, 'none.parquet')), []);
    } finally {
      fs.rmSync(folder, { recursive: true });
    }
  },
);
