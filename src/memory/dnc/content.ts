import { tf } from '../../tf';

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
  const cosines = masks ? maskedCosine(memory, keys, masks) : (cosine(memory, keys) as tf.Tensor3D);
  return tf.softmax(tf.mul(cosines, tf.expandDims(tf.softplus(strengths), 2))) as tf.Tensor3D;
}

/**
 * Cosine of every key with every slot: `[B, K, N]`. With the lengths |k| and |M| it is s = k . M /
 * n, n = |k| |M| + epsilon. Its gradient is written out: with g = ds / n and e = -g s, that of the
 * keys is g M + k (e . |M|) / |k|, and that of the slots the same with keys and slots changed
 * about.
 */
const cosine = tf.customGrad((...given) => {
  const [memory, keys, save] = given as unknown as [tf.Tensor3D, tf.Tensor3D, tf.GradSaveFunc];
  save([memory, keys]);
  return {
    value: similarity(memory, keys).value,
    gradFunc: (dy, saved) => {
      const [slots, k] = saved as [tf.Tensor3D, tf.Tensor3D];
      const { value, product, ofSlots, ofKeys } = similarity(slots, k);
      const g: tf.Tensor3D = tf.div(dy, product);
      const e: tf.Tensor3D = tf.mul(tf.neg(g), value);
      const forSlots = tf.reshape(tf.div(tf.sum(tf.mul(e, ofKeys), 1, true), ofSlots), [
        ...slots.shape.slice(0, 2),
        1,
      ]);
      const forKeys = tf.div(tf.sum(tf.mul(e, ofSlots), 2, true), ofKeys);
      return [
        tf.add(tf.matMul(g, k, true), tf.mul(slots, forSlots)),
        tf.add(tf.matMul(g, slots), tf.mul(k, forKeys)),
      ];
    },
  };
});

/** The cosines, with the lengths of slots `[B, 1, N]` and keys `[B, K, 1]` and their product. */
function similarity(memory: tf.Tensor3D, keys: tf.Tensor3D) {
  const [batch, slots] = memory.shape;
  const ofKeys = norm(keys);
  const ofSlots: tf.Tensor3D = tf.reshape(norm(memory), [batch, 1, slots]);
  const product: tf.Tensor3D = tf.add(tf.mul(ofKeys, ofSlots), EPSILON);
  const value: tf.Tensor3D = tf.div(tf.matMul(keys, memory, false, true), product);
  return { value, product, ofSlots, ofKeys };
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
