import type { MemoryOptions } from '../../config';
import { associativeRecallTask, copyTask, repeatCopyTask, type SequenceTask } from '../../tasks';
import type { TaskModel } from './models';
import type { TaskScoreOptions, TaskTrainingOptions } from './options';

/** A comparison of models on a task, several seeds each. */
export interface TaskExperiment {
  readonly name: string;
  readonly task: SequenceTask;
  readonly models: readonly TaskModel[];
  readonly iterations: number;
  /** Scores are taken every so many iterations. */
  readonly every: number;
  readonly memory: MemoryOptions;
  /** How it is trained, where not as `TaskTraining` does by itself. */
  readonly training?: Pick<TaskTrainingOptions, 'batchSize' | 'hiddenSize' | 'learningRate'>;
  /**
   * What is tried after training, without more of it: tasks by their length (the number of items),
   * and memories by their slots.
   */
  readonly beyond?: {
    readonly lengths: readonly number[];
    readonly slots: readonly number[];
    /** How sequences are drawn and answered, where not 64, compiled. */
    readonly score?: Pick<TaskScoreOptions, 'sequences' | 'eager'>;
    task(length: number): SequenceTask;
  };
}

const memory: MemoryOptions = { memorySize: 16, memoryDim: 16, numReadHeads: 4 };

/**
 * The stored comparisons: the reference's own task, two with a look beyond what was trained, and a
 * longer repeat copy with the ablations. Sizes are those of google-deepmind/dnc's repeat copy: LSTM
 * of 64, 16 slots of 16, 4 read heads, batch 16; Adam 0.001, gradient norm at most 50.
 */
export const taskExperiments: readonly TaskExperiment[] = [
  {
    name: 'repeat-copy',
    task: repeatCopyTask(),
    models: ['dnc', 'lstm', 'content'],
    iterations: 5000,
    every: 250,
    memory,
  },
  {
    name: 'copy',
    task: copyTask({ bits: 8, maxLength: 8 }),
    models: ['dnc', 'lstm', 'content'],
    iterations: 4000,
    every: 250,
    memory,
    beyond: {
      lengths: [1, 2, 4, 6, 8, 10, 12, 16, 20],
      slots: [8, 16, 32, 64],
      task: (length) => copyTask({ bits: 8, minLength: length, maxLength: length }),
    },
  },
  {
    name: 'associative-recall',
    task: associativeRecallTask({ bits: 6, itemLength: 1, maxItems: 6 }),
    models: ['dnc', 'lstm', 'content'],
    iterations: 6000,
    every: 250,
    memory,
    beyond: {
      lengths: [2, 4, 6, 8, 10, 12, 16],
      slots: [16, 32, 64],
      task: (length) =>
        associativeRecallTask({ bits: 6, itemLength: 1, minItems: length, maxItems: length }),
    },
  },
  {
    name: 'repeat-copy-longer',
    task: repeatCopyTask({ bits: 5, maxLength: 4, maxRepeats: 2 }),
    models: ['dnc', 'lstm', 'content', 'noLinks', 'noAllocation', 'deallocation'],
    iterations: 5000,
    every: 250,
    memory,
  },
];

/** @throws RangeError for an unknown name */
export function taskExperiment(name: string): TaskExperiment {
  const found = taskExperiments.find((experiment) => experiment.name === name);
  if (!found)
    throw new RangeError(
      `experiment: got ${JSON.stringify(name)}, expected one of ` +
        `${taskExperiments.map((experiment) => experiment.name).join(', ')}`,
    );
  return found;
}

/** What tells a run from every other. */
export interface TaskKey {
  readonly experiment: string;
  readonly model: TaskModel;
  readonly seed: number;
}

/** Every model of every task with every seed. */
export function taskKeys(seeds: number): TaskKey[] {
  return taskExperiments.flatMap(({ name, models }) =>
    models.flatMap((model) =>
      Array.from({ length: seeds }, (_, seed) => ({ experiment: name, model, seed })),
    ),
  );
}
