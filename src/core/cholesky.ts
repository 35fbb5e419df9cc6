import { argumentError } from './arguments';

/** Columns that are finished together: as many rows of them as a fast memory of a CPU holds. */
const PANEL = 64;

/**
 * The lower triangle L with L L' = A of a symmetric matrix A whose eigenvalues are all above 0
 * (Golub & Van Loan 2013, section 4.2), some columns at a time.
 * @param matrix A, `[size, size]`, row by row, of which only the lower triangle is read
 * @returns L, `[size, size]`, zeros above the diagonal
 * @throws RangeError naming `matrix` where A has not the size, or an eigenvalue that is not above 0
 * @example choleskyFactor(Float64Array.of(4, 2, 2, 5), 2) // [2, 0, 1, 2]
 */
export function choleskyFactor(matrix: Float64Array, size: number): Float64Array {
  checkLength('matrix', matrix, size * size);
  const factor = new Float64Array(size * size);
  for (let i = 0; i < size; i++) factor.set(matrix.subarray(i * size, i * size + i + 1), i * size);
  for (let start = 0; start < size; start += PANEL) {
    const end = Math.min(start + PANEL, size);
    subtractFinished(factor, size, start, end);
    finishColumns(factor, size, start, end);
  }
  return factor;
}

/** Takes from columns `start` to `end` what those before them, which are finished, explain. */
function subtractFinished(factor: Float64Array, size: number, start: number, end: number): void {
  for (let i = start; i < size; i++) {
    const last = Math.min(i + 1, end);
    let j = start;
    for (; j + 3 < last; j += 4) subtractFour(factor, size, i, j, start);
    for (; j < last; j++)
      factor[i * size + j] -= partialProduct(factor, i * size, factor, j * size, start);
  }
}

/** The same for one row and four columns, whose sums run side by side. */
function subtractFour(a: Float64Array, size: number, i: number, j: number, count: number): void {
  const row = i * size;
  const column0 = j * size;
  const column1 = column0 + size;
  const column2 = column1 + size;
  const column3 = column2 + size;
  let sum0 = 0;
  let sum1 = 0;
  let sum2 = 0;
  let sum3 = 0;
  for (let k = 0; k < count; k++) {
    const value = a[row + k];
    sum0 += value * a[column0 + k];
    sum1 += value * a[column1 + k];
    sum2 += value * a[column2 + k];
    sum3 += value * a[column3 + k];
  }
  a[row + j] -= sum0;
  a[row + j + 1] -= sum1;
  a[row + j + 2] -= sum2;
  a[row + j + 3] -= sum3;
}

/** Turns columns from which all before them is taken into those of L. */
function finishColumns(factor: Float64Array, size: number, start: number, end: number): void {
  for (let i = start; i < size; i++) {
    const row = i * size;
    for (let j = start; j < Math.min(i, end); j++) {
      const other = j * size;
      const own = partialProduct(factor, row + start, factor, other + start, j - start);
      factor[row + j] = (factor[row + j] - own) / factor[other + j];
    }
    if (i >= end) continue;
    const square =
      factor[row + i] - partialProduct(factor, row + start, factor, row + start, i - start);
    if (!(square > 0))
      throw argumentError('matrix', `${square} in place of a square`, 'eigenvalues above 0');
    factor[row + i] = Math.sqrt(square);
  }
}

/**
 * Solves L L' v = b.
 * @param factor L of `choleskyFactor`, `[size, size]`
 * @param right b, `[size]`
 * @returns v, `[size]`
 * @throws RangeError naming what has not the size
 */
export function choleskySolve(factor: Float64Array, right: Float64Array): Float64Array {
  const size = right.length;
  checkLength('factor', factor, size * size);
  const solution = right.slice();
  for (let i = 0; i < size; i++) {
    const row = i * size;
    const rest = solution[i] - partialProduct(factor, row, solution, 0, i);
    solution[i] = rest / factor[row + i];
  }
  for (let i = size - 1; i >= 0; i--) {
    solution[i] /= factor[i * size + i];
    for (let j = 0; j < i; j++) solution[j] -= factor[i * size + j] * solution[i];
  }
  return solution;
}

/** The inner product of `count` numbers, from a place of each on. */
function partialProduct(
  a: Float64Array,
  fromA: number,
  b: Float64Array,
  fromB: number,
  count: number,
): number {
  let total = 0;
  for (let k = 0; k < count; k++) total += a[fromA + k] * b[fromB + k];
  return total;
}

function checkLength(name: string, values: Float64Array, expected: number): void {
  if (values.length !== expected)
    throw argumentError(name, `${values.length} numbers`, `${expected}`);
}
