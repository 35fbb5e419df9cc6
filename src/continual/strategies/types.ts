import type { Rows, ContinualScenario } from '../../tasks/continual';
import type { Model } from './model';

/** Rows of the current task, as a strategy meets them. */
export interface RowBatch extends Rows {
  /**
   * Outputs among which the answer lies, 0 and 1, where the learner is told: `[outputSize]`, or
   * `[count, outputSize]` where rows of several tasks are mixed (joint, cumulative); left out: all.
   */
  readonly allowed?: Float32Array;
  /** True on the first pass over a task: these rows have not been met before. */
  readonly first: boolean;
}

/**
 * A way to go on learning when tasks change. None is told which task a row is from, but for what
 * `allowed` says.
 */
export interface Strategy {
  /** Learns from a batch of the current task. @returns its loss before that */
  observe(batch: RowBatch): number;
  /**
   * Learns from batches one after the other, as `observe` does from each; left out: it cannot look
   * ahead. Rows to rehearse may be chosen before the first step is made.
   * @returns the losses, one a batch
   */
  observeMany?(batches: readonly RowBatch[]): number[];
  /** The current task is over. @param rows its training rows, which are still at hand */
  endTask(rows: Rows, allowed?: Float32Array): void;
  /**
   * Scores of every output for rows `x` `[rows, inputSize]`: `[rows, outputSize]`; for classes the
   * largest is the answer. Nothing is changed.
   */
  predict(x: Float32Array, allowed?: Float32Array): Float32Array;
  /** Frees everything. */
  dispose(): void;
}

/** What a strategy is made from; `S` are its settings. */
export interface StrategyContext<S = Settings> {
  readonly scenario: Pick<
    ContinualScenario,
    'name' | 'kind' | 'inputSize' | 'outputSize' | 'batchSize' | 'hiddenSizes'
  >;
  readonly seed: number;
  /** Rows that may be stored; a row of digits is 65 numbers. */
  readonly budget: number;
  /** Rates and the like, by name; the rest as the strategy has it. */
  readonly settings: S;
  /**
   * The network and where its parameters start; where none is given, hidden layers of rectified
   * units as the scenario says.
   */
  readonly model?: Model;
}

/** A rule of optimisation and its learning rate: `{ name: 'adam', rate: 0.001 }`. */
export interface OptimizerSetting {
  readonly name: 'adam' | 'sgd';
  readonly rate: number;
}

/** The value of one setting. */
export type SettingValue = number | string | boolean | OptimizerSetting;

/** Settings by name; `optimizer` is an `OptimizerSetting`. */
export type Settings = Readonly<Record<string, SettingValue>>;

/** Makes a strategy for one run. */
export type StrategyMaker<T extends Strategy = Strategy> = (context: StrategyContext) => T;
