import { z } from 'zod';
import { ConfigError } from '../core/errors';
import { ownValue } from '../core/objects';
import { errorMessage } from '../core/text';

/** What a section is called: it stands in a line of the output. */
export const nameSchema = z
  .string()
  .regex(/^[^\p{Cc}\p{Zl}\p{Zp}]{1,200}$/u)
  .describe('a name on one line');

/** A list with something in it. */
export const filledList = <S extends z.ZodType>(schema: S, what: string) =>
  z.array(schema).min(1).describe(`a list of ${what}, one at least`);

/** Numbers in lists within lists, as deep as they may be. */
export type Numbers = number | readonly Numbers[];

export const numbersSchema = z.custom<Numbers>(isNumbers, 'numbers in lists');

function isNumbers(value: unknown): boolean {
  return Array.isArray(value) ? value.every(isNumbers) : Number.isFinite(value);
}

/**
 * Checks that lists within lists have these lengths.
 * @throws ConfigError for the first that has another
 */
export function checkLengths(place: string, value: Numbers, lengths: readonly number[]): void {
  const [length, ...rest] = lengths;
  if (length === undefined) {
    if (typeof value !== 'number') throw new ConfigError(place, value, 'a number');
    return;
  }
  if (typeof value === 'number' || value.length !== length)
    throw new ConfigError(place, value, `a list of ${length}`);
  value.forEach((part, index) => checkLengths(`${place}[${index}]`, part, rest));
}

/** The result of one section of a file: its largest absolute error, and what is allowed. */
export interface Section {
  readonly name: string;
  readonly error: number;
  readonly tolerance: number;
}

/**
 * One section of a file.
 * @param find gives its largest error
 * @throws RangeError naming the section, where the file's numbers cannot be used
 */
export function section(name: string, tolerance: number, find: () => number): Section {
  return { name, error: inSection(name, find), tolerance };
}

/**
 * Does a part of the work for a section.
 * @throws RangeError naming the section
 */
export function inSection<T>(name: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    const problem = errorMessage(cause).replace(/\s+/g, ' ');
    throw new RangeError(`${name}: ${problem}`, { cause });
  }
}

/**
 * The largest absolute difference between two structures of numbers, nulls, arrays and objects.
 * Every key of `expected` must be there; what only `actual` has is not compared. A null against a
 * number, another length or a missing key is an infinite error.
 */
export function largestError(actual: unknown, expected: unknown): number {
  if (typeof expected === 'number')
    return typeof actual === 'number' && !Number.isNaN(actual - expected)
      ? Math.abs(actual - expected)
      : Infinity;
  if (Array.isArray(expected)) {
    if (!Array.isArray(actual) || actual.length !== expected.length) return Infinity;
    return Math.max(0, ...expected.map((value, i) => largestError(actual[i], value)));
  }
  if (typeof expected === 'object' && expected !== null) {
    if (typeof actual !== 'object' || actual === null) return Infinity;
    return Math.max(
      0,
      ...Object.entries(expected).map(([key, value]) => largestError(ownValue(actual, key), value)),
    );
  }
  return actual === expected ? 0 : Infinity;
}
