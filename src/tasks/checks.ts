import { types } from 'node:util';
import { argumentError, checkWholeNumber } from '../core/arguments';
import { describe, plural } from '../core/text';
import type { Episodes } from './episodes';
import type { Rows, TaskData } from './rows';

/** Numbers of x and of y in each row. */
export interface RowSizes {
  readonly inputSize: number;
  readonly outputSize: number;
}

/**
 * Checks rows as everything that takes them needs them: `count` a whole number of at least 1, x and
 * y each a `Float32Array` that is `count` rows long, all numbers finite.
 * @param name what the rows are called in an error
 * @param sizes numbers of x and of y that a row must have; left out: any, at least 1
 * @throws RangeError naming the field, what came and what was expected
 * @example checkRows('rows', { count: 60, x: new Float32Array(18), y }, { inputSize: 2, … })
 * // RangeError: rows.x: got 18 numbers, expected 120 (60 rows of inputSize 2)
 */
export function checkRows(name: string, rows: unknown, sizes?: RowSizes): asserts rows is Rows {
  checkRowLengths(name, rows, sizes);
  checkFinite(`${name}.x`, rows.x);
  checkFinite(`${name}.y`, rows.y);
}

/**
 * The same without a look at each number, for where rows are cut and drawn over and over: it costs
 * the same however many rows there are.
 * @throws RangeError naming the field, what came and what was expected
 */
export function checkRowLengths(
  name: string,
  rows: unknown,
  sizes?: RowSizes,
): asserts rows is Rows {
  const { count, x, y } = fieldsOf<Rows>(name, rows, ['count', 'x', 'y']);
  checkWholeNumber(`${name}.count`, count);
  checkRowTable(`${name}.x`, x, count as number, 'inputSize', sizes);
  checkRowTable(`${name}.y`, y, count as number, 'outputSize', sizes);
}

/**
 * Checks episodes as everything that takes them needs them: counts and sizes whole numbers of at
 * least 1, inputs and targets each a `Float32Array` of the length that these give, all numbers
 * finite.
 * @param name what the episodes are called in an error
 * @param sizes numbers of x and of y that a row must have; left out: any, at least 1
 * @throws RangeError naming the field, what came and what was expected
 */
export function checkEpisodes(
  name: string,
  episodes: unknown,
  sizes?: RowSizes,
): asserts episodes is Episodes {
  checkEpisodeLengths(name, episodes, sizes);
  checkFinite(`${name}.inputs`, episodes.inputs);
  checkFinite(`${name}.targets`, episodes.targets);
}

/** The same without a look at each number. @throws RangeError naming the field */
export function checkEpisodeLengths(
  name: string,
  episodes: unknown,
  sizes?: RowSizes,
): asserts episodes is Episodes {
  const fields = fieldsOf<Episodes>(name, episodes, ['batch', 'length', 'inputs', 'targets']);
  const { batch, length, inputSize, outputSize, inputs, targets } = fields as Episodes;
  for (const [field, value] of Object.entries({ batch, length, inputSize, outputSize }))
    checkWholeNumber(`${name}.${field}`, value);
  for (const field of ['inputSize', 'outputSize'] as const) {
    const own = (episodes as Episodes)[field];
    if (sizes && own !== sizes[field])
      throw argumentError(`${name}.${field}`, own, `${sizes[field]}`);
  }
  const steps = `${plural(batch, 'episode')} of ${plural(length, 'step')}`;
  const width = inputSize + outputSize;
  checkTable(`${name}.inputs`, inputs, batch * length * width, `${steps} of ${width}`);
  checkTable(`${name}.targets`, targets, batch * length * outputSize, `${steps} of ${outputSize}`);
}

/**
 * Checks the tasks of a stream: at least one, each with a name, rows to learn from and rows to be
 * judged on, all rows of the same sizes.
 * @param sizes numbers of x and of y that a row must have; left out: those of the first rows
 * @param parts rows that are looked at; of a task whose rows are made when they are read the others
 * cost nothing
 * @throws RangeError naming the field, what came and what was expected
 */
export function checkTasks(
  name: string,
  tasks: unknown,
  sizes?: RowSizes,
  parts: readonly ('train' | 'test')[] = ['train', 'test'],
): asserts tasks is readonly TaskData[] {
  if (!Array.isArray(tasks) || tasks.length === 0)
    throw argumentError(
      name,
      describe(tasks),
      'a list of at least one task: { name, train, test }',
    );
  let common = sizes;
  for (const [i, task] of (tasks as unknown[]).entries()) {
    const own = `${name}[${i}]`;
    const fields = fieldsOf<TaskData>(own, task, ['name', 'train', 'test']);
    if (typeof fields.name !== 'string')
      throw argumentError(`${own}.name`, describe(fields.name), 'a text');
    for (const part of parts) {
      const rows: unknown = fields[part];
      checkRows(`${own}.${part}`, rows, common);
      common ??= { inputSize: rows.x.length / rows.count, outputSize: rows.y.length / rows.count };
    }
  }
}

/**
 * Checks a table of numbers: a `Float32Array` (of any realm) of whole rows, at least one.
 * @param width numbers in a row, a whole number of at least 1
 * @throws RangeError naming the table or the width
 */
export function checkWholeRows(
  name: string,
  table: unknown,
  width: number,
): asserts table is Float32Array {
  checkWholeNumber('width', width);
  checkFloats(name, table);
  if (table.length === 0 || table.length % width !== 0)
    throw argumentError(name, plural(table.length, 'number'), `a multiple of ${width}`);
}

/** Checks a list of at least one thing. @throws RangeError naming it */
export function checkList(name: string, list: unknown): asserts list is readonly unknown[] {
  if (!Array.isArray(list) || list.length === 0)
    throw argumentError(name, describe(list), 'a list of at least one');
}

/** Checks that a value is a `Float32Array`. @throws RangeError naming it */
export function checkFloats(name: string, value: unknown): asserts value is Float32Array {
  if (!types.isFloat32Array(value)) throw argumentError(name, describe(value), 'a Float32Array');
}

/** Whether no number is NaN or infinite. */
export function allFinite(values: Float32Array): boolean {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i] * 0; // NaN once one is not finite
  return total === 0;
}

/** @throws RangeError naming the place of the first number that is NaN or infinite */
function checkFinite(name: string, values: Float32Array): void {
  if (allFinite(values)) return;
  const place = values.findIndex((value) => !Number.isFinite(value));
  throw argumentError(`${name}[${place}]`, values[place], 'a finite number');
}

/**
 * The fields of an object that has at least one of `names`.
 * @throws RangeError naming the object
 */
function fieldsOf<T>(
  name: string,
  value: unknown,
  names: readonly (keyof T & string)[],
): Partial<T> {
  const isObject = typeof value === 'object' && value !== null;
  if (isObject && names.some((field) => field in value)) return value;
  throw argumentError(name, describe(value), `an object { ${names.join(', ')} }`);
}

function checkRowTable(
  name: string,
  table: unknown,
  count: number,
  size: keyof RowSizes,
  sizes: RowSizes | undefined,
): void {
  if (sizes) {
    const rows = `${plural(count, 'row')} of ${size} ${sizes[size]}`;
    return checkTable(name, table, count * sizes[size], rows);
  }
  checkFloats(name, table);
  if (table.length === 0 || table.length % count !== 0)
    throw argumentError(name, plural(table.length, 'number'), `a multiple of count (${count})`);
}

function checkTable(name: string, table: unknown, expected: number, why: string): void {
  checkFloats(name, table);
  if (table.length !== expected)
    throw argumentError(name, plural(table.length, 'number'), `${expected} (${why})`);
}
