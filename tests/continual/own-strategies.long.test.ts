// Strategies and data of one's own, and settings that no strategy has.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import {
  canAnswer,
  gridOf,
  knownStrategies,
  Learner,
  makeStrategy,
  type OwnStrategy,
  registerStrategy,
  runStrategy,
  type Settings,
  strategies,
  type Strategy,
  type StrategyContext,
  strategyEntry,
  strategyNames,
  type StrategyRunOptions,
} from '../../src/continual/strategies';
import {
  settingsFromStored,
  settingsToStored,
} from '../../src/continual/strategies/storedSettings';
import { createRandom } from '../../src/core/random';
import { describe } from '../../src/core/text';
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
    /settings\.time: got 1, expected one of the fields there are: optimizer, times$/,
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
  assert.deepEqual(only.sort(), strategyNames.filter((name) => !canAnswer(name, 'values')).sort());
  assert.ok(!only.includes('memory-agent') && only.includes('icarl'));
  for (const strategy of only)
    await assert.rejects(
      runStrategy({ ...run, strategy, scenario: values }),
      /scenario: got own, in which values are to be answered, expected one of classes/,
    );
});

test('a misspelt setting is refused by name, by every strategy, by each of its makers', () => {
  const context = { scenario: cloudScenario(), seed: 0, budget: 20 };
  const misspelt = { optimiser: { name: 'adam', rate: 0.001 } } as Settings;
  for (const name of strategyNames) {
    const { defaults } = strategyEntry(name);
    const message =
      "settings.optimiser: got { name: 'adam', rate: 0.001 }, expected one of the fields there " +
      `are: ${Object.keys(defaults).join(', ')}`;
    for (const make of [strategies[name].make, makeStrategy.bind(null, name)])
      assert.throws(() => make({ ...context, settings: misspelt }), {
        name: 'ConfigError',
        message,
      });
    makeStrategy(name, { ...context, settings: defaults }).dispose();
  }
});

/** What no setting may be, whatever its range. */
const WRONG: readonly unknown[] = [
  ...[NaN, -1, Infinity, 'x', '1', null, [], [1], {}, 10n, Symbol('s'), () => 1],
  ...[new Date(0), new Map(), new Float32Array(1), JSON.parse('{"__proto__":1}')],
  Object.create({ name: 'adam', rate: 1 }),
];

test('every setting of every strategy is checked when the strategy is made', () => {
  const context = { scenario: cloudScenario(), seed: 0, budget: 20 };
  for (const name of strategyNames)
    for (const [setting, standard] of Object.entries(strategyEntry(name).defaults)) {
      for (const value of WRONG) {
        const settings = { [setting]: value } as Settings;
        assert.throws(
          () => makeStrategy(name, { ...context, settings }),
          (error: Error) => {
            const part = `^settings\\.${setting}(\\.\\w+)?: got .+, expected .+$`;
            return error.name === 'ConfigError' && new RegExp(part).test(error.message);
          },
          `${name}: ${setting}: ${describe(value)}`,
        );
      }
      const left = { [setting]: undefined } as unknown as Settings;
      makeStrategy(name, { ...context, settings: left }).dispose();
      assert.notEqual(standard, undefined);
    }
});

test('a refused setting is told with its range', () => {
  const context = { scenario: cloudScenario(), seed: 0, budget: 20 };
  const refusals: [string, unknown, string][] = [
    ['online-ewc', { gamma: NaN }, 'settings.gamma: got NaN, expected a number from 0 to 1'],
    ['online-ewc', { gamma: 'x' }, 'settings.gamma: got "x", expected a number from 0 to 1'],
    ['ewc', { lambda: -1 }, 'settings.lambda: got -1, expected a number of at least 0'],
    ['si', { xi: 0 }, 'settings.xi: got 0, expected a number above 0'],
    ['er', { updates: 0 }, 'settings.updates: got 0, expected a whole number of at least 1'],
    [
      'er',
      { optimizer: 'adam' },
      'settings.optimizer: got "adam", expected a rule and its learning rate, such as ' +
        "{ name: 'adam', rate: 0.001 }",
    ],
    [
      'naive',
      { optimizer: { name: 'adam', rate: 0 } },
      'settings.optimizer.rate: got 0, expected a number above 0',
    ],
    [
      'mir',
      { optimizer: { name: 'adam', rate: 1, decay: 1 } },
      'settings.optimizer.decay: got 1, expected one of the fields there are: name, rate',
    ],
    ['naive', null, 'settings: got null, expected an object with some of optimizer'],
    ['naive', [], 'settings: got [], expected an object with some of optimizer'],
    [
      'naive',
      JSON.parse('{"__proto__": 1}'),
      'settings.__proto__: got 1, expected one of the fields there are: optimizer',
    ],
    [
      'naive',
      Object.defineProperty({}, 'optimizer', { get: () => assert.fail('read'), enumerable: true }),
      'settings: got { optimizer: [Getter] }, expected fields that can be read',
    ],
    [
      'naive',
      { constructor: 1 },
      'settings.constructor: got 1, expected one of the fields there are: optimizer',
    ],
  ];
  for (const [name, settings, message] of refusals)
    assert.throws(
      () => makeStrategy(name, { ...context, settings: settings as Settings }),
      { name: 'ConfigError', message },
      message,
    );
});

