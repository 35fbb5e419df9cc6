import { tf, untaped } from '../../tf';
import { placesOfLargest, spreadOver } from './slotIndex';

/** A slot counts as used where it is read and written with more than this (Rae et al. 2016). */
const LEAST_ACCESS = 0.005;

/** Slots that heads touch, each with its weight: both `[B, heads, n]`. */
export interface Touched {
  readonly slots: tf.Tensor3D;
  readonly weights: tf.Tensor3D;
}

/**
 * The slots that were not used for longest, of equals the lower: for each write head one, the first
 * head first. If there are fewer slots than heads, the last ones share a slot.
 * @param age `[B, N]`
 * @returns `[B, H, 1]`, int32
 */
export function leastRecentlyUsed(age: tf.Tensor2D, heads: number): tf.Tensor3D {
  const [batch, N] = age.shape;
  const oldest = tf.expandDims<tf.Tensor3D>(placesOfLargest(age, Math.min(heads, N)), 2);
  if (heads <= N) return oldest;
  const last = tf.slice(oldest, [0, N - 1, 0], [batch, 1, 1]);
  return tf.concat([oldest, tf.tile(last, [1, heads - N, 1])], 1);
}

/**
 * Steps since each slot was last used: used now is what all heads together read and write with more
 * than 0.005 (Rae et al. 2016, usage by last access). No gradient.
 * @param age before the step, `[B, N]`
 */
export function ageAfter(age: tf.Tensor2D, touched: readonly Touched[]): tf.Tensor2D {
  const [batch, N] = age.shape;
  const flat = (x: tf.Tensor): tf.Tensor2D => tf.reshape(untaped(x), [batch, x.size / batch]);
  const slots = tf.concat(
    touched.map((one) => tf.cast<tf.Tensor2D>(flat(one.slots), 'int32')),
    1,
  );
  const weights = tf.concat(
    touched.map((one) => flat(one.weights)),
    1,
  );
  const used = tf.greater(spreadOver(slots, weights, N), LEAST_ACCESS);
  const older = tf.add<tf.Tensor2D>(age, 1);
  return tf.where(used, tf.zerosLike(older), older);
}
