import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { checkWholeNumber } from './arguments';

/** Strengths below this share of the largest are rounding. */
const NOTHING = 1e-10;

/**
 * Few rows that say the most about many: at most `rank` rows at right angles, the strongest first,
 * whose sum of outer products b b^T is nearest to that of the rows given (Eckart & Young 1936).
 * Worked out from the dot products of the rows, so that many columns cost little.
 * @param rows `[count, width]`, finite
 * @returns `[kept, width]`; the square of a row's length is the sum of squares along it
 * @throws RangeError naming `width` or `rank`
 * @example principalRows(Float32Array.of(3, 0, 4, 0), 2, 1) // [5, 0]
 */
export function principalRows(rows: Float32Array, width: number, rank: number): Float32Array {
  checkWholeNumber('width', width);
  checkWholeNumber('rank', rank, 0);
  const count = Math.floor(rows.length / width);
  if (count === 0 || rank === 0) return new Float32Array(0);
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(
    dotProducts(rows, count, width),
    { assumeSymmetric: true },
  );
  const order = realEigenvalues.map((_, i) => i);
  order.sort((i, j) => realEigenvalues[j] - realEigenvalues[i]);
  const largest = realEigenvalues[order[0]];
  const kept = order.slice(0, rank).filter((i) => realEigenvalues[i] > NOTHING * largest);
  const principal = new Float32Array(kept.length * width);
  const sums = new Float64Array(width);
  for (const [place, i] of kept.entries()) {
    sums.fill(0);
    for (let row = 0; row < count; row++) {
      const weight = eigenvectorMatrix.get(row, i);
      for (let d = 0, p = row * width; d < width; d++, p++) sums[d] += weight * rows[p];
    }
    principal.set(sums, place * width);
  }
  return principal;
}

/** The dot product of each row with each, `[count, count]`. */
function dotProducts(rows: Float32Array, count: number, width: number): Matrix {
  const products = new Matrix(count, count);
  for (let i = 0; i < count; i++)
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let d = 0, p = i * width, q = j * width; d < width; d++, p++, q++)
        sum += rows[p] * rows[q];
      products.set(i, j, sum);
      products.set(j, i, sum);
    }
  return products;
}
