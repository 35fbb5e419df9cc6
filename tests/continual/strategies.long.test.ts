// Strategies against forgetting and the learner they share, on small tasks.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import fc from '../properties';
import {
  canAnswer,
  type ModelForward,
  gridOf,
  Learner,
  type LossGiven,
  mlp,
  type Model,
  type RowBatch,
  runStrategy,
  type Settings,
  strategies,
  type StrategyContext,
  type StrategyName,
  strategyNames,
} from '../../src/continual/strategies';
import { BalancedRows } from '../../src/continual/strategies/balancedRows';
import { derPlusPlus } from '../../src/continual/strategies/der';
import { erClassBalanced, replayFrom } from '../../src/continual/strategies/er';
import { gdumb } from '../../src/continual/strategies/gdumb';
import { highest, riseOf } from '../../src/continual/strategies/mir';
import {
  PrioritizedReservoir,
  reservoir,
  type RowStore,
} from '../../src/continual/strategies/rowStores';
import { settingText } from '../../src/continual/strategies/storedSettings';
import { createRandom } from '../../src/core/random';
import type { ContinualScenario } from '../../src/tasks/continual';
import { ready, tf } from '../../src/tf';

before(ready);

const INPUTS = 6;
const OUTPUTS = 4;
/** Rows of some classes: each a cloud around a place of its own. */
function clouds(
  count: number,
  classes: readonly number[],
  seed: number,
): { count: number; x: Float32Array; y: Float32Array } {
  const random = createRandom(seed);
  const x = new Float32Array(count * INPUTS);
  const y = new Float32Array(count * OUTPUTS);
  for (let i = 0; i < count; i++) {
    const one = classes[i % classes.length];
    for (let k = 0; k < INPUTS; k++)
      x[i * INPUTS + k] = (k === one ? 2 : 0) + 0.3 * random.normal();
    y[i * OUTPUTS + one] = 1;
  }
  return { count, x, y };
}
const scenario = (told = false): ContinualScenario => ({
  name: 'small',
  kind: 'classes',
  inputSize: INPUTS,
  outputSize: OUTPUTS,
  epochs: 6,
  batchSize: 8,
  tasks: [
    [0, 1],
    [2, 3],
  ].map((classes, t) => ({
    name: `${t}`,
    train: clouds(36, classes, t),
    test: clouds(20, classes, 10 + t),
    ...(told && {
      allowed: Float32Array.from({ length: OUTPUTS }, (_, k) => (classes.includes(k) ? 1 : 0)),
    }),
  })),
});
const context = (settings: Settings = {}, budget = 12): StrategyContext => ({
  scenario: scenario(),
  seed: 1,
  budget,
  settings: { optimizer: { name: 'sgd', rate: 0.1 }, offer: 'first', ...settings },
});
const batchOf = (
  rows: { count: number; x: Float32Array; y: Float32Array },
  first = true,
): RowBatch => ({ ...rows, first });
const run = (strategy: StrategyName, seed = 0, budget = 12, told = false) =>
  runStrategy({ scenario: scenario(told), strategy, seed, budget });
const close = (got: ArrayLike<number>, expected: ArrayLike<number>, tolerance = 1e-5): void => {
  assert.equal(got.length, expected.length);
  for (let i = 0; i < got.length; i++)
    assert.ok(
      Math.abs(got[i] - expected[i]) <= tolerance,
      `[${i}]: ${got[i]} instead of ${expected[i]}`,
    );
};
const small = (seed = 1) => mlp([INPUTS, 5, OUTPUTS], createRandom(seed));
const own = [
  'naive',
  'joint',
  'cumulative',
  'er',
  'er-class-balanced',
  'er-prioritized',
  'der',
  'der++',
  'gdumb',
  'mir',
  'er-ace',
  'icarl',
] as const satisfies readonly StrategyName[];

