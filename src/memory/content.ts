import { tf } from '../tf';

const EPSILON = 1e-6;

/**
 * Content addressing: where the memory holds something like the key (Graves et al. 2016, Methods, "Content-based addressing").
 * Softmax over the slots of softplus(strength) times the cosine of key and slot. A zero key is equally like every slot.
 * @param memory `[B, N, W]`
 * @param keys `[B, K, W]`
 * @param strengths `[B, K]`, before softplus
 * @returns weights `[B, K, N]`, each row sums to 1
 */
export function contentWeights(memory: tf.Tensor3D, keys: tf.Tensor3D, strengths: tf.Tensor2D): tf.Tensor3D {
  const dot = tf.matMul(keys, memory, false, true);
  const norms = tf.mul(norm(keys), tf.reshape(norm(memory), [memory.shape[0], 1, memory.shape[1]]));
  const similarity = tf.div(dot, tf.add(norms, EPSILON));
  return tf.softmax(tf.mul(similarity, tf.expandDims(tf.softplus(strengths), 2))) as tf.Tensor3D;
}

/** Euclidean length along the last axis, kept: never 0, so that its gradient is finite. */
const norm = (x: tf.Tensor3D): tf.Tensor3D => tf.sqrt(tf.add<tf.Tensor3D>(tf.sum(tf.square(x), 2, true), EPSILON));
