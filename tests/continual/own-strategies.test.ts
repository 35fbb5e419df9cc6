// Strategies and data of one's own, and settings that no strategy has.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import {
  gridOf,
  knownStrategies,
  Learner,
  makeStrategy,
  registerStrategy,
  runStrategy,
  type Settings,
  strategies,
  type Strategy,
  type StrategyContext,
  strategyEntry,
} from '../../src/continual/strategies';
import {
  settingsFromStored,
  settingsToStored,
} from '../../src/continual/strategies/storedSettings';
import { createRandom } from '../../src/core/random';
import { scenarioFromRows } from '../../src/tasks/continual';
import { ready } from '../../src/tf';

before(ready);

/** Two tasks of two classes each, clouds around places of their own. */
function cloudScenario(): ReturnType<typeof scenarioFromRows> {
  const random = createRandom(1);
  const rows = Array.from({ length: 160 }, (_, i) => {
    const label = (i % 2) + (i < 80 ? 0 : 2);
    const place = (axis: number): number => (axis === label ? 2 : 0) + 0.3 * random.normal();
    return {
      task: i < 80 ? 'first' : 'second',
      split: i % 80 < 60 ? 'train' : 'test',
      label,
      a: place(0),
      b: place(1),
      c: place(2),
      d: place(3),
    };
  });
  return scenarioFromRows(rows, { epochs: 8, batchSize: 8 });
}

/** Learns from each batch as often as the setting `times` says. */
function stubborn(context: StrategyContext): Strategy {
  const learner = new Learner(context);
  return {
    observe(batch) {
      const loss = learner.update(batch);
      for (let i = 1; i < Number(context.settings['times']); i++) learner.update(batch);
      return loss;
    },
    endTask: () => learner.resetOptimizer(),
    predict: (x, allowed) => learner.predict(x, allowed),
    dispose: () => learner.dispose(),
  };
}

test('own data runs through strategies of src and of its own, by maker and by name', async () => {
  const scenario = cloudScenario();
  const run = { scenario, seed: 0, budget: 20 };
  for (const strategy of ['er', 'memory-agent', 'joint']) {
    const { R } = await runStrategy({ ...run, strategy });
    assert.ok(R[1][0] > 0.8 && R[1][1] > 0.8, `${strategy}: ${JSON.stringify(R)}`);
  }
  const { R: naive } = await runStrategy({ ...run, strategy: 'naive' });
  const { R: once } = await runStrategy({ ...run, make: stubborn, settings: { times: 1 } });
  const { R: thrice } = await runStrategy({ ...run, make: stubborn, settings: { times: 3 } });
  assert.deepEqual(once, naive, 'it is naive then');
  registerStrategy('stubborn', { make: stubborn, defaults: { times: 3 } });
  assert.ok(knownStrategies().includes('stubborn'));
  assert.deepEqual((await runStrategy({ ...run, strategy: 'stubborn' })).R, thrice);
  const { R } = await runStrategy({ ...run, strategy: 'stubborn', settings: { times: 1 } });
  assert.deepEqual(R, naive, 'its setting is heard');
  assert.deepEqual(gridOf('stubborn', 'classes'), {});
  await assert.rejects(
    runStrategy({ ...run, strategy: 'stubborn', settings: { time: 1 } }),
    /^RangeError: time: unknown setting of stubborn, expected one of optimizer, times$/,
  );
});

test('a maker or a name, not both; a name once; classes only where that is said', async () => {
  const run = { scenario: cloudScenario(), seed: 0, budget: 9 };
  await assert.rejects(runStrategy(run), /strategy, make: got neither, expected one of them/);
  await assert.rejects(
    runStrategy({ ...run, strategy: 'er', make: stubborn }),
    /strategy, make: got both, expected one of them/,
  );
  for (const name of ['er', ''])
    assert.throws(
      () => registerStrategy(name, { make: stubborn }),
      /name: got ".*", expected one that is not taken/,
    );
  const values = { ...run.scenario, kind: 'values' } as const;
  const only = Object.keys(strategies).filter((name) => strategyEntry(name).classesOnly);
  assert.deepEqual(only, ['memory-agent']);
  for (const strategy of only)
    await assert.rejects(
      runStrategy({ ...run, strategy, scenario: values }),
      /scenario: got own, in which values are to be answered, expected one of classes/,
    );
});

test('a misspelt setting is refused by name, by every strategy', () => {
  const context = { scenario: cloudScenario(), seed: 0, budget: 20 };
  const misspelt = { optimiser: { name: 'adam', rate: 0.001 } } as Settings;
  for (const name of Object.keys(strategies)) {
    const { defaults } = strategyEntry(name);
    const known = Object.keys(defaults).join(', ');
    assert.throws(
      () => makeStrategy(name, { ...context, settings: misspelt }),
      new RangeError(`optimiser: unknown setting of ${name}, expected one of ${known}`),
    );
    makeStrategy(name, { ...context, settings: defaults }).dispose();
  }
});

test('an optimiser is a rule and a rate; files hold it as text, and give it back as it was', () => {
  const context = { scenario: cloudScenario(), seed: 0, budget: 20 };
  for (const optimizer of ['adam 0.001', { name: 'adagrad', rate: 1 }, { name: 'sgd', rate: -1 }])
    for (const name of ['er', 'memory-agent'])
      assert.throws(
        () => makeStrategy(name, { ...context, settings: { optimizer } as Settings }),
        /settings\.optimizer.*: got .*, expected/,
        `${name} ${JSON.stringify(optimizer)}`,
      );
  for (const name of knownStrategies()) {
    const { defaults } = strategyEntry(name);
    const stored = settingsToStored(defaults);
    assert.equal(stored['optimizer'], 'adam 0.001');
    assert.deepEqual(settingsFromStored(stored), defaults);
  }
});