test(
  'the same seed gives the same R, whatever ran between; another seed gives another ' + 'network',
  async () => {
    const first = new Map<string, number[][]>();
    for (const name of own) first.set(name, (await run(name)).R);
    for (const name of [...own].reverse())
      assert.deepEqual((await run(name)).R, first.get(name), name);
    const starts = [0, 1].map((seed) => new Learner({ ...context(), seed }));
    const x = clouds(3, [0], 5).x;
    const [a, b] = starts.map((learner) => learner.predict(x));
    assert.notDeepEqual(a, b);
    starts.forEach((learner) => learner.dispose());
  },
);

test(
  'with stored rows the first task is kept, without them it is forgotten; rows of all tasks ' +
    'are the upper bound, and joint has one row of scores',
  async () => {
    for (const told of [false, true]) {
      const R = Object.fromEntries(
        await Promise.all(
          own.map(async (name) => [name, (await run(name, 0, 12, told)).R] as const),
        ),
      );
      if (!told)
        assert.ok(
          R['naive'][0][0] > 0.9 && R['naive'][1][0] < 0.5,
          `naive: ${JSON.stringify(R['naive'])}`,
        );
      for (const name of own.filter((one) => one !== 'naive' && one !== 'der'))
        assert.ok(R[name][1][0] > 0.7, `${name}, told ${told}: ${JSON.stringify(R[name])}`);
      assert.deepEqual(R['joint'][0], R['joint'][1]);
    }
  },
);

test('every strategy learns with a network of another kind, and uses that one', async () => {
  let asked = 0;
  const forward: ModelForward = ({ w }, x) => {
    asked++;
    return tf.matMul(tf.tanh(x), w);
  };
  const model = (_: ContinualScenario, seed: number): Model => ({
    forward,
    parameters: {
      w: {
        shape: [INPUTS, OUTPUTS],
        data: Float32Array.from({ length: INPUTS * OUTPUTS }, (__, i) => Math.sin(i + seed)),
      },
    },
  });
  const withNetwork = strategyNames.filter((name) => 'optimizer' in strategies[name].defaults);
  for (const strategy of withNetwork) {
    const before = asked;
    const { R } = await runStrategy({
      scenario: scenario(),
      strategy,
      seed: 0,
      budget: 12,
      model,
      settings: { optimizer: { name: 'adam', rate: 0.05 } },
    });
    assert.ok(asked > before && R[0][0] > 0.8, `${strategy}: ${JSON.stringify(R)}`);
  }
});

test('predicting changes nothing: what is learned after is the same bit for bit', () => {
  for (const name of own) {
    const settings = { ...strategies[name].defaults };
    const results = [false, true].map((looks) => {
      const strategy = strategies[name].make({ ...context(settings), settings });
      const look = (): unknown => looks && strategy.predict(clouds(9, [0, 1, 2, 3], 3).x);
      for (const seed of [1, 2, 3]) {
        look();
        strategy.observe(batchOf(clouds(8, [0, 1], seed)));
      }
      look();
      strategy.endTask(clouds(8, [0, 1], 4));
      look();
      const scores = strategy.predict(clouds(5, [0, 1, 2, 3], 6).x);
      strategy.dispose();
      return scores;
    });
    assert.deepEqual(results[0], results[1], name);
  }
});

test(
  'rows that fill a batch up reach neither loss nor gradient nor the rows of other ' + 'parts',
  () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 5 }),
        fc.nat(999),
        (one, two, seed) => {
          const rows = [clouds(one, [0, 1, 2, 3], seed), clouds(two, [3, 2], seed + 1)];
          const results = [
            [one, two],
            [7, 6],
          ].map((parts, padded) => {
            const learner = new Learner({ ...context(), model: small() }, { parts });
            if (padded) {
              learner.update([clouds(7, [0, 3], 77), clouds(6, [1], 78)]);
              learner.startAnew();
            } // leaves numbers in the places that are not filled
            const loss = learner.update(rows);
            const scores = learner.predict(rows[0].x);
            learner.dispose();
            return [loss, ...scores];
          });
          close(results[1], results[0]);
        },
      ),
      { numRuns: 8 },
    );
  },
);

