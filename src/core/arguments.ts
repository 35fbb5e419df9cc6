import { describe } from './text';

/**
 * The error for an argument that does not fit: `NAME: got X, expected Y`.
 * @param got in words; `describe` puts any value into words
 * @example throw argumentError('x', `${x.length} numbers`, `${rows} rows of ${width}`)
 */
export function argumentError(name: string, got: string | number, expected: string): RangeError {
  return new RangeError(`${name}: got ${got}, expected ${expected}`);
}

/**
 * Checks a whole number.
 * @param least the smallest that fits
 * @param most the largest that fits; left out: there is none
 * @throws RangeError naming the argument, what came and what was expected
 */
export function checkWholeNumber(name: string, value: unknown, least = 1, most = Infinity): void {
  if (Number.isInteger(value) && (value as number) >= least && (value as number) <= most) return;
  const range = most === Infinity ? `of at least ${least}` : `from ${least} to ${most}`;
  throw argumentError(name, describe(value), `a whole number ${range}`);
}

/**
 * Checks whole numbers of at least 1, by their names.
 * @throws RangeError naming the first argument that does not fit
 * @example checkCounts({ tasks, batchSize })
 */
export function checkCounts(counts: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(counts)) checkWholeNumber(name, value);
}

/**
 * Checks the path of a file. A number would be read as an open file, such as what is typed in.
 * @throws RangeError naming the argument, what came and what was expected
 */
export function checkPath(name: string, value: unknown): void {
  if (typeof value !== 'string' || value === '')
    throw argumentError(name, describe(value), 'the path of a file');
}

/**
 * Checks a finite number above 0.
 * @throws RangeError naming the argument, what came and what was expected
 */
export function checkPositive(name: string, value: number): void {
  if (!(value > 0 && value < Infinity))
    throw argumentError(name, describe(value), 'a number above 0');
}

/**
 * Checks a function.
 * @throws RangeError naming the argument, what came and what was expected
 */
export function checkFunction(name: string, value: unknown): void {
  if (typeof value !== 'function') throw argumentError(name, describe(value), 'a function');
}
