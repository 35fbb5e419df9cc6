import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  knownStrategies,
  makeStrategy,
  MemoryAgent,
  registerStrategy,
  runStrategy,
  SlotMemory,
  type Settings,
  type Strategy,
  strategyEntry,
} from '../../src/continual';
import {
  associativeRecallTask,
  copyTask,
  keyValueRecallTask,
  repeatCopyTask,
  type SequenceTask,
} from '../../src/tasks';
import { continualScenario, type ContinualScenario } from '../../src/tasks/continual';
import { createRandom } from '../../src/core/random';
import { normalised, spoken } from '../../src/notebook/interact/normalise';
import { ready } from '../../src/tf';
import { type FuzzKind, type Outcome, usedOrRefused, usedOrRefusedLater } from './harness';
import { anyValue, mutated, oddName } from './inputs';

const SIZES = { inputSize: 3, outputSize: 2 };

/** Two rows whose classes differ. */
const rows = () => ({
  count: 2,
  x: Float32Array.of(1, 0, 0.5, 0, 1, 0.5),
  y: Float32Array.of(1, 0, 0, 1),
});

const sizes = { name: 'small', kind: 'classes', ...SIZES, batchSize: 2 } as const;
const scenario: ContinualScenario = {
  ...sizes,
  epochs: 1,
  tasks: ['first', 'second'].map((name) => ({ name, train: rows(), test: rows() })),
};

/** What is done with the values that were drawn. */
type Way = (input: never) => Outcome | Promise<Outcome>;

interface Made {
  readonly name: string;
  readonly context: unknown;
}

/** A strategy is made, asked once and freed; whatever it takes must give finite answers. */
function used(make: () => Strategy, context?: unknown): Outcome {
  let strategy: Strategy | undefined;
  try {
    return usedOrRefused(
      () => (strategy = make()),
      (made) => {
        const answers = made.predict(new Float32Array(inputsOf(context) ?? SIZES.inputSize));
        assert.ok(answers.length > 0 && answers.every(Number.isFinite), 'answers are numbers');
      },
    );
  } finally {
    strategy?.dispose();
  }
}

function inputsOf(context: unknown): number | undefined {
  return (context as { scenario?: { inputSize?: number } } | undefined)?.scenario?.inputSize;
}

/** Settings that were taken are all known, and each is of its default's kind. */
function areMeant(settings: unknown, defaults: Settings): void {
  for (const [name, value] of Object.entries(settings ?? {})) {
    assert.ok(Object.hasOwn(defaults, name), `${name} is no setting, and was taken`);
    const isLike = value === undefined || typeof value === typeof defaults[name];
    assert.ok(isLike && !Number.isNaN(value), `${name} was taken: ${String(value)}`);
  }
}

const contextOf = (name: string) => ({
  scenario: sizes,
  seed: 0,
  budget: 20,
  settings: strategyEntry(name).defaults,
});

/** A strategy of each name, with a context that has been changed in some places. */
const anyStrategy: fc.Arbitrary<Made> = fc
  .constantFrom(...knownStrategies())
  .chain((name) =>
    fc.record({ name: fc.constant(name), context: mutated(contextOf(name), anyValue) }),
  );

/** Settings alone are changed: most of what goes wrong is there. */
const anySettings: fc.Arbitrary<Made> = fc.constantFrom(...knownStrategies()).chain((name) =>
  fc.record({
    name: fc.constant(name),
    context: mutated(strategyEntry(name).defaults, anyValue).map((settings) => ({
      ...contextOf(name),
      settings,
    })),
  }),
);

const runOptions = { scenario, strategy: 'naive', seed: 0, budget: 20, settings: {} };
const callbacks = ['onProgress', 'onTask', 'inspect', 'model', 'make'];

const anyRun: fc.Arbitrary<unknown> = fc.oneof(
  mutated(runOptions, anyValue),
  fc.tuple(fc.constantFrom(...callbacks), anyValue).map(([name, value]) => {
    const strategy = name === 'make' ? undefined : 'naive';
    return { ...runOptions, strategy, [name]: value };
  }),
);

const anyEntry: fc.Arbitrary<unknown> = mutated(
  {
    meets: 'task',
    stores: 'budget',
    classesOnly: false,
    grid: { rate: [1, 2] },
    defaults: { rate: 1 },
  },
  anyValue,
);

const control = { min: 0.5, max: 2, step: 0.5, value: 1, log: false, label: 'rate' };

const memoryOptions = { capacity: 4, keySize: 3, classes: 2, beta: 4, slots: 'content', seed: 0 };