test(
  'a loss of a strategy gets the rows of each part, its own tensors and numbers, and gives ' +
    'tensors back',
  () => {
    const added = (
      { loss, losses, scores, part, rows: { x } }: LossGiven,
      { weight, goal }: { weight: number; goal: tf.Tensor2D },
    ): { loss: tf.Scalar; outputs: { second: tf.Tensor1D; x: tf.Tensor2D } } => ({
      loss: tf.add(loss, tf.mul(weight, tf.sum(tf.squaredDifference(part(scores, 1), goal)))),
      outputs: { second: part(losses, 1), x: tf.add(part(x, 1), 0) },
    });
    const learner = new Learner({ ...context(), model: small() }, { parts: [3, 2], loss: added });
    const goal: tf.Tensor2D = tf.zeros([2, OUTPUTS]);
    const rows = [clouds(3, [0], 1), clouds(2, [1, 2], 2)];
    const scores = learner.predict(rows[1].x);
    const losses = rows.map((part) => learner.losses(part));
    const mean = (values: Float32Array): number =>
      values.reduce((a, b) => a + b, 0) / values.length;
    const { loss, outputs } = learner.updateWithOutputs(rows, { weight: 0.5, goal });
    close(
      [loss],
      [
        mean(losses[0]) +
          mean(losses[1]) +
          0.5 * scores.reduce((sum, score) => sum + score ** 2, 0),
      ],
    );
    close(outputs.second.dataSync(), losses[1]);
    close(outputs.x.dataSync(), rows[1].x);
    [goal, outputs.second, outputs.x].forEach((tensor) => tensor.dispose());
    learner.dispose();
  },
);

test(
  'outputs that are not allowed are never the answer and have no part in the loss, by task or ' +
    'by row',
  () => {
    const learner = new Learner({ ...context(), model: small() });
    const rows = clouds(4, [0, 1], 1);
    const allowed = Float32Array.of(1, 1, 0, 0);
    const scores = learner.predict(rows.x);
    const masked = learner.predict(rows.x, allowed);
    masked.forEach((score, i) =>
      i % OUTPUTS < 2 ? close([score], [scores[i]]) : assert.ok(score < -1e8),
    );
    const byHand = Array.from(
      { length: 4 },
      (_, i) =>
        Math.log(Math.exp(scores[i * OUTPUTS]) + Math.exp(scores[i * OUTPUTS + 1])) -
        scores[i * OUTPUTS + (i % 2)],
    );
    close(learner.losses({ ...rows, allowed }), byHand);
    close(
      learner.losses({
        ...rows,
        allowed: Float32Array.from([0, 1, 2, 3].flatMap(() => [...allowed])),
      }),
      byHand,
    );
    close([learner.update({ ...rows, allowed })], [byHand.reduce((a, b) => a + b, 0) / 4]);
    learner.dispose();
  },
);

test(
  'a learner goes on from its stored state bit for bit, starts a task with fresh moments, and ' +
    'refuses what does not fit',
  () => {
    const adam = context({ optimizer: { name: 'adam', rate: 0.01 } });
    const learner = new Learner({ ...adam, model: small() });
    const rows = clouds(8, [0, 1], 1);
    learner.update(rows);
    const state = learner.state();
    const after = [0, 1].map(() => {
      learner.restore(state);
      learner.update(rows);
      return learner.predict(rows.x);
    });
    assert.deepEqual(after[0], after[1]);
    learner.restore(state);
    learner.resetOptimizer();
    const { tensors, step } = learner.state();
    assert.equal(step, 0);
    for (const [name, { data }] of Object.entries(tensors))
      assert.deepEqual(
        data,
        name.includes('/') ? data.map(() => 0) : state.tensors[name].data,
        name,
      );
    const before = learner.predict(rows.x);
    assert.throws(
      () => learner.update(clouds(9, [0], 1)),
      /rows\[0\]\.count: got 9, expected a whole number from 0 to 8/,
    );
    assert.throws(
      () => learner.update({ ...rows, x: rows.x.subarray(1) }),
      /rows\[0\]\.x: got 47, expected 8 x 6 numbers/,
    );
    assert.throws(() => learner.update([rows, rows]), /rows: got 2 parts, expected 1 part/);
    assert.deepEqual(learner.predict(rows.x), before);
    learner.dispose();
  },
);