test('what a strategy, a learner or a memory agent is made from is checked by name', () => {
  const context = { scenario: cloudScenario(), seed: 0, budget: 20, settings: {} };
  const { scenario } = context;
  const contexts: [unknown, string][] = [
    [
      null,
      'options: got null, expected an object with some of scenario, seed, budget, settings, model',
    ],
    [{ ...context, seed: -1 }, 'seed: got -1, expected a whole number from 0 to 4294967295'],
    [{ ...context, budget: NaN }, 'budget: got NaN, expected a whole number from 0 to 10000000'],
    [
      { ...context, scenario: null },
      'scenario: got null, expected an object with some of name, kind, inputSize, outputSize, ' +
        'batchSize, hiddenSizes',
    ],
    [
      { ...context, scenario: { ...scenario, kind: 'words' } },
      `scenario.kind: got "words", expected one of 'classes', 'values'`,
    ],
    [
      { ...context, scenario: { ...scenario, inputSize: 0 } },
      'scenario.inputSize: got 0, expected a whole number from 1 to 100000',
    ],
    [
      { ...context, sed: 1 },
      'sed: got 1, expected one of the fields there are: scenario, seed, budget, settings, model',
    ],
    [
      { ...context, model: { parameters: {}, forward: () => 1 } },
      'model.parameters: got {}, expected at least one parameter',
    ],
    [
      { ...context, model: { parameters: { w: { shape: [2], data: new Float32Array(3) } } } },
      'model.parameters.w.data: got Float32Array of 3 numbers, expected 2, as its shape says',
    ],
  ];
  for (const [given, message] of contexts)
    for (const make of [strategies.er.make, strategies['memory-agent'].make])
      assert.throws(() => make(given as StrategyContext), { name: 'ConfigError', message });
  for (const name of ['er', 'er-class-balanced', 'er-prioritized', 'der', 'der++', 'mir'])
    assert.throws(() => makeStrategy(name, { ...context, budget: 0 }), {
      message: 'budget: got 0, expected a whole number from 1 to 10000000',
    });
  assert.throws(() => new Learner(null as unknown as StrategyContext), {
    message: 'options: got null, expected an object with some of scenario, seed, model',
  });
  assert.throws(() => new Learner(context, { part: [1] } as object), {
    message: 'part: got [ 1 ], expected one of the fields there are: parts, loss',
  });
  new Learner(context).dispose(); // without an optimiser: the one where nothing is chosen
});

test('options of a run are checked by name before anything is learned', async () => {
  const scenario = cloudScenario();
  const run = { scenario, strategy: 'naive', seed: 0, budget: 0 };
  const [first] = scenario.tasks;
  const strategy = (change: Partial<Strategy>) => ({
    scenario,
    seed: 0,
    budget: 0,
    make: (context: StrategyContext) => ({ ...stubborn(context), ...change }),
  });
  const refusals: [unknown, string][] = [
    [null, 'options: got null, expected an object with some of scenario, strategy, make, seed, '],
    [{ ...run, seed: '1' }, 'seed: got "1", expected a whole number from 0 to 4294967295'],
    [{ ...run, budget: 1.5 }, 'budget: got 1.5, expected a whole number from 0 to 10000000'],
    [{ ...run, onProgess: () => 1 }, 'onProgess: got [Function: onProgess], expected one of the'],
    [{ ...run, onTask: 3 }, 'onTask: got 3, expected a function'],
    [{ ...run, inspect: null }, 'inspect: got null, expected a function'],
    [{ ...run, model: {} }, 'model: got {}, expected a function'],
    [{ ...run, strategy: undefined, make: 'er' }, 'make: got "er", expected a function'],
    [{ ...run, scenario: [] }, 'scenario: got [], expected an object with some of name, kind, '],
    [
      { ...run, scenario: { ...scenario, tasks: [] } },
      'scenario.tasks: got [], expected a list of at least one task',
    ],
    [
      {
        ...run,
        scenario: { ...scenario, tasks: [{ ...first, train: { ...first.train, count: 9 } }] },
      },
      'scenario.tasks[0].train.x: got 240 numbers, expected 36 (9 rows of inputSize 4)',
    ],
    [
      { ...run, scenario: { ...scenario, tasks: [{ ...first, allowed: Float32Array.of(1, 0) }] } },
      'scenario.tasks[0].allowed: got 2 numbers, expected 4, one for each output',
    ],
    [
      { ...run, strategy: undefined, make: () => ({}) },
      'make: got {} without observe, expected a strategy that can observe, endTask, predict, ',
    ],
    [
      { ...run, strategy: undefined, make: () => null },
      'make: got null without observe, expected a strategy that can observe, endTask, predict, ',
    ],
    [
      { ...strategy({}), settings: { times: NaN } },
      'settings.times: got NaN, expected a number or a text or true or false or a rule and its ',
    ],
    [
      strategy({ observe: () => undefined as unknown as number }),
      'observe: got undefined, expected the loss, a finite number',
    ],
    [
      strategy({ predict: () => new Float32Array(3) }),
      'predict: got 3 numbers, expected 80 (20 rows of 4)',
    ],
    [
      strategy({ predict: (x) => new Float32Array(x.length).fill(NaN) }),
      'predict[0]: got NaN, expected a finite number',
    ],
  ];
  for (const [options, message] of refusals)
    await assert.rejects(
      runStrategy(options as StrategyRunOptions),
      (error: Error) => error instanceof RangeError && error.message.startsWith(message),
      message,
    );
  const { R } = await runStrategy({ ...run, settings: undefined, onTask: undefined });
  assert.deepEqual((await runStrategy(run)).R, R, 'undefined is as if left out');
});

