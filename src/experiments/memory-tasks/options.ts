import { z } from 'zod';
import type { MemoryOptions } from '../../config';
import { argumentError } from '../../core/arguments';
import type { SequenceTask } from '../../tasks';
import { type TaskModel, taskModels } from './models';

/** How a model is trained on a task. */
export interface TaskTrainingOptions {
  readonly task: SequenceTask;
  /** ('dnc') */
  readonly model?: TaskModel;
  /** Units of the DNC's LSTM (64). */
  readonly hiddenSize?: number;
  /** Sizes of the memory (16 slots of 16 numbers, 4 read heads). */
  readonly memory?: MemoryOptions;
  /** Fixes initial weights and the sequences trained on (0). */
  readonly seed?: number;
  /** Sequences a step (16). */
  readonly batchSize?: number;
  /** Adam's step size (0.001). */
  readonly learningRate?: number;
  /** Bound on the gradient's global norm (50, as in google-deepmind/dnc). */
  readonly clipNorm?: number;
  /** Op by op instead of compiled (false). */
  readonly eager?: boolean;
}

/** How well fresh sequences are answered. */
export interface TaskScore {
  /** Wrong bits a sequence; of a task that is answered in words, wrong words. */
  readonly wrongBits: number;
  /** The same as a share of what is asked: of bits, 0.5 is guessing. */
  readonly wrongShare: number;
}

/** Where another task or memory than the trained ones is to be tried. */
export interface TaskScoreOptions {
  /** Sequences drawn (256). */
  readonly sequences?: number;
  /** A task of the same inputs and answers, for instance with longer sequences. */
  readonly task?: SequenceTask;
  /** Slots, other than trained with. */
  readonly memorySize?: number;
  /**
   * Op by op, all sequences at once: sooner done where a task is tried only once (as in training).
   */
  readonly eager?: boolean;
}

const taskField = z.custom<SequenceTask>(
  (task) => typeof (task as Partial<SequenceTask> | null | undefined)?.sample === 'function',
  'a sequence task, such as copyTask()',
);
const count = z.int().min(1);

/** The options of a training, as they are checked; the network checks `memory` itself. */
export const trainingOptions = z.strictObject({
  task: taskField,
  model: z.enum(taskModels).optional(),
  hiddenSize: count.max(65_536).optional(),
  memory: z.unknown().optional(),
  seed: z
    .int()
    .min(0)
    .max(2 ** 32 - 1)
    .optional(),
  batchSize: count.max(65_536).optional(),
  learningRate: z.number().gt(0).optional(),
  clipNorm: z.number().gt(0).optional(),
  eager: z.boolean().optional(),
});

/** The options of a score, as they are checked. */
export const scoreOptions = z.strictObject({
  sequences: count.max(1_000_000).optional(),
  task: taskField.optional(),
  memorySize: count.max(65_536).optional(),
  eager: z.boolean().optional(),
});

/** @throws RangeError where a task has other inputs or answers than the one that was learned */
export function checkLikeTask(task: SequenceTask, learned: SequenceTask): void {
  for (const size of ['inputSize', 'outputSize'] as const)
    if (task[size] !== learned[size])
      throw argumentError(`task.${size}`, task[size], `${learned[size]}, as that of training`);
}
