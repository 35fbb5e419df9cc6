import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { agentShares } from '../../src/continual';
import { watchForgetting } from '../../src/continual/live';
import { memoryAgent } from '../../src/continual/memory-agent';
import { makeStrategy, rowBatches, runStrategy, taskScores } from '../../src/continual/strategies';
import { createRandom } from '../../src/core/random';
import { scenarioFromRows } from '../../src/tasks/continual';
import { ready } from '../../src/tf';

before(ready);

/** Two tasks of two classes each, points around four corners. */
function corners(epochs = 2) {
  const random = createRandom(1);
  const table = ['a', 'b', 'c', 'd'].flatMap((label, k) =>
    Array.from({ length: 20 }, (_, i) => ({
      task: k < 2 ? 'first' : 'second',
      split: i < 14 ? 'train' : 'test',
      label,
      u: (k % 2) + 0.1 * random.normal(),
      v: (k < 2 ? 0 : 1) + 0.1 * random.normal(),
    })),
  );
  return scenarioFromRows(table, { epochs, batchSize: 8 });
}

test('batches meet every row once a pass, in a new order each time', () => {
  const { tasks, epochs, batchSize } = corners();
  const [{ train }] = tasks;
  const found = [...rowBatches(train, { epochs, batchSize }, createRandom(0))];
  assert.deepEqual(
    found.map(({ count, first }) => [count, first]),
    [8, 8, 8, 4, 8, 8, 8, 4].map((count, i) => [count, i < 4]),
  );
  const pass = (from: number): number[] =>
    found.slice(from, from + 4).flatMap(({ x }) => [...x].filter((_, p) => p % 2 === 0));
  const own = [...train.x].filter((_, p) => p % 2 === 0);
  const sorted = (values: number[]): number[] => values.toSorted((a, b) => a - b);
  assert.deepEqual(sorted(pass(0)), sorted(own));
  assert.deepEqual(sorted(pass(4)), sorted(own));
  assert.notDeepEqual(pass(0), pass(4));
  assert.throws(
    () => [...rowBatches(train, { epochs: 0, batchSize }, createRandom(0))],
    /epochs: got 0/,
  );
});

test('a loop over these batches gives the R of runStrategy', async () => {
  const scenario = corners();
  const run = await runStrategy({ scenario, strategy: 'er', seed: 3, budget: 10 });
  const learner = makeStrategy('er', { scenario, seed: 3, budget: 10, settings: {} });
  const order = createRandom(3).fork('order');
  const R = scenario.tasks.map(({ train }) => {
    for (const batch of rowBatches(train, scenario, order)) learner.observe(batch);
    learner.endTask(train);
    return taskScores(learner, scenario);
  });
  learner.dispose();
  assert.deepEqual(R, run.R);
});

test('scores are shares of held-out rows right; what predict gives is checked', () => {
  const scenario = corners();
  const always = (k: number) => ({
    predict: (x: Float32Array) =>
      Float32Array.from({ length: 2 * x.length }, (_, p) => (p % 4 === k ? 1 : 0)),
  });
  assert.deepEqual(taskScores(always(0), scenario), [0.5, 0]);
  assert.deepEqual(taskScores(always(3), scenario), [0, 0.5]);
  const short = { predict: () => new Float32Array(3) };
  assert.throws(() => taskScores(short, scenario), /predict: got 3 numbers, expected 48/);
  assert.throws(() => taskScores({} as typeof short, scenario), /predict: got undefined/);
});

test('a snapshot of the agent is a copy; its shares are those of its heads', async () => {
  const scenario = corners(1);
  const agent = memoryAgent({ scenario, seed: 0, budget: 10, settings: {} });
  const [{ train, test: judged }] = scenario.tasks;
  for (const batch of rowBatches(train, scenario, createRandom(0))) agent.observe(batch);
  const before = agent.snapshot();
  const labels = [...before.labels];
  assert.equal(before.images.length, 2 * labels.length);
  assert.equal(
    before.counts.reduce((a, b) => a + b, 0),
    train.count,
  );
  agent.memory.write(Float32Array.of(0.5, 0.5), [3]);
  assert.deepEqual([...before.labels], labels);
  const { read, controller, mixture } = agent.shares(judged);
  for (const share of [read, controller, mixture]) assert.ok(share >= 0 && share <= 1);
  const wide = { ...judged, x: new Float32Array(36) };
  assert.throws(() => agent.shares(wide), /rows/);
  agent.dispose();
});

test('a learner can be watched from its first update to its last', () => {
  const scenario = corners();
  const learner = { predict: (x: Float32Array) => new Float32Array(2 * x.length) };
  const look = watchForgetting('nobody', learner, scenario);
  for (let update = 1; update <= 16; update++) look(update, update <= 8 ? 0 : 1);
  assert.throws(
    () => watchForgetting('nobody', {} as typeof learner, scenario),
    /predict: got undefined/,
  );
});

test('shares of an agent after all tasks are the means of its R', async () => {
  const scenario = corners();
  const options = { scenario, seed: 0, budget: 10 };
  const { mixture } = await agentShares(options);
  const { R } = await runStrategy({ ...options, strategy: 'memory-agent' });
  const counts = scenario.tasks.map(({ test: { count } }) => count);
  const right = R[1][0] * counts[0] + R[1][1] * counts[1];
  assert.ok(Math.abs(mixture - right / (counts[0] + counts[1])) < 1e-9);
});
