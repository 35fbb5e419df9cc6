import { z } from 'zod';
import { argumentError } from '../core/arguments';
import { mean } from '../core/numbers';
import { describe, plural } from '../core/text';
import { parseNamed } from '../core/validation';

/**
 * R[i][j]: the score on task j after training on tasks 0..i (0-based). Rows are times, columns are
 * tasks. Every metric here is a pure function of R, and throws a RangeError that names what is
 * wrong with R or the options. Forgetting above 0 is worse and backward
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
 * No score may be larger than this, above or below 0: the sums, differences and squares of larger
 * ones would not fit a number.
 */
const LARGEST = 1e150;

/**
 * @throws RangeError naming R, or a row or a score of it, what came and what was expected, unless R
 * is square, not empty, and its scores are numbers from -1e150 to 1e150
 */
export function checkScores(R: unknown): asserts R is ScoreMatrix {
  if (!Array.isArray(R)) throw argumentError('R', describe(R), 'a list of rows, one a task');
  const T = R.length;
  if (T === 0) throw argumentError('R', 'no rows', 'at least one task');
  for (let i = 0; i < T; i++) {
    const row: unknown = R[i];
    if (!Array.isArray(row))
      throw argumentError(`R[${i}]`, describe(row), `a list of ${plural(T, 'score')}, one a task`);
    if (row.length !== T)
      throw argumentError(`R[${i}]`, `${row.length} columns`, `${T} (one a task)`);
    checkNumbers(`R[${i}]`, row);
  }
}

/**
 * Checks a list of numbers, place by place: it may have no holes.
 * @throws RangeError naming the list, or the place that holds no number from -1e150 to 1e150
 */
export function checkNumbers(name: string, values: unknown): asserts values is readonly number[] {
  if (!Array.isArray(values)) throw argumentError(name, describe(values), 'a list of numbers');
  for (let i = 0; i < values.length; i++) {
    const value: unknown = values[i];
    if (typeof value !== 'number' || !Number.isFinite(value))
      throw argumentError(`${name}[${i}]`, describe(value), 'a finite number');
    if (Math.abs(value) > LARGEST)
      throw argumentError(
        `${name}[${i}]`,
        value,
        'a number from -1e150 to 1e150: sums and squares of larger ones overflow',
      );
  }
}

const optionsSchema = z.strictObject({
  higherIsBetter: z.boolean(),
  baseline: z.array(z.unknown()).nullish(),
  reference: z.array(z.unknown()).nullish(),
});

/**
 * Checks R and what it may be compared with.
 * @throws RangeError naming the argument, the option or the place in it that is wrong
 */
export function checkScored(R: unknown, options: unknown): void {
  checkScores(R);
  const lists = parseNamed(optionsSchema, options);
  for (const name of ['baseline', 'reference'] as const) {
    const values = lists[name];
    if (!values) continue;
    if (values.length !== R.length)
      throw argumentError(
        name,
        describe(values),
        `${plural(R.length, 'finite number')} (one a task)`,
      );
    checkNumbers(name, values);
  }
}

/** +1 if higher is better, -1 for a loss: scores times this read "more is better". */
export const sign = (options: ScoreOptions): 1 | -1 => (options.higherIsBetter ? 1 : -1);

/** The mean of a list, null of an empty one (a figure that is not defined). */
export const meanOrNull = (values: readonly number[]): number | null =>
  values.length === 0 ? null : mean(values);

/** 0, 1, ..., n - 1. */
export const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);
