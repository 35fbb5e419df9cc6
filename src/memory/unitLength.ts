import { tf } from '../tf';

/** Under the root: a key of 0 stays 0, with a finite gradient. */
const EPSILON = 1e-6;

/** Vectors in the last axis, brought to unit length: x / sqrt(|x|² + 1e-6). */
export function unitLength(vectors: tf.Tensor3D): tf.Tensor3D {
  const squares = tf.sum(tf.square(vectors), 2, true);
  return tf.div(vectors, tf.sqrt(tf.add(squares, EPSILON)));
}
