import { SingularValueDecomposition } from 'ml-matrix';
import { argumentError } from './arguments';

/**
 * The singular values of a matrix, the largest first: the strengths of the patterns at right angles
 * that it is the sum of. As many as the shorter of its sides is long; those above 0 are its rank.
 * @param rows of equal length, finite
 * @throws RangeError naming `matrix`
 * @example singularValues([[3, 0], [0, 4]]) // [4, 3]
 */
export function singularValues(matrix: readonly ArrayLike<number>[]): number[] {
  const rows = matrix.map((row) => Array.from(row));
  const columns = rows[0]?.length ?? 0;
  if (columns === 0) throw argumentError('matrix', 'no numbers', 'rows with at least one number');
  const uneven = rows.find((row) => row.length !== columns);
  if (uneven !== undefined)
    throw argumentError('matrix', `a row of ${uneven.length}`, `rows of ${columns} as the first`);
  const wrong = rows.flat().find((value) => !Number.isFinite(value));
  if (wrong !== undefined) throw argumentError('matrix', wrong, 'finite numbers');
  const isWide = columns > rows.length; // the library wants at least as many rows as columns
  const tall = isWide ? transposed(rows) : rows;
  return new SingularValueDecomposition(tall, {
    computeLeftSingularVectors: false,
    computeRightSingularVectors: false,
  }).diagonal;
}

/** Columns as rows. */
const transposed = (rows: readonly number[][]): number[][] =>
  rows[0].map((_, j) => rows.map((row) => row[j]));
