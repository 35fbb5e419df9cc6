import type { TaskData } from '../rows';

/** One task of a scenario. No held-out row is a training row of any task. */
export interface ContinualTask extends TaskData {
  /**
   * Outputs among which the answer lies, `[outputSize]` of 0 and 1, where the learner is told
   * (task-incremental); left out: all.
   */
  readonly allowed?: Float32Array;
}

/** Tasks that come one after the other, and how they are met. */
export interface ContinualScenario {
  readonly name: string;
  /**
   * `classes`: R is a share of rows right, cross-entropy is learned. `values`: R is a mean squared
   * error.
   */
  readonly kind: 'classes' | 'values';
  readonly inputSize: number;
  readonly outputSize: number;
  /**
   * Passes over the rows of each task; at most this many where `batchesPerTask` says when to stop.
   */
  readonly epochs: number;
  /** Batches after which a task is over, in the middle of a pass or not; left out: all passes. */
  readonly batchesPerTask?: number;
  /** Rows a batch; the last of a pass may have fewer. */
  readonly batchSize: number;
  /** Units of the hidden layers of the network that learns it ([256, 256]). */
  readonly hiddenSizes?: readonly number[];
  readonly tasks: readonly ContinualTask[];
}