const sequenceTasks: Readonly<Record<string, (options: never) => SequenceTask>> = {
  associativeRecallTask,
  copyTask,
  keyValueRecallTask,
  repeatCopyTask,
};
const taskOptions: Readonly<Record<string, object>> = {
  associativeRecallTask: { bits: 4, itemLength: 2, minItems: 2, maxItems: 3 },
  copyTask: { bits: 3, minLength: 1, maxLength: 3 },
  keyValueRecallTask: { keyBits: 4, valueBits: 2, minPairs: 1, maxPairs: 3 },
  repeatCopyTask: { bits: 2, minLength: 1, maxLength: 2, minRepeats: 1, maxRepeats: 2 },
};

interface Drawn {
  readonly task: string;
  readonly options: unknown;
  readonly batch: unknown;
}

const anyTask: fc.Arbitrary<Drawn> = fc.constantFrom(...Object.keys(sequenceTasks)).chain((task) =>
  fc.record({
    task: fc.constant(task),
    options: mutated(taskOptions[task], anyValue),
    batch: fc.oneof({ weight: 4, arbitrary: fc.constant<unknown>(2) }, anyValue),
  }),
);

const ways: Readonly<
  Record<string, { readonly inputs: fc.Arbitrary<unknown>; readonly use: Way }>
> = {
  settings: {
    inputs: anySettings,
    use: ({ name, context }: Made) => {
      const outcome = used(() => makeStrategy(name, context as never));
      const { settings: given } = context as { settings: unknown };
      if (outcome === 'used') areMeant(given, strategyEntry(name).defaults);
      return outcome;
    },
  },
  strategy: {
    inputs: anyStrategy,
    use: ({ name, context }: Made) =>
      used(() => strategyEntry(name).make(context as never), context),
  },
  agent: {
    inputs: mutated(contextOf('memory-agent'), anyValue),
    use: (context: unknown) => used(() => new MemoryAgent(context as never), context),
  },
  run: {
    inputs: anyRun,
    use: (options: unknown) =>
      usedOrRefusedLater(
        () => runStrategy(options as never),
        ({ R }) => {
          assert.ok(R.flat().every(Number.isFinite), 'scores are numbers');
        },
      ),
  },
  entry: {
    inputs: fc.tuple(fc.oneof(oddName, anyValue), anyEntry),
    use: ([name, entry]: [unknown, unknown]) =>
      usedOrRefused(() => {
        const own = typeof name === 'string' ? `${name} ${++registered}` : name;
        const make = () => strategyEntry('naive').make({ ...contextOf('naive'), settings: {} });
        registerStrategy(own as string, { make, ...(entry as object) });
        if (typeof entry !== 'object') throw new Error('a spread hides what was no object');
      }),
  },
  memory: {
    inputs: mutated(memoryOptions, anyValue),
    use: (options: unknown) =>
      usedOrRefused(
        () => new SlotMemory(options as never),
        ({ config }) => {
          assert.ok(config.capacity >= config.classes);
        },
      ),
  },
  control: {
    inputs: mutated(control, anyValue),
    use: (spec: unknown) =>
      usedOrRefused(
        () => normalised('a', spec as never),
        (made) => {
          assert.notEqual(spoken(made, made.start), 'undefined');
        },
      ),
  },
  scenario: {
    inputs: fc.tuple(
      fc.oneof({ weight: 3, arbitrary: fc.constant<unknown>('regression') }, anyValue),
      mutated({ judgedOn: 'test', seed: 0, inputGains: false }, anyValue),
    ),
    use: ([name, options]: [unknown, unknown]) =>
      usedOrRefused(() => continualScenario(name as never, options as never)),
  },
  task: {
    inputs: anyTask,
    use: ({ task, options, batch }: Drawn) =>
      usedOrRefused(
        () => {
          const made = sequenceTasks[task](options as never);
          const isSmall = made.maxLength * made.inputSize < 10_000;
          return isSmall ? made.sample(batch as number, createRandom(0)) : undefined;
        },
        (drawn) => {
          if (drawn)
            assert.equal(drawn.inputs.length, drawn.batch * drawn.length * drawn.inputSize);
        },
      ),
  },
};

let registered = 0;

interface Input {
  readonly way: string;
  readonly input: unknown;
}

/** What strategies, memories, scenarios and tasks are made from, in many ways wrong. */
export const settings: FuzzKind<Input> = {
  inputs: fc
    .constantFrom('settings', 'settings', 'settings', ...Object.keys(ways))
    .chain((way) => fc.record({ way: fc.constant(way), input: ways[way].inputs })),
  use: async ({ way, input }) => {
    await ready();
    return ways[way].use(input as never);
  },
};
