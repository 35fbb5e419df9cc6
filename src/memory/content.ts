import { tf } from '../tf';

const EPSILON = 1e-6;

/**
 * Content addressing: where the memory holds something like the key (Graves et al. 2016, Methods,
 * "Content-based addressing"). Softmax over the slots of softplus(strength) times the cosine of key
 * and slot. A zero key is equally like every slot.
 * @param memory `[B, N, W]`
 * @param keys `[B, K, W]`
 * @param strengths `[B, K]`, before softplus
 * @param masks `[B, K, W]`, 0 to 1: how far each part of the word counts, in key and slots alike
 * (Csordas & Schmidhuber 2019, section 3.1). Without it all of it counts
 * @returns weights `[B, K, N]`, each row sums to 1
 */
export function contentWeights(
  memory: tf.Tensor3D,
  keys: tf.Tensor3D,
  strengths: tf.Tensor2D,
  masks?: tf.Tensor3D,
): tf.Tensor3D {
  const similarity = masks ? maskedCosine(memory, keys, masks) : cosine(memory, keys);
  return tf.softmax(tf.mul(similarity, tf.expandDims(tf.softplus(strengths), 2))) as tf.Tensor3D;
}

/** Cosine of every key with every slot: `[B, K, N]`. */
function cosine(memory: tf.Tensor3D, keys: tf.Tensor3D): tf.Tensor3D {
  const dot = tf.matMul(keys, memory, false, true);
  const norms = tf.mul(norm(keys), tf.reshape(norm(memory), [memory.shape[0], 1, memory.shape[1]]));
  return tf.div(dot, tf.add(norms, EPSILON));
}

/**
 * The same of m k and m M, each head with its own mask m. The masked memory, `[B, K, N, W]`, is
 * never made: its products are sums over m² k M and m² M².
 */
function maskedCosine(memory: tf.Tensor3D, keys: tf.Tensor3D, masks: tf.Tensor3D): tf.Tensor3D {
  const squared: tf.Tensor3D = tf.square(masks);
  const dot = tf.matMul(tf.mul<tf.Tensor3D>(keys, squared), memory, false, true);
  const lengths = tf.sqrt(
    tf.add<tf.Tensor3D>(tf.matMul(squared, tf.square(memory), false, true), EPSILON),
  );
  return tf.div(dot, tf.add(tf.mul(norm(tf.mul(keys, masks)), lengths), EPSILON));
}

/** Euclidean length along the last axis, kept: never 0, so that its gradient is finite. */
const norm = (x: tf.Tensor3D): tf.Tensor3D => lengths(x) as tf.Tensor3D;

/**
 * Its gradient is x / |x| in one pass over x; put together from those of sum and square it would be
 * four.
 */
const lengths = tf.customGrad((...given) => {
  const [x, save] = given as unknown as [tf.Tensor, tf.GradSaveFunc];
  const length = (v: tf.Tensor): tf.Tensor =>
    tf.sqrt(tf.add(tf.sum(tf.square(v), -1, true), EPSILON));
  save([x]);
  return {
    value: length(x),
    gradFunc: (dy, [v]) => tf.mul(v, tf.div(dy, length(v))),
  };
});
