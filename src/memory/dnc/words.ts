import { slices, tf } from '../../tf';
import type { Directions } from './addressing';
import type { MemoryInterface } from './state';

/**
 * Erase, then add: M <- M prod_h(1 - w e^T) + sum_h w v^T.
 * @param memory `[B, N, W]` @param writeWeights `[B, H, N]`
 * @returns `[B, N, W]`
 */
export function writeMemory(
  memory: tf.Tensor3D,
  writeWeights: tf.Tensor3D,
  controls: Pick<MemoryInterface, 'eraseVectors' | 'writeVectors'>,
): tf.Tensor3D {
  const weights = slices<tf.Tensor3D>(writeWeights, 1);
  const erase = slices<tf.Tensor3D>(controls.eraseVectors, 1);
  const kept = weights.reduce((m, w, head) => tf.mul(m, keptWords(w, erase[head])), memory);
  return tf.add(kept, tf.matMul(writeWeights, controls.writeVectors, true));
}

/**
 * 1 - w e^T, `[B, N, W]`, in one product: [1 -w] [1; e].
 * @param w `[B, 1, N]`
 * @param e `[B, 1, W]`
 */
const keptWords = (w: tf.Tensor3D, e: tf.Tensor3D): tf.Tensor3D =>
  tf.matMul(tf.concat([tf.ones(w.shape), tf.neg(w)], 1), tf.concat([tf.ones(e.shape), e], 1), true);

/**
 * The three ways to read, mixed by the read modes: backward, forward, content. Without links only
 * the last finds anything: its share of the weights is all there is.
 * @param byContent `[B, R, N]`
 * @param modes `[B, R, 2 H + 1]`
 * @returns read weights `[B, R, N]`
 */
export function mixReads(
  byContent: tf.Tensor3D,
  modes: tf.Tensor3D,
  directions?: Directions,
): tf.Tensor3D {
  if (!directions)
    return tf.mul(byContent, tf.slice(modes, [0, 0, modes.shape[2] - 1], [-1, -1, 1]));
  const { backward, forward } = directions;
  const ways = tf.concat([backward, forward, tf.expandDims<tf.Tensor4D>(byContent, 2)], 2);
  return tf.sum(tf.mul(ways, tf.expandDims(modes, 3)), 2);
}