test('DER++ stores the scores that a row had when it was written', () => {
  const strategy = derPlusPlus(context({ alpha: 0.5, beta: 1 }, 100));
  const told: number[] = [];
  for (const seed of [1, 2, 3]) {
    const rows = clouds(8, [0, 1], seed);
    told.push(...strategy.predict(rows.x));
    strategy.observe(batchOf(rows));
    strategy.observe(batchOf(clouds(8, [0, 1], 50 + seed), false)); // met again: not stored
  }
  assert.equal(strategy.store.size, 24);
  const { indices, items } = strategy.store.sample(24);
  indices.forEach((place, i) =>
    close(
      items.scores.subarray(i * OUTPUTS, (i + 1) * OUTPUTS),
      told.slice(place * OUTPUTS, (place + 1) * OUTPUTS),
    ),
  );
  strategy.dispose();
});

test(
  'no strategy holds more rows than the budget says, and each is offered when the setting ' +
    'says',
  () => {
    for (const offer of ['first', 'every', 'last'] as const) {
      const offered: number[] = [];
      const sizes: number[] = [];
      const spied = replayFrom((given): RowStore => {
        const store = reservoir(given);
        return {
          get size() {
            return store.size;
          },
          sample: (count) => store.sample(count),
          updatePriorities: () => undefined,
          add: (item) => {
            const place = store.add(item);
            offered.push(item.x[0]);
            sizes.push(store.size);
            return place;
          },
        };
      });
      const strategy = spied(context({ offer }, 5));
      const rows = clouds(8, [0, 1], 1);
      strategy.observe(batchOf(rows));
      strategy.observe(batchOf(rows, false));
      assert.equal(offered.length, { first: 8, every: 16, last: 0 }[offer]);
      strategy.endTask(rows);
      assert.equal(offered.length, { first: 8, every: 16, last: 8 }[offer]);
      assert.equal(Math.max(...sizes), 5);
      strategy.dispose();
    }
    assert.throws(
      () => erClassBalanced(context({ offer: 'never' })),
      /settings\.offer: got "never", expected one of 'first', 'every', 'last'/,
    );
  },
);

test('several updates a batch are as many steps on it, and a row is stored once', () => {
  for (const name of ['er', 'er-class-balanced', 'er-ace', 'der', 'der++', 'a-gem'] as const) {
    const made = (updates: number) =>
      strategies[name].make({
        ...context(),
        settings: { ...strategies[name].defaults, offer: 'first', updates },
      });
    const [thrice, once] = [made(3), made(1)];
    const rows = clouds(8, [0, 1], 1);
    const loss = thrice.observe(batchOf(rows, false)); // nothing is stored yet
    const losses = [1, 2, 3].map(() => once.observe(batchOf(rows, false)));
    assert.equal(loss, losses[0], name);
    assert.deepEqual(thrice.predict(rows.x), once.predict(rows.x), name);
    [thrice, once].forEach((strategy) => strategy.dispose());
  }
  const strategy = derPlusPlus(context({ alpha: 1, beta: 1, updates: 3 }, 100));
  const rows = clouds(8, [0, 1], 1);
  const scores = strategy.predict(rows.x);
  strategy.observe(batchOf(rows));
  const { indices, items } = strategy.store.sample(8);
  assert.equal(strategy.store.size, 8);
  indices.forEach((place, i) =>
    close(
      items.scores.subarray(i * OUTPUTS, (i + 1) * OUTPUTS),
      scores.subarray(place * OUTPUTS, (place + 1) * OUTPUTS),
    ),
  );
  strategy.dispose();
  assert.throws(
    () => strategies.er.make({ ...context(), settings: { ...strategies.er.defaults, updates: 0 } }),
    /settings\.updates: got 0, expected a whole number of at least 1/,
  );
});

