import type { Random } from '../../core/random';
import type { ContinualRows } from './types';

/** Rows `indices` of `rows`, copied, in that order. */
export function takeRows(
  { count, x, y }: ContinualRows,
  indices: readonly number[],
): ContinualRows {
  return {
    count: indices.length,
    x: pick(x, x.length / count, indices),
    y: pick(y, y.length / count, indices),
  };
}

/** Rows of several parts one after the other. */
export function joinRows(parts: readonly ContinualRows[]): ContinualRows {
  return {
    count: parts.reduce((sum, { count }) => sum + count, 0),
    x: concat(parts.map(({ x }) => x)),
    y: concat(parts.map(({ y }) => y)),
  };
}

/** Rows `indices` of a table `[rows, width]`, copied. */
export function pick(table: Float32Array, width: number, indices: readonly number[]): Float32Array {
  const picked = new Float32Array(indices.length * width);
  indices.forEach((from, to) =>
    picked.set(table.subarray(from * width, (from + 1) * width), to * width),
  );
  return picked;
}

/** Tables of the same width one after the other. */
export function concat(tables: readonly Float32Array[]): Float32Array {
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
