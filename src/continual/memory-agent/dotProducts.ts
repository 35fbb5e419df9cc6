import { tf } from '../../tf';

/** Products of numbers from which TensorFlow is faster than a loop. */
const MANY = 100_000;

/**
 * The dot product of each row of `a` with each row of `b`.
 * @param a `[rowsA, width]`
 * @param b `[rowsB, width]`
 * @returns `[rowsA, rowsB]`
 */
export function dotProducts(
  a: Float32Array,
  b: Float32Array,
  width: number,
): Float32Array | Float64Array {
  const rowsA = a.length / width;
  const rowsB = b.length / width;
  if (a.length * rowsB > MANY)
    return nativeProduct(a, [rowsA, width], b, [rowsB, width], { transposeB: true });
  const products = new Float64Array(rowsA * rowsB);
  for (let i = 0; i < rowsA; i++)
    for (let j = 0; j < rowsB; j++) {
      let sum = 0;
      for (let d = 0, p = i * width, q = j * width; d < width; d++, p++, q++) sum += a[p] * b[q];
      products[i * rowsB + j] = sum;
    }
  return products;
}

/**
 * Sums of the rows of a table, each row with another weight in each sum.
 * @param weights `[rows, sums]`
 * @param x `[rows, width]`
 * @returns `[sums, width]`
 */
export function weightedSums(
  weights: Float32Array,
  x: Float32Array,
  width: number,
): Float32Array | Float64Array {
  const rows = x.length / width;
  const sums = weights.length / rows;
  if (sums * x.length > MANY)
    return nativeProduct(weights, [rows, sums], x, [rows, width], { transposeA: true });
  const totals = new Float64Array(sums * width);
  for (let row = 0; row < rows; row++)
    for (let i = 0; i < sums; i++) {
      const weight = weights[row * sums + i];
      if (weight === 0) continue;
      for (let d = 0, p = i * width, q = row * width; d < width; d++, p++, q++)
        totals[p] += weight * x[q];
    }
  return totals;
}

function nativeProduct(
  a: Float32Array,
  shapeA: [number, number],
  b: Float32Array,
  shapeB: [number, number],
  { transposeA = false, transposeB = false },
): Float32Array {
  const left = tf.tensor2d(a, shapeA);
  const right = tf.tensor2d(b, shapeB);
  const product = tf.matMul(left, right, transposeA, transposeB);
  const numbers = product.dataSync<'float32'>();
  tf.dispose([left, right, product]); // tf.tidy would look through every number that it returns
  return numbers;
}
