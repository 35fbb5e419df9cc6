import { argumentError } from '../core/arguments';
import { mean } from '../core/numbers';

/**
 * R[i][j]: the score on task j after training on tasks 0..i (0-based). Rows are times, columns are
 * tasks. Every metric here is a pure function of R. Forgetting above 0 is worse and backward
 * transfer above 0 is better, for accuracies and for losses alike.
 */
export type ScoreMatrix = readonly (readonly number[])[];

/** What a score means, and what it may be compared with. */
export interface ScoreOptions {
  /** true for an accuracy, false for a loss such as the mean squared error. */
  readonly higherIsBetter: boolean;
  /** Score of the untrained model on each task, for forward transfer. */
  readonly baseline?: readonly number[] | null;
  /** Score on task k of a model trained jointly on tasks 0..k, for intransigence. */
  readonly reference?: readonly number[] | null;
}

/**
 * @throws RangeError naming R, what came and what was expected, unless R is square, not empty and
 * finite
 */
export function checkScores(R: ScoreMatrix): void {
  const T = R.length;
  if (T === 0) throw argumentError('R', 'no rows', 'at least one task');
  R.forEach((row, i) => {
    if (row.length !== T)
      throw argumentError(`R[${i}]`, `${row.length} columns`, `${T} (one a task)`);
    row.forEach((value, j) => {
      if (!Number.isFinite(value)) throw argumentError(`R[${i}][${j}]`, value, 'a finite number');
    });
  });
}

/** Checks a per-task list that goes with R. */
export function checkPerTask(name: string, values: readonly number[], T: number): void {
  if (values.length !== T || !values.every(Number.isFinite))
    throw argumentError(name, `[${values.join(', ')}]`, `${T} finite numbers (one a task)`);
}

/** +1 if higher is better, -1 for a loss: scores times this read "more is better". */
export const sign = (options: ScoreOptions): 1 | -1 => (options.higherIsBetter ? 1 : -1);

/** The mean of a list, null of an empty one (a figure that is not defined). */
export const meanOrNull = (values: readonly number[]): number | null =>
  values.length === 0 ? null : mean(values);

/** 0, 1, ..., n - 1. */
export const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);
