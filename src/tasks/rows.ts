import { argumentError, checkWholeNumber } from '../core/arguments';
import type { Random } from '../core/random';
import { describe } from '../core/text';
import { checkFloats, checkList, checkRowLengths, checkWholeRows, type RowSizes } from './checks';

/** Rows to learn from or to be judged on, one after the other. */
export interface Rows {
  readonly count: number;
  /** `[count, inputSize]` */
  readonly x: Float32Array;
  /**
   * `[count, outputSize]`: the numbers to be answered, or 1 at the class of a row and 0 elsewhere.
   */
  readonly y: Float32Array;
}

/** A task with the rows to learn from and the rows to be judged on. No row is in both. */
export interface TaskData {
  readonly name: string;
  readonly train: Rows;
  readonly test: Rows;
}

/** Numbers of x and of y in each row. @throws RangeError naming what is wrong with the rows */
export function rowSizes(rows: Rows): RowSizes {
  checkRowLengths('rows', rows);
  return { inputSize: rows.x.length / rows.count, outputSize: rows.y.length / rows.count };
}

/**
 * Rows `from` to `to - 1`, at least one, as views (nothing is copied).
 * @throws RangeError if there are no such rows
 */
export function rowRange(rows: Rows, from: number, to: number): Rows {
  const { inputSize, outputSize } = rowSizes(rows);
  checkWholeNumber('from', from, 0, rows.count - 1);
  checkWholeNumber('to', to, from + 1, rows.count);
  return {
    count: to - from,
    x: rows.x.subarray(from * inputSize, to * inputSize),
    y: rows.y.subarray(from * outputSize, to * outputSize),
  };
}

/** Row `i` of x and of y, as views. @throws RangeError if there is no such row */
export function rowAt(rows: Rows, i: number): Rows {
  checkRowLengths('rows', rows);
  checkWholeNumber('i', i, 0, rows.count - 1);
  return rowRange(rows, i, i + 1);
}

/**
 * Rows `indices` of `rows`, copied, in that order.
 * @throws RangeError naming the index that no row has
 */
export function takeRows(rows: Rows, indices: readonly number[]): Rows {
  const { inputSize, outputSize } = rowSizes(rows);
  return {
    count: indices.length,
    x: pick(rows.x, inputSize, indices),
    y: pick(rows.y, outputSize, indices),
  };
}

/**
 * `[rows, classes]`: 1 at the class of each row, 0 elsewhere.
 * @throws RangeError naming the label that is no class
 */
export function oneHotRows(labels: ArrayLike<number>, classes: number): Float32Array {
  checkWholeNumber('classes', classes);
  const table = new Float32Array(labels.length * classes);
  for (let i = 0; i < labels.length; i++) {
    checkWholeNumber(`labels[${i}]`, labels[i], 0, classes - 1);
    table[i * classes + labels[i]] = 1;
  }
  return table;
}

/**
 * Rows of several parts one after the other.
 * @param parts at least one, all of the same sizes
 * @throws RangeError naming the part that is wrong
 */
export function joinRows(parts: readonly Rows[]): Rows {
  checkList('parts', parts);
  checkRowLengths('parts[0]', parts[0]);
  const sizes = rowSizes(parts[0]);
  for (const [i, part] of parts.entries()) checkRowLengths(`parts[${i}]`, part, sizes);
  return {
    count: parts.reduce((sum, { count }) => sum + count, 0),
    x: concat(parts.map(({ x }) => x)),
    y: concat(parts.map(({ y }) => y)),
  };
}

/**
 * Rows `indices` of a table `[rows, width]`, copied.
 * @throws RangeError naming the table, or the index that no row has
 */
export function pick(table: Float32Array, width: number, indices: readonly number[]): Float32Array {
  checkWholeRows('table', table, width);
  const rows = table.length / width;
  const picked = new Float32Array(indices.length * width);
  for (const [to, from] of indices.entries()) {
    if (!(Number.isInteger(from) && from >= 0 && from < rows))
      throw argumentError(`indices[${to}]`, describe(from), `a row: 0 to ${rows - 1}`);
    picked.set(table.subarray(from * width, (from + 1) * width), to * width);
  }
  return picked;
}

/** Tables of the same width one after the other. @throws RangeError naming what is no table */
export function concat(tables: readonly Float32Array[]): Float32Array {
  checkList('tables', tables);
  for (const [i, table] of tables.entries()) checkFloats(`tables[${i}]`, table);
  const all = new Float32Array(tables.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const table of tables) {
    all.set(table, at);
    at += table.length;
  }
  return all;
}

/**
 * The place of the largest of the numbers `from` to `from + width` of a table: the class of a row.
 */
export function largestAt(table: Float32Array, from: number, width: number): number {
  let best = 0;
  for (let k = 1; k < width; k++) if (table[from + k] > table[from + best]) best = k;
  return best;
}

/**
 * A fifth of each group, drawn, and the rest, both in the order in which they came.
 * @param groupOf the class of a row; of groups with less than three rows none is taken
 */
export function fifth(
  rows: readonly number[],
  groupOf: (row: number) => number,
  random: Random,
): { chosen: number[]; rest: number[] } {
  const groups = new Map<number, number[]>();
  const taken = new Set<number>();
  for (const row of rows) groups.set(groupOf(row), [...(groups.get(groupOf(row)) ?? []), row]);
  for (const group of [...groups.keys()].sort((a, b) => a - b)) {
    const mine = groups.get(group) as number[];
    random.choose(Math.round(mine.length / 5), mine.length).forEach((k) => taken.add(mine[k]));
  }
  return {
    chosen: rows.filter((row) => taken.has(row)),
    rest: rows.filter((row) => !taken.has(row)),
  };
}
