import type { MemoryOptions } from '../../config';
import type { SequenceTask } from '../../tasks';
import type { TaskModel } from './models';

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
  /** Wrong bits a sequence. */
  readonly wrongBits: number;
  /** Wrong bits as a share of the bits asked: 0.5 is guessing. */
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
}
