import { argumentError } from '../core/arguments';
import { mean, sum } from '../core/numbers';
import { checkNumbers } from './scoreMatrix';
import { studentQuantile } from './studentT';

/**
 * What several seeds say together. `std` divides by n - 1; `ci95HalfWidth` is Student's t at 95 %
 * with n - 1 degrees of freedom. Null where one value cannot say.
 */
export interface SeedStats {
  readonly mean: number;
  readonly std: number | null;
  readonly sem: number | null;
  readonly ci95HalfWidth: number | null;
}

/**
 * Mean, sample standard deviation, standard error and 95 % interval over seeds.
 * @param values one figure a seed, at least one, each from -1e150 to 1e150
 * @throws RangeError naming the values
 * @example seedStats([1, 2, 3]).mean === 2
 */
export function seedStats(values: readonly number[]): SeedStats {
  checkNumbers('values', values);
  if (values.length === 0) throw argumentError('values', '[]', 'at least one finite number');
  return statsOf(values);
}

function statsOf(values: readonly number[]): SeedStats {
  const n = values.length;
  const middle = mean(values);
  if (n === 1) return { mean: middle, std: null, sem: null, ci95HalfWidth: null };
  const std = Math.sqrt(sum(values.map((value) => (value - middle) ** 2)) / (n - 1));
  const sem = std / Math.sqrt(n);
  return { mean: middle, std, sem, ci95HalfWidth: sem * studentQuantile(0.975, n - 1) };
}

/**
 * The interval of the difference a - b, seed by seed (the same seed on both sides cancels what it
 * moves in both).
 * @throws RangeError naming the side that is wrong, or if the two differ in length
 */
export function pairedStats(a: readonly number[], b: readonly number[]): SeedStats {
  checkNumbers('a', a);
  checkNumbers('b', b);
  if (a.length === 0) throw argumentError('a', '[]', 'at least one finite number');
  if (a.length !== b.length)
    throw argumentError('b', `${b.length} values`, `one for each of the ${a.length} in a`);
  return statsOf(a.map((value, i) => value - b[i]));
}