test("a strategy of one's own is registered with what it is, or refused by name", () => {
  const make = stubborn;
  const refusals: [unknown, string][] = [
    [null, 'options: got null, expected an object with some of make, meets, stores'],
    [{}, 'make: got undefined, expected a function'],
    [{ make: 'er' }, 'make: got "er", expected a function'],
    [{ make, meets: 'every' }, `meets: got "every", expected one of 'task', 'so far', 'all'`],
    [{ make, stores: true }, `stores: got true, expected one of 'nothing', 'budget'`],
    [{ make, grids: {} }, 'grids: got {}, expected one of the fields there are: make, meets'],
    [{ make, grid: { times: 3 } }, 'grid.times: got 3, expected a list'],
    [{ make, defaults: { times: NaN } }, 'defaults.times: got NaN, expected a number or a text'],
    [{ make, defaults: [] }, 'defaults: got [], expected an object'],
  ];
  for (const [entry, message] of refusals)
    assert.throws(
      () => registerStrategy('wrong', entry as OwnStrategy),
      (error: Error) => error instanceof RangeError && error.message.startsWith(message),
      message,
    );
  for (const name of [null, 3, 'er', ''])
    assert.throws(() => registerStrategy(name as string, { make }), {
      message: `name: got ${describe(name)}, expected one that is not taken`,
    });
  assert.ok(!knownStrategies().includes('wrong'));
  registerStrategy('kinds', {
    make,
    grid: { rate: [0.1, 0.2] },
    defaults: { times: 2, word: 'a' },
  });
  assert.deepEqual(strategyEntry('kinds').defaults, {
    optimizer: { name: 'adam', rate: 0.001 },
    rate: 0.1,
    times: 2,
    word: 'a',
  });
  const context = { scenario: cloudScenario(), seed: 0, budget: 0 };
  assert.throws(() => makeStrategy('kinds', { ...context, settings: { word: 1 } }), {
    message: 'settings.word: got 1, expected a text',
  });
  makeStrategy('kinds', { ...context, settings: { word: 'b' } }).dispose();
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
    if ('optimizer' in defaults) assert.equal(stored['optimizer'], 'adam 0.001');
    assert.deepEqual(settingsFromStored(stored), defaults);
  }
});

test('rows to answer that are none are refused by every strategy; a name that is none, too', () => {
  const scenario = {
    name: 's',
    kind: 'classes',
    inputSize: 2,
    outputSize: 2,
    batchSize: 2,
  } as const;
  for (const strategy of strategyNames) {
    const { defaults: settings } = strategyEntry(strategy);
    const made = makeStrategy(strategy, { scenario, seed: 1, budget: 4, settings });
    for (const x of [undefined, null])
      assert.throws(
        () => made.predict(x as never, Float32Array.of(1, 1)),
        { name: 'RangeError', message: `x: got ${x}, expected a Float32Array` },
        strategy,
      );
    made.dispose();
  }
  for (const name of ['toString', null])
    assert.throws(
      () => canAnswer(name as never, 'values'),
      /^RangeError: name: got .*, expected one/,
    );
});
