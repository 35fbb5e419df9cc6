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
  /** Passes over the rows of each task. */
  readonly epochs: number;
  /** Rows a batch; the last of a pass may have fewer. */
  readonly batchSize: number;
  readonly tasks: readonly ContinualTask[];
}
