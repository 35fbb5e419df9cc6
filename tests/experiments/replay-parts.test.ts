// What notebook 04 takes from src/experiments/replay besides the runs themselves.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { bestMicroseconds } from '../../src/core/stopwatch';
import { createRandom } from '../../src/core/random';
import { statsOverSeeds } from '../../src/notebook';
import {
  accuracyColumns,
  compareDraws,
  DigitLearner,
  digitSplit,
  forgettingRun,
  gainOverUniform,
  gainsByAlpha,
  gainTable,
  gainVerdict,
  keptByRule,
  kindColumns,
  prioritiesByKind,
  priorityRun,
  readReplayRuns,
  rowStream,
  sayGain,
  scoresAfter,
  scoresOverTime,
  simpleDraws,
  take,
  treeDraws,
  type KindOfRows,
  type ScoredRun,
} from '../../src/experiments/replay';
import { ready } from '../../src/tf';

const split = digitSplit();
before(ready);

test('a stream of rows gives each once before any comes again', () => {
  const rows = take(split.all, [3, 1, 4, 15, 9]);
  const next = rowStream(rows, createRandom(0));
  for (let round = 0; round < 3; round++) {
    const labels = [...next(2).labels, ...next(3).labels];
    assert.deepEqual(labels.sort(), [...rows.labels].sort());
  }
  const pixels = next(1).x;
  assert.equal(pixels.length, 64);
});

test('the loss of a row is minus the logarithm of its softmax at the label', () => {
  const learner = new DigitLearner({ seed: 0 });
  const rows = take(split.all, [0, 700]);
  const scores = learner.scores(rows);
  assert.equal(scores.length, 20);
  const losses = learner.losses(rows);
  rows.labels.forEach((label, i) => {
    const powers = Array.from(scores.subarray(10 * i, 10 * i + 10), Math.exp);
    const p = powers[label] / powers.reduce((a, b) => a + b);
    assert.ok(Math.abs(-Math.log(p) - losses[i]) < 1e-5);
  });
  learner.dispose();
});

test('replayed: rows of a batch from the store; none is as no store', async () => {
  const stream = { seed: 3, rows: split.all, test: split.test, updatesPerTask: 4, capacity: 50 };
  const none = await forgettingRun({ ...stream, replayed: 0 });
  assert.deepEqual(none, await forgettingRun({ ...stream, capacity: 0 }));
  assert.deepEqual(
    await forgettingRun({ ...stream, replayed: 16 }),
    await forgettingRun(stream),
    'half a batch where nothing is said',
  );
  await assert.rejects(forgettingRun({ ...stream, replayed: 33 }), /replayed: got 33, .*0 to 32/);
});

/** Made-up runs: uniform draws are right in a share that depends on the seed. */
function madeUp(gain: number): ScoredRun[] {
  const run = (method: 'uniform' | 'prioritized', seed: number, ahead: number): ScoredRun => ({
    setting: 'rare',
    method,
    alpha: method === 'uniform' ? 0 : 0.6,
    seed,
    points: [50, 100].map((update) => ({
      update,
      accuracy: 0.5 + seed / 10 + ahead * (1 + seed / 100),
      rare: 0,
    })),
  });
  return [2, 0, 1].flatMap((seed) => [run('uniform', seed, 0), run('prioritized', seed, gain)]);
}

test('gains are differences seed by seed, in points of accuracy', () => {
  const runs = madeUp(0.1);
  const group = { setting: 'rare', method: 'prioritized' } as const;
  assert.deepEqual(scoresAfter(runs, { ...group, method: 'uniform' }, 50), [0.5, 0.6, 0.7]);
  assert.equal(scoresOverTime(runs, group).length, 2);
  const gain = gainOverUniform(runs, group, 100);
  assert.ok(Math.abs(gain.mean - 10.1) < 1e-9);
  assert.match(sayGain(gain), /^\+10\.1 ± 0\.\d$/);
  assert.equal(gainVerdict(gain), 'help');
  assert.equal(gainVerdict(gainOverUniform(madeUp(-0.1), group, 50)), 'harm');
  assert.match(sayGain(gainOverUniform(madeUp(-0.1), group, 50)), /^−10\.1/);
  assert.equal(gainVerdict({ mean: 1, ci95HalfWidth: 2, std: 1, sem: 1 }), 'unclear');
  assert.equal(gainVerdict({ mean: 1, ci95HalfWidth: null, std: null, sem: null }), 'unclear');
});

