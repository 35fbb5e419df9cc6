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
  const shape = [a.length / width, b.length / width] as const;
  if (a.length * shape[1] > MANY)
    return tf.tidy(() => {
      const left = tf.tensor2d(a, [shape[0], width]);
      const right = tf.tensor2d(b, [shape[1], width]);
      return tf.matMul(left, right, false, true).dataSync<'float32'>();
    });
  const products = new Float64Array(shape[0] * shape[1]);
  for (let i = 0; i < shape[0]; i++)
    for (let j = 0; j < shape[1]; j++) {
      let sum = 0;
      for (let d = 0, p = i * width, q = j * width; d < width; d++, p++, q++) sum += a[p] * b[q];
      products[i * shape[1] + j] = sum;
    }
  return products;
}
