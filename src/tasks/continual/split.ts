import { z } from 'zod';
import { FileError } from '../../core/errors';
import { sha256 } from '../../core/hash';
import { readJsonFile } from '../../core/jsonFile';
import { packagePath } from '../../core/paths';
import { type Digits, loadDigits } from '../digits';

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
/** SHA-256 of `test`, `splitTasks` and `perms` in it, as JSON: stored runs are on this division. */
const OWN_SHA256 = 'f2a0f9fc6c694d6ce0404c5d12c73e8f4134ed6caa4d450971f8f4f179856b71';
const CLASSES = 10;
const PIXELS = 64;

/** Different whole numbers below a bound, at least one. */
function numbersBelow(bound: number, count?: number) {
  const length = count === undefined ? 'not empty' : `${count} long`;
  const list = z
    .array(
      z
        .int()
        .min(0)
        .max(bound - 1),
    )
    .min(count ?? 1)
    .max(count ?? bound)
    .describe(`a list of different numbers, ${length}`);
  return list.superRefine(eachOnce);
}

function eachOnce(numbers: readonly number[], context: z.RefinementCtx): void {
  const seen = new Set<number>();
  for (const [i, number] of numbers.entries()) {
    if (seen.has(number))
      context.addIssue({ code: 'custom', path: [i], message: 'each number once' });
    seen.add(number);
  }
}

const rows = z.int().min(1);

let known: { readonly digits: Digits; readonly schema: ReturnType<typeof splitSchema> } | undefined;

/** The digits and what a split of them must be; read once, for many splits may be asked for. */
function knownDigits() {
  if (known) return known;
  const digits = loadDigits();
  known = { digits, schema: splitSchema(digits) };
  return known;
}

/** What a split file of the form `cl-digits-split/1` holds, beside notes. */
function splitSchema({ count, pixels, labels }: Digits) {
  return z.looseObject({
    format: z.literal('cl-digits-split/1'),
    sha256_pixels_uint8: sumOf(pixels),
    sha256_labels_uint8: sumOf(labels),
    test: numbersBelow(count),
    splitTasks: z
      .array(numbersBelow(CLASSES))
      .min(1)
      .describe('a list of lists of classes that is not empty')
      .superRefine(eachClassOnce),
    perms: z
      .array(numbersBelow(PIXELS, PIXELS))
      .min(1)
      .describe('a list of orders of the pixels that is not empty'),
    testRows: rows.optional(),
    trainRows: rows.optional(),
  });
}

const sumOf = (bytes: Uint8Array) =>
  z
    .literal(sha256(bytes))
    .describe(`${sha256(bytes)}, that of the digits here`)
    .optional();

/** No class is in two tasks. */
function eachClassOnce(tasks: readonly (readonly number[])[], context: z.RefinementCtx): void {
  const seen = new Set<number>();
  for (const [task, classes] of tasks.entries())
    for (const [place, one] of classes.entries()) {
      if (seen.has(one))
        context.addIssue({ code: 'custom', path: [task, place], message: 'each class once' });
      seen.add(one);
    }
}

/**
 * Reads a split file of the form `cl-digits-split/1`.
 * @param file the project's own by default
 * @throws FileError naming the file, the field, what came and what was expected; also where a
 * checksum is not that of the digits, a class of a task has no row to learn from or none held out,
 * or the project's own file was changed
 */
export function readDigitsSplit(file: string = OWN): DigitsSplit {
  const { digits, schema } = knownDigits();
  const content = readJsonFile(file, schema);
  const { test, splitTasks, perms, testRows, trainRows } = content;
  const split = { test, splitTasks, perms };
  const counts = [
    ['testRows', testRows, test.length],
    ['trainRows', trainRows, digits.count - test.length],
  ] as const;
  for (const [field, found, count] of counts)
    if (found !== undefined && found !== count)
      throw new FileError(file, `${field}: got ${found}, expected ${count}, as test says`);
  checkClasses(file, split, digits);
  if (file === OWN && sha256(JSON.stringify(split)) !== OWN_SHA256)
    throw new FileError(file, 'changed: the stored runs are on another division of the digits');
  return split;
}

/** Rows to learn from. */
export function trainRowsOf({ test }: DigitsSplit, count: number): number[] {
  const held = new Set(test);
  return Array.from({ length: count }, (_, i) => i).filter((i) => !held.has(i));
}

function checkClasses(file: string, split: DigitsSplit, { labels }: Digits): void {
  const held = new Set(split.test.map((i) => labels[i]));
  const left = new Set(trainRowsOf(split, labels.length).map((i) => labels[i]));
  const fail = (got: string, expected: string): never => {
    throw new FileError(file, `test: got ${got}, expected at least one ${expected}`);
  };
  for (const [task, classes] of split.splitTasks.entries())
    for (const one of classes) {
      if (!held.has(one))
        fail(
          `no row of class ${one}, which splitTasks[${task}] asks for`,
          'held-out row of each class of a task',
        );
      if (!left.has(one))
        fail(`every row of class ${one}`, 'row of each class of a task left to learn from');
    }
}
