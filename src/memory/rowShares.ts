import { tf } from '../tf';
import type { WriteShares } from './bank';
import { ofAllHeads } from './slots';

/**
 * What a step did to each row of a matrix that heads with keys k write at their rates: it wiped
 * rate k_i² of row i, and wrote with the weight rate |k_i|; of several heads the sum, at most 1.
 * @param writeWeights rate k, `[B, H, N]`
 * @param rates 0 to 1, `[B, H]`
 * @param kept what the step kept of the whole matrix, 0 to 1, `[B, 1]`; left out: all
 */
export function rowShares(
  writeWeights: tf.Tensor3D,
  rates: tf.Tensor2D,
  kept?: tf.Tensor2D,
): WriteShares {
  const erased = ofAllHeads(tf.divNoNan(tf.square(writeWeights), tf.expandDims(rates, 2)));
  return {
    wiped: kept ? tf.sub(1, tf.mul(kept, tf.sub(1, erased))) : erased,
    written: ofAllHeads(tf.abs(writeWeights)),
  };
}
