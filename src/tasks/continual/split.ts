import fs from 'node:fs';
import { type Digits, loadDigits } from '../digits';
import { errorMessage } from '../../core/text';
import { packagePath } from '../../core/paths';
import { sha256 } from '../../core/hash';

/**
 * A division of the digits into rows to learn from and held-out rows, and how tasks are made of
 * them. All numbers from 0.
 */
export interface DigitsSplit {
  /** Held-out rows, by their number in `loadDigits()`; all others are there to learn from. */
  readonly test: readonly number[];
  /** Classes of each task of the split scenarios, in order. */
  readonly splitTasks: readonly (readonly number[])[];
  /** Of each task of the permuted scenario the pixel that stands at each place, `[tasks][64]`. */
  readonly perms: readonly (readonly number[])[];
}

/** The project's own copy of the division behind the reference figures. */
const OWN = packagePath('data/digits-split.json');
const CLASSES = 10;
const PIXELS = 64;

/**
 * Reads a split file of the form `cl-digits-split/1`.
 * @param file the project's own by default
 * @throws Error naming the file, the field, what came and what was expected; also where a checksum
 * is not that of the digits, or a class of a task has no row to learn from or none held out
 */
export function readDigitsSplit(file: string = OWN): DigitsSplit {
  const fail = (field: string, got: unknown, expected: string): never => {
    throw new RangeError(`${file}: ${field}: got ${brief(got)}, expected ${expected}`);
  };
  const given = parsed(file, fail);
  const digits = loadDigits();
  if (given['format'] !== 'cl-digits-split/1')
    fail('format', given['format'], '"cl-digits-split/1"');
  for (const [field, bytes] of [
    ['sha256_pixels_uint8', digits.pixels],
    ['sha256_labels_uint8', digits.labels],
  ] as const) {
    const known = sha256(bytes);
    if (given[field] !== undefined && given[field] !== known)
      fail(field, given[field], `${known}, that of the digits here`);
  }
  const numbers = (field: string, value: unknown, bound: number): number[] => {
    if (!Array.isArray(value) || value.length === 0)
      return fail(field, value, 'a list of numbers that is not empty');
    const seen = new Set<unknown>();
    value.forEach((n: unknown, i) => {
      if (!Number.isInteger(n) || (n as number) < 0 || (n as number) >= bound)
        fail(`${field}[${i}]`, n, `a whole number from 0 to ${bound - 1}`);
      if (seen.has(n)) fail(`${field}[${i}]`, n, 'each number once');
      seen.add(n);
    });
    return value as number[];
  };
  const lists = (field: 'splitTasks' | 'perms', bound: number): number[][] => {
    const value = given[field];
    if (!Array.isArray(value) || value.length === 0)
      return fail(field, value, 'a list of lists of numbers that is not empty');
    return value.map((one: unknown, i) => numbers(`${field}[${i}]`, one, bound));
  };
  const split: DigitsSplit = {
    test: numbers('test', given['test'], digits.count),
    splitTasks: lists('splitTasks', CLASSES),
    perms: lists('perms', PIXELS),
  };
  numbers('splitTasks', split.splitTasks.flat(), CLASSES); // no class in two tasks
  split.perms.forEach((perm, i) => {
    if (perm.length !== PIXELS)
      fail(`perms[${i}]`, `${perm.length} numbers`, `${PIXELS}, each pixel once`);
  });
  for (const [field, count] of [
    ['testRows', split.test.length],
    ['trainRows', digits.count - split.test.length],
  ] as const)
    if (given[field] !== undefined && given[field] !== count)
      fail(field, given[field], `${count}, as test says`);
  checkClasses(split, digits, fail);
  return split;
}

/** Rows to learn from. */
export function trainRowsOf({ test }: DigitsSplit, count: number): number[] {
  const held = new Set(test);
  return Array.from({ length: count }, (_, i) => i).filter((i) => !held.has(i));
}

type Fail = (field: string, got: unknown, expected: string) => never;

function checkClasses(split: DigitsSplit, { labels }: Digits, fail: Fail): void {
  const held = new Set(split.test.map((i) => labels[i]));
  const left = new Set(trainRowsOf(split, labels.length).map((i) => labels[i]));
  split.splitTasks.forEach((classes, task) =>
    classes.forEach((one) => {
      if (!held.has(one))
        fail(
          'test',
          `no row of class ${one}, which splitTasks[${task}] asks for`,
          'at least one held-out row of each class of a task',
        );
      if (!left.has(one))
        fail(
          'test',
          `every row of class ${one}`,
          'at least one row of each class of a task left to learn from',
        );
    }),
  );
}

function parsed(file: string, fail: Fail): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Error(`${file}: cannot be read as JSON: ${errorMessage(error)}`, { cause: error });
  }
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : fail('the file', value, 'an object with format, test, splitTasks and perms');
}

const brief = (value: unknown): string => {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing');
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
};
