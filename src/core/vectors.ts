import { argumentError } from './arguments';
import { sum } from './numbers';

/**
 * The inner product of two vectors.
 * @throws RangeError if they are not equally long
 */
export function innerProduct(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length)
    throw argumentError('b', `${b.length} numbers`, `${a.length}, as many as a has`);
  return sum(Array.from(a, (value, i) => value * b[i]));
}

/**
 * The angle between two vectors, in degrees from 0 to 180; NaN where one of them is all zeros.
 * @throws RangeError if they are not equally long
 * @example degreesBetween([1, 0], [1, 1]) // 45
 */
export function degreesBetween(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const lengths = Math.sqrt(innerProduct(a, a) * innerProduct(b, b));
  const cosine = innerProduct(a, b) / lengths;
  return (Math.acos(Math.min(1, Math.max(-1, cosine))) * 180) / Math.PI;
}
