import { tf } from '../../tf';

/** What a place that holds nothing adds to its score: its weight is then 0. */
const NOT_HELD = -1e9;

/**
 * Scaled dot-product attention (Vaswani et al. 2017, arXiv 1706.03762, eq. 1) over the places that
 * hold something.
 * @param queries `[B, R, W]`
 * @param keys `[B, N, W]`
 * @param held 1 or 0, `[B, N]`, one place at least
 * @returns weights `[B, R, N]`, each row sums to 1
 */
export function attentionWeights(
  queries: tf.Tensor3D,
  keys: tf.Tensor3D,
  held: tf.Tensor2D,
): tf.Tensor3D {
  const scores: tf.Tensor3D = tf.div(
    tf.matMul(queries, keys, false, true),
    Math.sqrt(queries.shape[2]),
  );
  const hidden = tf.mul(tf.sub(1, tf.expandDims(held, 1)), NOT_HELD);
  return tf.softmax(tf.add(scores, hidden)) as tf.Tensor3D;
}
