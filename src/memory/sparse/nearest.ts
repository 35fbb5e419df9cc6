import { tf, untaped } from '../../tf';
import { newestRows } from './rowLog';
import { placesOfLargest, placesOf } from './slotIndex';
import type { RowLog } from './state';

const EPSILON = 1e-6;

/** Slots that are looked at together before single ones are (see `nearestSlots`). */
const BLOCK = 64;
/** From so many slots on it pays. */
const LEAST_IN_BLOCKS = 4096;

/**
 * 1 over the length of each row, for `similarities`.
 * @param rows `[B, n, W]`
 * @returns `[B, 1, n]`
 */
export function inverseLengths(rows: tf.Tensor3D): tf.Tensor3D {
  const [batch, count] = rows.shape;
  const squares = tf.sum(tf.square(untaped(rows)), 2);
  return tf.reshape(tf.rsqrt(tf.add(squares, EPSILON)), [batch, 1, count]);
}

/**
 * How like each key the rows are: the cosine times the length of the key, which puts the rows of a
 * key in the same order. No gradient.
 * @param keys `[B, h, W]` @param rows `[B, n, W]` @param scales of the rows, `[B, 1, n]`
 * @returns `[B, h, n]`
 */
export const similarities = (
  keys: tf.Tensor3D,
  rows: tf.Tensor3D,
  scales = inverseLengths(rows),
): tf.Tensor3D =>
  tf.mul(
    tf.matMul(untaped(keys) as tf.Tensor3D, untaped(rows) as tf.Tensor3D, false, true),
    scales,
  );

/**
 * Similarities to the rows of a memory's base with those of the rows written since put in.
 * @param ofBase `[B, h, N]` @param keys `[B, h, W]`
 * @returns `[B, h, N]`
 */
export function currentSimilarities(
  ofBase: tf.Tensor3D,
  keys: tf.Tensor3D,
  log: RowLog | undefined,
): tf.Tensor3D {
  if (!log) return ofBase;
  const [batch, heads, N] = ofBase.shape;
  const count = log.slots.shape[1];
  const ofHeads = tf.tile(tf.expandDims(log.slots, 1), [1, heads, 1]);
  const places = placesOf(tf.reshape(ofHeads, [batch * heads, count]), N);
  const changed = tf.tensorScatterUpdate(
    tf.reshape(ofBase, [ofBase.size]),
    tf.reshape(places, [places.size, 1]),
    tf.reshape(similarities(keys, newestRows(log)), [places.size]),
  );
  return tf.reshape(changed, ofBase.shape);
}

/**
 * The K slots that are most similar, the most similar first, of equals the lower.
 *
 * Long rows go in two stages: the K blocks of slots that hold the largest numbers, then the K
 * largest among their slots. The result is the same: if a slot among the K best lay in another
 * block, each of those K blocks would hold one that comes before it.
 * @param similar `[B, h, N]`
 * @returns `[B, h, K]`, int32
 */
export function nearestSlots(similar: tf.Tensor3D, K: number): tf.Tensor3D {
  const [batch, heads, N] = similar.shape;
  if (N < LEAST_IN_BLOCKS || N % BLOCK !== 0 || N / BLOCK <= K)
    return placesOfLargest(similar, K) as tf.Tensor3D;
  const rows = batch * heads;
  const blocks = tf.reshape(similar, [rows, N / BLOCK, BLOCK]);
  const best = inOrder(placesOfLargest(tf.max(blocks, 2), K) as tf.Tensor2D);
  const places = placesOf(best, N / BLOCK);
  const candidates = tf.reshape(
    tf.gather(tf.reshape(blocks, [(rows * N) / BLOCK, BLOCK]), places),
    [rows, K * BLOCK],
  );
  const chosen = placesOfLargest(candidates, K);
  const size = tf.scalar(BLOCK, 'int32');
  const slots = tf.add(
    tf.mul(tf.cast(tf.expandDims(best, 2), 'int32'), size),
    tf.range(0, BLOCK, 1, 'int32'),
  );
  const named = tf.reshape(slots, [rows * K * BLOCK]);
  const taken = tf.gather(named, placesOf(chosen as tf.Tensor2D, K * BLOCK));
  return tf.reshape(taken, [batch, heads, K]);
}

/** Whole numbers in ascending order along the last axis: `[rows, K]`. */
function inOrder(numbers: tf.Tensor2D): tf.Tensor2D {
  const negated = tf.neg(tf.cast(numbers, 'float32'));
  return tf.neg(tf.topk(negated, numbers.shape[1]).values);
}
