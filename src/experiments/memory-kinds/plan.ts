import type { MemoryOptions } from '../../config';
import {
  associativeRecallTask,
  copyTask,
  multiQueryRecallTask,
  repeatCopyTask,
  storiesTask,
} from '../../tasks';
import type { TaskExperiment, TaskKey } from '../memory-tasks/plan';
import type { TaskModel } from '../memory-tasks/models';

/** What is compared: an LSTM without a memory, and every kind of memory. */
export const comparedKinds = [
  'lstm',
  'dnc',
  'sparse',
  'fastWeights',
  'gatedFastWeights',
  'testTime',
  'deepTestTime',
  'attention',
] as const satisfies readonly TaskModel[];
/** One of `comparedKinds`. */
export type ComparedKind = (typeof comparedKinds)[number];

/**
 * Which lengths a score is of: those that were trained on, with the memory of training, or longer
 * ones, with the largest memory that was tried (an LSTM and a matrix stay as they are).
 */
export type TriedLengths = 'trained' | 'beyond';

/** A task on which all kinds are compared. */
export interface KindExperiment extends TaskExperiment {
  /** In words: the task and the lengths that are trained on. */
  readonly title: string;
  /** What lengths are counted in. */
  readonly unit: string;
  /** The longest length trained on. */
  readonly longest: number;
  /**
   * What a rule of thumb gets wrong, in percent, at the lengths trained on and at longer ones: of
   * bits 0 everywhere, of values and places the one that was shown last.
   */
  readonly guessing: Readonly<Record<TriedLengths, number>>;
  readonly beyond: NonNullable<TaskExperiment['beyond']>;
}

const memory: MemoryOptions = { memorySize: 16, memoryDim: 16, numReadHeads: 4 };
const training = { hiddenSize: 64, batchSize: 16, learningRate: 0.003 };
/** The memory of training, and one that holds all of the longest sequences. */
const slots = [16, 64];
const score = { sequences: 128, eager: true };
const bits = 6;
const shown = { stepShows: 'sentence', objects: 2 } as const;
const oneFact = { ...shown, facts: 1, people: 4, places: 4, questions: 3 } as const;
const twoFacts = { ...shown, facts: 2, people: 2, places: 3, questions: 2 } as const;

/**
 * The stored comparison. All kinds get the same sequences, steps, batches, optimizer and number of
 * parameters (that of the DNC with an LSTM of 64 units); Adam with a rate of 0.003, gradient norm
 * at most 50.
 */
export const kindExperiments: readonly KindExperiment[] = [
  {
    name: 'copy',
    title: 'copy, 1 to 5 vectors of 6 bits',
    unit: 'vectors',
    task: copyTask({ bits, maxLength: 5 }),
    models: comparedKinds,
    iterations: 800,
    every: 100,
    memory,
    training,
    longest: 5,
    guessing: { trained: 50, beyond: 50 },
    beyond: {
      lengths: [1, 2, 3, 4, 5, 8, 12],
      slots,
      score,
      task: (length) => copyTask({ bits, minLength: length, maxLength: length }),
    },
  },
  {
    name: 'repeat-copy',
    title: 'repeat copy, 1 to 2 vectors of 4 bits, once or twice',
    unit: 'vectors, twice',
    task: repeatCopyTask(),
    models: comparedKinds,
    iterations: 800,
    every: 100,
    memory,
    training,
    longest: 2,
    guessing: { trained: 35, beyond: 38 },
    beyond: {
      lengths: [1, 2, 4, 6],
      slots,
      score,
      task: (length) =>
        repeatCopyTask({ minLength: length, maxLength: length, minRepeats: 2, maxRepeats: 2 }),
    },
  },
  {
    name: 'associative-recall',
    title: 'associative recall, 2 to 4 items of 6 bits',
    unit: 'items',
    task: associativeRecallTask({ bits, itemLength: 1, maxItems: 4 }),
    models: comparedKinds,
    iterations: 2500,
    every: 250,
    memory,
    training,
    longest: 4,
    guessing: { trained: 50, beyond: 50 },
    beyond: {
      lengths: [2, 3, 4, 6, 9],
      slots,
      score,
      task: (length) =>
        associativeRecallTask({ bits, itemLength: 1, minItems: length, maxItems: length }),
    },
  },
  {
    name: 'multi-query-recall',
    title: 'multi-query recall, 1 to 3 keys of 6, at most one overwritten, 4 values',
    unit: 'keys, a third as many overwrites',
    task: multiQueryRecallTask({ keys: 6, values: 4, maxPairs: 3, maxOverwrites: 1 }),
    models: comparedKinds,
    iterations: 2000,
    every: 250,
    memory,
    training,
    longest: 3,
    guessing: { trained: 29, beyond: 60 },
    beyond: {
      lengths: [1, 2, 3, 4, 5, 6],
      slots,
      score,
      task: (length) =>
        multiQueryRecallTask({
          keys: 6,
          values: 4,
          minPairs: length,
          maxPairs: length,
          minOverwrites: Math.floor(length / 3),
          maxOverwrites: Math.ceil(length / 3),
        }),
    },
  },
  {
    name: 'stories-1',
    title: 'stories of 2 to 4 sentences, 4 people and 4 places, one supporting fact',
    unit: 'sentences',
    task: storiesTask({ ...oneFact, minSentences: 2, maxSentences: 4 }),
    models: comparedKinds,
    iterations: 2000,
    every: 250,
    memory,
    training,
    longest: 4,
    guessing: { trained: 33, beyond: 52 },
    beyond: {
      lengths: [2, 3, 4, 8, 12],
      slots,
      score,
      task: (length) => storiesTask({ ...oneFact, minSentences: length, maxSentences: length }),
    },
  },
  {
    name: 'stories-2',
    title: 'stories of 2 to 4 sentences, 2 people and 3 places, two supporting facts',
    unit: 'sentences',
    task: storiesTask({ ...twoFacts, minSentences: 2, maxSentences: 4 }),
    models: comparedKinds,
    iterations: 2000,
    every: 250,
    memory,
    training,
    longest: 4,
    guessing: { trained: 15, beyond: 45 },
    beyond: {
      lengths: [2, 3, 4, 8, 12],
      slots,
      score,
      task: (length) => storiesTask({ ...twoFacts, minSentences: length, maxSentences: length }),
    },
  },
];

/** @throws RangeError for an unknown name */
export function kindExperiment(name: string): KindExperiment {
  const found = kindExperiments.find((experiment) => experiment.name === name);
  if (!found)
    throw new RangeError(
      `experiment: got ${JSON.stringify(name)}, expected one of ` +
        kindExperiments.map((experiment) => experiment.name).join(', '),
    );
  return found;
}

/**
 * Every kind on every task with every seed, seed after seed; those of the sparse kind, whose steps
 * take longest at these sizes, come last.
 */
export function kindKeys(seeds: number): TaskKey[] {
  const keys = Array.from({ length: seeds }, (_, seed) =>
    kindExperiments.flatMap(({ name, models }) =>
      models.map((model) => ({ experiment: name, model, seed })),
    ),
  ).flat();
  const isSparse = ({ model }: TaskKey): boolean => model === 'sparse';
  return [...keys.filter((key) => !isSparse(key)), ...keys.filter(isSparse)];
}
