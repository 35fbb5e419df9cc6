import { tf, unstack } from '../tf';

const EPSILON = 1e-6;

/**
 * Temporal links: which slot was written right after which (Graves et al. 2016, Methods, "Temporal memory linkage": L_t). The diagonal stays 0.
 * @param link `[B, H, N, N]` @param precedence of the last step `[B, H, N]` @param writeWeights of this step `[B, H, N]`
 * @returns `[B, H, N, N]`
 */
export function updateLink(link: tf.Tensor4D, precedence: tf.Tensor3D, writeWeights: tf.Tensor3D): tf.Tensor4D {
  const slots = link.shape[3];
  const to = tf.expandDims(writeWeights, 3); // w_i
  const from = tf.expandDims(writeWeights, 2); // w_j
  const kept = tf.mul(tf.sub(tf.sub(1, to), from), link);
  const added = tf.mul(to, tf.expandDims(precedence, 2));
  return tf.mul(tf.add(kept, added), tf.sub(1, tf.eye(slots)));
}

/**
 * Precedence: how far each slot was the last one written (p_t).
 * @param precedence `[B, H, N]` @param writeWeights of this step `[B, H, N]`
 */
export function updatePrecedence(precedence: tf.Tensor3D, writeWeights: tf.Tensor3D): tf.Tensor3D {
  return tf.add(tf.mul(tf.sub(1, tf.sum(writeWeights, 2, true)), precedence), writeWeights);
}

/**
 * Where reading goes if it follows the order of writing, or the reverse order (f_t and b_t).
 * @param link of this step `[B, H, N, N]` @param readWeights of the last step `[B, R, N]`
 * @returns both `[B, R, H, N]`
 */
export function directionalWeights(link: tf.Tensor4D, readWeights: tf.Tensor3D): { forward: tf.Tensor4D; backward: tf.Tensor4D } {
  const links = unstack<tf.Tensor3D>(link, 1);
  return {
    forward: tf.stack(links.map((l) => tf.matMul(readWeights, l, false, true)), 2) as tf.Tensor4D,
    backward: tf.stack(links.map((l) => tf.matMul(readWeights, l)), 2) as tf.Tensor4D,
  };
}

/**
 * Directional reads made sharp again (Csordas & Schmidhuber 2019, section 3.3): d_i^s over the sum of d_j^s. Each time a head follows the links, the noise of the link matrix spreads its weights; s undoes that.
 * With no link to follow, the weights are spread evenly. As in the authors' code, 1e-6 is added to d first; here the powers are taken as a softmax of s log d, which neither overflows nor underflows.
 * @param weights d, backward or forward, `[B, R, H, N]`
 * @param sharpness s of each read head, at least 1, `[B, R]`
 * @returns `[B, R, H, N]`, the weights of each head sum to 1
 */
export function sharpenWeights(weights: tf.Tensor4D, sharpness: tf.Tensor2D): tf.Tensor4D {
  const logs = tf.log(tf.add<tf.Tensor4D>(tf.relu(weights), EPSILON)); // relu: rounding can leave -1e-8
  return tf.softmax(tf.mul(logs, tf.reshape(sharpness, [...sharpness.shape, 1, 1]))) as tf.Tensor4D;
}
