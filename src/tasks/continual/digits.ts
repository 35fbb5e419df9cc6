import { createRandom } from '../../core/random';
import { loadDigits } from '../digits';
import { fifth, oneHotRows, type Rows, takeRows } from '../rows';
import { type DigitsSplit, trainRowsOf } from './split';
import type { ContinualTask } from './types';

const PIXELS = 64;
const CLASSES = 10;

/**
 * Which rows a scenario is judged on: the held-out ones, or a fifth of the rows to learn from,
 * which is then not learned (to choose settings with).
 */
export type JudgedOn = 'test' | 'validation';

/** All digits as rows, with the two parts of them that a scenario uses. */
export interface DigitParts {
  readonly rows: Rows;
  readonly labels: Uint8Array;
  readonly train: readonly number[];
  readonly test: readonly number[];
}

/**
 * All digits: pixels from 0 to 1, classes as ten numbers.
 * @param gains each pixel is multiplied with, `[64]`
 */
export function digitRows(gains?: Float32Array): Pick<DigitParts, 'rows' | 'labels'> {
  const { count, pixels, labels } = loadDigits();
  const x = Float32Array.from(pixels, (value, i) => (value / 16) * (gains?.[i % PIXELS] ?? 1));
  return { rows: { count, x, y: oneHotRows(labels, CLASSES) }, labels };
}

/** All digits, divided as a scenario uses them. @param gains as in `digitRows` */
export function digitParts(
  split: DigitsSplit,
  judgedOn: JudgedOn,
  gains?: Float32Array,
): DigitParts {
  const { rows, labels } = digitRows(gains);
  const train = trainRowsOf(split, rows.count);
  if (judgedOn === 'test') return { rows, labels, train, test: split.test };
  const { chosen, rest } = fifth(train, (row) => labels[row], createRandom(0).fork('validation'));
  return { rows, labels, train: rest, test: chosen };
}

/**
 * A task for each group of classes.
 * @param taskIncremental whether the learner is told which classes may be the answer
 */
export function splitTasks(
  { rows, labels, train, test }: DigitParts,
  groups: DigitsSplit['splitTasks'],
  taskIncremental: boolean,
): ContinualTask[] {
  return groups.map((classes) => {
    function own(indices: readonly number[]): Rows {
      const places = indices.filter((i) => classes.includes(labels[i]));
      return takeRows(rows, places);
    }
    const task = { name: classes.join(' or '), train: own(train), test: own(test) };
    if (!taskIncremental) return task;
    const isAllowed = (digit: number): number => (classes.includes(digit) ? 1 : 0);
    return { ...task, allowed: Float32Array.from({ length: CLASSES }, (_, k) => isAllowed(k)) };
  });
}

/** All digits in every task, the pixels in another order in each. */
export function permutedTasks(
  { rows, train, test }: DigitParts,
  perms: DigitsSplit['perms'],
): ContinualTask[] {
  return perms.map((perm, task) => {
    const own = (indices: readonly number[]): Rows => {
      const taken = takeRows(rows, indices);
      return { ...taken, x: taken.x.map((_, i) => taken.x[i - (i % PIXELS) + perm[i % PIXELS]]) };
    };
    return { name: `order ${task + 1}`, train: own(train), test: own(test) };
  });
}
