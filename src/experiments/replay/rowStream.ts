import type { Random } from '../../core/random';
import { type DigitRows, take } from './digits';

/**
 * Rows in random order, over and over: each call gives the next ones. After all rows have come
 * once, they come in another order.
 * @example
 * const next = rowStream(rows, createRandom(0));
 * learner.update(next(32));
 */
export function rowStream(
  rows: DigitRows,
  random: Pick<Random, 'choose'>,
): (count: number) => DigitRows {
  const next = indexStream(rows.count, random);
  return (count) => take(rows, next(count));
}

/** Indices below `bound` in random order, over and over: each call gives the next ones. */
export function indexStream(
  bound: number,
  random: Pick<Random, 'choose'>,
): (count: number) => number[] {
  let order: number[] = [];
  const next = (): number => {
    if (order.length === 0) order = random.choose(bound, bound);
    return order.pop() as number;
  };
  return (count) => Array.from({ length: count }, next);
}