test('every value of every grid can be run, and numbers have rates of their own', async () => {
  for (const name of own)
    for (const kind of (['classes', 'values'] as const).filter((one) => canAnswer(name, one)))
      for (const [setting, values] of Object.entries(gridOf(name, kind)))
        for (const value of values) {
          const strategy = strategies[name].make({
            ...context(),
            scenario: { ...scenario(), kind },
            settings: { ...strategies[name].defaults, [setting]: value },
          });
          assert.ok(
            Number.isFinite(strategy.observe(batchOf(clouds(8, [0, 1], 1)))),
            `${name} ${setting} ${settingText(value)}`,
          );
          strategy.dispose();
        }
  assert.ok(
    gridOf('er', 'values')['optimizer'].some((one) => settingText(one) === 'adam 0.003') &&
      !gridOf('er', 'classes')['optimizer'].some((one) => settingText(one) === 'adam 0.003'),
  );
});

test('rows of larger loss are drawn more often, and all that were offered may be kept', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 12 }),
      fc.nat(40),
      fc.nat(999),
      (capacity, offers, seed) => {
        const store = new PrioritizedReservoir(
          capacity,
          { x: 1, y: 1, allowed: 1 },
          { seed, alpha: 0.6, beta: 0 },
        );
        const lies = new Map<number, number>();
        const one = Float32Array.of(1);
        for (let i = 0; i < offers; i++) {
          const place = store.add({ x: Float32Array.of(i), y: one, allowed: one });
          if (place >= 0) lies.set(place, i);
        }
        assert.equal(store.size, Math.min(capacity, offers));
        if (store.size > 0) {
          const { indices, items } = store.sample(20);
          indices.forEach((place, k) => assert.equal(items.x[k], lies.get(place)));
        }
      },
    ),
    { numRuns: 40 },
  );
  const store = new PrioritizedReservoir(
    4,
    { x: 1, y: 1, allowed: 1 },
    { seed: 1, alpha: 1, beta: 0 },
  );
  const one = Float32Array.of(1);
  for (let i = 0; i < 4; i++) store.add({ x: Float32Array.of(i), y: one, allowed: one });
  store.updatePriorities([0, 1, 2, 3], [1, 1, 1, 7]);
  const { indices } = store.sample(1000);
  const share = indices.filter((place) => place === 3).length / 1000;
  assert.ok(Math.abs(share - 0.7) < 0.01, `drawn ${share} of the time, expected 0.7`);
});

test("GDumb's store is balanced and keeps every class, however the stream comes", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 120 }),
      fc.integer({ min: 5, max: 20 }),
      fc.nat(999),
      (stream, capacity, seed) => {
        const store = new BalancedRows(capacity, createRandom(seed));
        const one = Float32Array.of(1);
        const met = new Map<string, number>();
        stream.forEach((label, i) => {
          store.add({ x: Float32Array.of(i), y: one, allowed: one }, `${label}`);
          met.set(`${label}`, (met.get(`${label}`) ?? 0) + 1);
        });
        assert.equal(store.size, Math.min(capacity, stream.length));
        const held = [...met.keys()].map((label) => store.counts.get(label) ?? 0);
        assert.equal(
          held.reduce((a, b) => a + b, 0),
          store.size,
        );
        assert.ok(
          held.every((count) => count > 0),
          held.join(),
        );
        for (const [label, count] of met)
          assert.ok(
            (store.counts.get(label) as number) >= Math.min(count, Math.floor(capacity / met.size)),
            `class ${label}: ${held.join()} of ${count} met`,
          );
      },
    ),
    { numRuns: 60 },
  );
  const even = new BalancedRows(12, createRandom(1));
  const one = Float32Array.of(1);
  for (let i = 0; i < 120; i++)
    // one class after the other
    even.add({ x: Float32Array.of(i), y: one, allowed: one }, `${Math.floor(i / 40)}`);
  assert.deepEqual([...even.counts.values()], [4, 4, 4]);
});

