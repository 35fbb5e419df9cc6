import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { makeStrategy, runStrategy, type Settings } from '../../src/continual/strategies';
import { continualScenario, type ContinualScenario, type Rows } from '../../src/tasks/continual';
import { ready } from '../../src/tf';

before(ready);

const firstRows = ({ count, x, y }: Rows, rows: number): Rows => ({
  count: rows,
  x: x.slice(0, (x.length / count) * rows),
  y: y.slice(0, (y.length / count) * rows),
});

/** Three tasks of 75 rows, in batches of 10, the last of each pass a short one. */
const scenario = (kind: 'split-class' | 'regression'): ContinualScenario => {
  const whole = continualScenario(kind);
  return {
    ...whole,
    epochs: 5,
    batchSize: 10,
    tasks: whole.tasks.slice(0, 3).map((task) => ({ ...task, train: firstRows(task.train, 75) })),
  };
};

/** All losses and scores of a run, many batches a call or one by one. */
async function figures(
  name: string,
  kind: 'split-class' | 'regression',
  settings: Settings,
  oneByOne: boolean,
): Promise<{ losses: number[]; R: number[][] }> {
  const losses: number[] = [];
  const { R } = await runStrategy({
    scenario: scenario(kind),
    seed: 1,
    budget: 20,
    make: (context) => {
      const strategy = makeStrategy(name, { ...context, settings });
      assert.ok(strategy.observeMany, `${name} cannot look ahead`);
      if (oneByOne) strategy.observeMany = undefined;
      return strategy;
    },
    onProgress: (done, total, loss) => {
      losses.push(loss);
      assert.equal(done, losses.length);
      assert.equal(total, 3 * 5 * 8);
    },
  });
  return { losses, R };
}

const cases: readonly (readonly [string, Settings])[] = [
  ['naive', {}],
  ['naive', { optimizer: { name: 'sgd', rate: 0.1 } }],
  ['er', { offer: 'first' }],
  ['er', { offer: 'every', updates: 3 }],
  ['er-class-balanced', { offer: 'every' }],
  ['a-gem', { offer: 'last' }],
  ['a-gem', { offer: 'every', updates: 2 }],
  ['der', { offer: 'last' }],
  ['der', { offer: 'every', updates: 2 }],
  ['der++', { offer: 'first' }],
  ['der++', { offer: 'every', updates: 3 }],
  ['ewc', {}],
  ['online-ewc', {}],
  ['si', {}],
  ['lwf', {}],
];

const classesOnly: typeof cases = [
  ['er-ace', { offer: 'first' }],
  ['icarl', {}],
  ['icarl', { optimizer: { name: 'sgd', rate: 0.1 } }],
  ['nearest-mean', {}],
  ['gaussian', {}],
];

const memoryAgents: typeof cases = [
  ['memory-agent', {}],
  ['memory-agent', { steps: 1, scaled: false, classBalance: false }],
  ['memory-agent', { priorities: true }],
  ['memory-agent', { steps: 0 }],
];

test('the memory agent: many batches a call and one by one are the same', async () => {
  for (const [name, settings] of memoryAgents) {
    const [many, one] = [
      await figures(name, 'split-class', settings, false),
      await figures(name, 'split-class', settings, true),
    ];
    assert.deepEqual(many, one, JSON.stringify(settings));
  }
});

test('answers with classes alone: many batches a call and one by one are the same', async () => {
  for (const [name, settings] of classesOnly) {
    const [many, one] = [
      await figures(name, 'split-class', settings, false),
      await figures(name, 'split-class', settings, true),
    ];
    assert.deepEqual(many, one, `${name} ${JSON.stringify(settings)}`);
  }
});

test('many batches a call and one by one: the same scores and losses, bit for bit', async () => {
  for (const [name, settings] of cases)
    for (const kind of ['split-class', 'regression'] as const) {
      const [many, one] = [
        await figures(name, kind, settings, false),
        await figures(name, kind, settings, true),
      ];
      const run = `${name} ${JSON.stringify(settings)}, ${kind}`;
      assert.deepEqual(many.R, one.R, run);
      // what a penalty adds to the loss may be added up in another order
      const off = many.losses.map((loss, i) => Math.abs(loss / one.losses[i] - 1));
      const rounding = name.includes('ewc') || name === 'si' ? 1e-6 : 0;
      assert.ok(Math.max(...off) <= rounding, `${run}: losses differ by ${Math.max(...off)}`);
    }
});

test('a step whose loss is not finite ends the run at that step', async () => {
  const broken = scenario('split-class');
  broken.tasks[1].train.x.fill(1e38, 0, 64 * 75);
  let steps = 0;
  const run = runStrategy({
    scenario: broken,
    seed: 0,
    budget: 20,
    strategy: 'naive',
    onProgress: () => void steps++,
  });
  await assert.rejects(run, /loss: got .* at step 1, expected finite numbers/);
  assert.equal(steps, 5 * 8);
});

test('observeMany must give a loss a batch', async () => {
  const make = () => ({
    observe: () => 1,
    observeMany: () => [1, 2],
    endTask: () => undefined,
    predict: () => new Float32Array(0),
    dispose: () => undefined,
  });
  await assert.rejects(
    runStrategy({ scenario: scenario('split-class'), seed: 0, budget: 0, make }),
    /observeMany: got .*, expected 32 losses/,
  );
});
