import { tf } from '../tf';
import type { WriteShares } from './bank';

/**
 * How far a step wiped each slot, and with which weight it wrote there, of memories that erase and
 * add: M <- M (1 - w e) + w v. Of several heads the sum, at most 1; of the erase vector its mean.
 * @param writeWeights w, `[B, H, N]` @param eraseVectors e, `[B, H, W]`
 */
export function slotShares(writeWeights: tf.Tensor3D, eraseVectors: tf.Tensor3D): WriteShares {
  const wiped = tf.mul<tf.Tensor3D>(writeWeights, tf.mean(eraseVectors, 2, true));
  return { wiped: ofAllHeads(wiped), written: ofAllHeads(writeWeights) };
}

/** The sum over heads, at most 1: `[B, H, N]` to `[B, N]`. */
export const ofAllHeads = (shares: tf.Tensor3D): tf.Tensor2D =>
  tf.minimum(1, tf.sum<tf.Tensor2D>(shares, 1));