test('a group without runs, one with a seed twice and a moment without a score are named', () => {
  const runs = madeUp(0.1);
  const group = { setting: 'rare', method: 'prioritized' } as const;
  const cases: [() => unknown, RegExp][] = [
    [() => scoresAfter(runs, group, 75), /update: got 75, expected one of those scored: 50, 100/],
    [
      () => scoresAfter(runs, { ...group, alpha: 0.7 }, 50),
      /runs: got none, expected runs of rare, prioritized, alpha 0\.7/,
    ],
    [() => scoresAfter([...runs, ...runs], group, 50), /seed 0 twice, expected one run a seed/],
  ];
  for (const [run, message] of cases) assert.throws(run, message);
});

test('the stored runs give the gains that notebook 04 states', () => {
  const runs = readReplayRuns().filter(({ experiment }) => experiment === 'priorities');
  const noise = { setting: 'noise', method: 'prioritized', alpha: 1 } as const;
  assert.ok(gainOverUniform(runs, noise, 600).mean < -5);
  assert.equal(gainVerdict(gainOverUniform(runs, { ...noise, setting: 'rare' }, 150)), 'help');
});

test('rows by kind: shares are of one whole, priorities are means', async () => {
  const seen: KindOfRows[][] = [];
  await priorityRun({
    setting: 'both',
    method: 'prioritized',
    seed: 0,
    rows: split.all,
    test: split.test,
    updates: 3,
    every: 3,
    onUpdate: (state) => void seen.push(prioritiesByKind(state)),
  });
  const last = seen[2];
  assert.deepEqual(
    last.map(({ kind }) => kind),
    ['ordinary', 'rare', 'wrong label'],
  );
  for (const share of ['rowShare', 'drawShare'] as const) {
    const whole = last.reduce((total, kind) => total + kind[share], 0);
    assert.ok(Math.abs(whole - 1) < 1e-9, share);
  }
  assert.equal(last[1].rows, 12);
});

test('a piece of work is timed at least once a spell', () => {
  let calls = 0;
  const best = bestMicroseconds(() => void calls++, { spells: 2, milliseconds: 0 });
  assert.equal(calls, 2);
  assert.ok(best >= 0);
  assert.throws(() => bestMicroseconds(() => undefined, { spells: 0 }), /spells: got 0/);
});

test('a rule that is fair keeps every row alike, a ring the last ones', () => {
  const random = createRandom(3);
  const rules = {
    reservoir: (n: number) => (n < 5 ? n : random.int(n + 1)),
    ring: (n: number) => n % 5,
  };
  const { x, reservoir, ring } = keptByRule(rules, { places: 5, rows: 20, rounds: 2000 });
  assert.deepEqual(x.slice(0, 3), [0, 1, 2]);
  assert.ok(reservoir.every((share) => Math.abs(share - 5 / 20) < 0.05));
  assert.deepEqual(
    ring,
    x.map((n) => Number(n >= 15)),
  );
  assert.throws(() => keptByRule(rules, { places: 0, rows: 20 }), /places: got 0/);
});

test('columns of charts: accuracy over time, gains by alpha, priorities by kind', () => {
  const columns = accuracyColumns(madeUp(0.1), 'rare');
  assert.deepEqual(Object.keys(columns).sort(), ['prioritized', 'uniform', 'x']);
  assert.deepEqual(columns.x, [50, 100]);
  const stored = readReplayRuns().filter(({ experiment }) => experiment === 'priorities');
  const sweep = gainsByAlpha(stored, 600);
  assert.deepEqual(sweep.x, [0.1, 0.2, 0.4, 0.6, 0.8, 1]);
  assert.equal(sweep.noise.length, 6);
  const table = gainTable(stored, [150, 600]);
  assert.equal(table.length, 9);
  assert.match(String(table[3]['150 updates']), /^\+7\.4 ± 1\.4$/);
  const kind = { kind: 'rare', rows: 1, rowShare: 1, priority: 2, drawShare: 1 } as const;
  assert.deepEqual(kindColumns([[kind], [kind]], 5), { rare: [2, 2], x: [5, 10] });
});

test('all ways to draw are run in all settings, with all seeds', async () => {
  let done = 0;
  const runs = await compareDraws({
    rows: split.all,
    test: split.test,
    seeds: 1,
    updates: 1,
    every: 1,
    onRun: () => void done++,
  });
  assert.equal(done, 9);
  assert.equal(new Set(runs.map(({ setting, method }) => `${setting} ${method}`)).size, 9);
});

test('an experiment is repeated with each seed for each value', async () => {
  const seen: string[] = [];
  const statistics = await statsOverSeeds(['a', 'b'], { seeds: 2 }, (value, seed) => {
    seen.push(value + String(seed));
    return seed;
  });
  assert.deepEqual(seen, ['a0', 'a1', 'b0', 'b1']);
  assert.deepEqual(
    statistics.map(({ mean }) => mean),
    [0.5, 0.5],
  );
});

test('the simple draws and those of the tree can be repeated', () => {
  for (const cycle of [simpleDraws(50), treeDraws(50)]) {
    cycle();
    cycle();
  }
});