test('GDumb learns from its store alone, from scratch at the end of a task', () => {
  const strategy = gdumb({
    ...context(),
    settings: { optimizer: { name: 'sgd', rate: 0.1 }, passes: 3 },
  });
  const rows = clouds(8, [0, 1], 1);
  const x = clouds(4, [0, 1], 9).x;
  const untrained = strategy.predict(x);
  strategy.observe(batchOf(rows));
  assert.deepEqual(strategy.predict(x), untrained);
  strategy.endTask(rows);
  assert.notDeepEqual(strategy.predict(x), untrained);
  assert.deepEqual(
    [...strategy.store.counts],
    [
      ['0/0', 4],
      ['0/1', 4],
    ],
  );
  strategy.dispose();
});

test('MIR replays the rows whose loss a step on the batch raises most', () => {
  const learner = new Learner({ ...context(), model: small() });
  const batch = clouds(8, [2, 3], 1);
  const rows = clouds(6, [0, 1, 2, 3], 2);
  const before = learner.losses(rows);
  const rises = riseOf(context(), learner, 10, 0.1)(batch, rows);
  assert.deepEqual(learner.losses(rows), before, 'the step is thrown away');
  learner.update(batch); // sgd 0.1: the step that was tried
  const after = learner.losses(rows);
  close(
    rises,
    after.map((loss, i) => loss - before[i]),
  );
  const allowed = new Float32Array(6 * OUTPUTS).fill(1);
  const chosen = highest({ ...rows, allowed }, Float32Array.of(0.1, 3, -1, 2, 0, 3), 3);
  assert.deepEqual(
    [...chosen.x],
    [1, 5, 3].flatMap((i) => [...rows.x.subarray(i * INPUTS, (i + 1) * INPUTS)]),
  );
  learner.dispose();
});

test(
  'progress counts every batch; a run that fails or is given nonsense says what was ' + 'wrong',
  async () => {
    const steps: number[] = [];
    const scores: (readonly number[])[] = [];
    const { R } = await runStrategy({
      scenario: scenario(),
      strategy: 'cumulative',
      seed: 0,
      budget: 0,
      onProgress: async (done, total) => {
        steps.push(done);
        assert.equal(total, 6 * (5 + 9));
      },
      onTask: (_, row) => {
        scores.push(row);
      },
    });
    assert.deepEqual([steps.length, steps.at(-1), scores], [84, 84, R]);
    await assert.rejects(
      run('none' as StrategyName),
      /strategy: got "none", expected one of naive, joint/,
    );
    await assert.rejects(run('er', 0, -1), /budget: got -1/);
    await assert.rejects(
      runStrategy({
        scenario: scenario(),
        strategy: 'naive',
        seed: 0,
        budget: 0,
        settings: { optimizer: 'adam' },
      }),
      /settings\.optimizer: got "adam", expected a rule and its learning rate/,
    );
    await assert.rejects(
      runStrategy({
        scenario: scenario(),
        strategy: 'der++',
        seed: 0,
        budget: 9,
        settings: { alpha: -1 },
      }),
      /settings\.alpha: got -1, expected a number of at least 0/,
    );
    await assert.rejects(
      runStrategy({
        scenario: scenario(),
        strategy: 'naive',
        seed: 0,
        budget: 0,
        settings: { optimizer: { name: 'sgd', rate: 1e30 } },
      }),
      /loss: got .* expected finite numbers/,
    );
  },
);
