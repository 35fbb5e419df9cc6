import type { PrequentialCounts } from '../../metrics';
import type { StreamData } from '../../tasks/datasets';

/** Rows in order of time, each with its class: what a run needs of a stream. */
export interface LabelledStream extends Pick<StreamData, 'count' | 'inputSize' | 'x' | 'classes'> {
  /** The class of each row, `[count]`: its place in `classes`. */
  readonly labels: ArrayLike<number>;
}

/** Answers to the rows of a stream, one after the other, and learns each once it has answered. */
export interface StreamLearner {
  /**
   * The class of a row `x` `[inputSize]`, 0 before any row has been learned. Nothing is changed.
   */
  predict(x: Float32Array): number;
  /** Learns a row `x` `[inputSize]` of class `label`. */
  learn(x: Float32Array, label: number): void;
  /** Frees everything. */
  dispose(): void;
}

/** What a learner for a stream is made from. */
export interface StreamLearnerContext {
  /** Numbers of a row as the learner meets it. */
  readonly inputSize: number;
  readonly classes: number;
  readonly seed: number;
}

/** Makes a learner for a stream. */
export type StreamLearnerMaker = (context: StreamLearnerContext) => StreamLearner;

/**
 * What a learner is shown of a row: its features alone, or beside them the class of the row before,
 * a 1 at its place among zeros (zeros alone at the first row).
 */
export type StreamInputs = 'features' | 'with last label';

/** A run over a stream. */
export interface PrequentialRun {
  /** What was answered to each row before it was learned, `[count]`. */
  readonly answers: Uint8Array;
  /** Counts in windows that do not overlap. */
  readonly windows: readonly PrequentialCounts[];
}
