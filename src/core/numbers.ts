/** The sum of the values, added in their order; 0 of none. */
export function sum(values: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i];
  return total;
}

/** The mean of the values, added in their order; NaN of none. */
export function mean(values: ArrayLike<number>): number {
  return sum(values) / values.length;
}

/**
 * The middle of the sorted values, or the mean of the two in the middle.
 * @throws RangeError without values
 */
export function median(values: readonly number[]): number {
  const sorted = sortedNumbers(values);
  const half = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

/**
 * The value below which a share of the values lies, between two values in proportion (R's type 7).
 * @param share from 0 to 1
 * @throws RangeError without values
 */
export function quantile(values: readonly number[], share: number): number {
  const sorted = sortedNumbers(values);
  const place = share * (sorted.length - 1);
  const below = sorted[Math.floor(place)];
  const above = sorted[Math.ceil(place)];
  return below + (above - below) * (place - Math.floor(place));
}

function sortedNumbers(values: readonly number[]): number[] {
  if (values.length === 0) throw new RangeError('values: got none, expected at least one');
  return [...values].sort((a, b) => a - b);
}

/**
 * How many numbers a tensor of a shape holds.
 * @example shapeSize([16, 8, 64]) // 8192
 */
export function shapeSize(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

/** Numbers, in lists of lists of any depth. */
export type NestedNumbers = number | ArrayLike<number> | readonly NestedNumbers[];

/**
 * The largest distance between numbers at the same place.
 * @throws RangeError when one holds more numbers than the other
 * @example largestDifference([[1, 2]], [[1, 2.5]]) // 0.5
 */
export function largestDifference(a: NestedNumbers, b: NestedNumbers): number {
  const [left, right] = [flatNumbers(a), flatNumbers(b)];
  if (left.length !== right.length)
    throw new RangeError(`b: got ${right.length} numbers, expected ${left.length} as in a`);
  return left.reduce((largest, value, i) => Math.max(largest, Math.abs(value - right[i])), 0);
}

function flatNumbers(values: NestedNumbers): number[] {
  if (typeof values === 'number') return [values];
  return Array.from<NestedNumbers>(values).flatMap(flatNumbers);
}
