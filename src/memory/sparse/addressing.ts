import type { MemoryConfig } from '../../config';
import { tf } from '../../tf';
import { contentWeights } from '../dnc/content';
import { leastRecentlyUsed, type Touched } from './access';
import { followLinks, type LinksInUse } from './links';
import { nearestSlots } from './nearest';
import { type LoggedRows, readRows } from './rowLog';
import { addEqualSlots, sameSlots } from './slotIndex';
import type { SparseInterface } from './state';

/** Slots of all heads in a row, what they hold, and the weight of each head for each of them. */
export interface AddressedRows extends Touched {
  /** `[B, H E]` */
  readonly allSlots: tf.Tensor2D;
  /** What they hold: `[B, H E, W]`. */
  readonly rows: tf.Tensor3D;
}

/**
 * Where the heads write: to the K slots nearest to the write key, and with `allocation` to the one
 * that was not used for longest, mixed by the allocation gate and scaled by the write gate as in
 * the DNC.
 * @param similar similarities of the write keys, `[B, H, N]`
 * @returns slots and weights `[B, H, E]`, E = K or K + 1
 */
export function addressSparseWrites(
  { nearest: K, allocation }: MemoryConfig,
  memory: LoggedRows,
  age: tf.Tensor2D,
  similar: tf.Tensor3D,
  controls: SparseInterface,
): AddressedRows {
  const { writeKeys, writeStrengths, allocationGates, writeGates } = controls;
  const [batch, H, W] = writeKeys.shape;
  const near = nearestSlots(similar, K);
  const slots = allocation ? tf.concat([near, leastRecentlyUsed(age, H)], 2) : near;
  const count = slots.shape[2];
  const allSlots: tf.Tensor2D = tf.reshape(slots, [batch, H * count]);
  const rows = readRows(memory, allSlots);
  const ofHeads: tf.Tensor4D = tf.reshape(rows, [batch, H, count, W]);
  const nearRows = allocation ? tf.slice(ofHeads, [0, 0, 0, 0], [batch, H, K, W]) : ofHeads;
  const byContent = sparseContent(nearRows, writeKeys, writeStrengths);
  const gates = tf.expandDims<tf.Tensor3D>(writeGates, 2);
  if (!allocation) return { slots, allSlots, rows, weights: tf.mul(gates, byContent) };
  const share = tf.expandDims<tf.Tensor3D>(allocationGates as tf.Tensor2D, 2);
  const mixed = tf.concat([tf.mul(tf.sub(1, share), byContent), share], 2);
  return { slots, allSlots, rows, weights: tf.mul(gates, mixed) };
}

/**
 * Content weights over rows of each head's own.
 * @param rows `[B, h, K, W]` @param keys `[B, h, W]` @param strengths `[B, h]`, before softplus
 * @returns `[B, h, K]`, sums to 1
 */
function sparseContent(rows: tf.Tensor4D, keys: tf.Tensor3D, strengths: tf.Tensor2D): tf.Tensor3D {
  const [batch, heads, K, W] = rows.shape;
  const each = batch * heads;
  const weights = contentWeights(
    tf.reshape(rows, [each, K, W]),
    tf.reshape(keys, [each, 1, W]),
    tf.reshape(strengths, [each, 1]),
  );
  return tf.reshape(weights, [batch, heads, K]);
}

/**
 * The weight with which each head writes to the slots of all heads, where slots that are named more
 * than once get all of their weight each time: `[B, H, H E]`.
 * @param slots `[B, H, E]` @param weights `[B, H, E]`
 */
export function weightsOnAll({ slots, weights }: Touched): tf.Tensor3D {
  const [batch, H, count] = slots.shape;
  const all: tf.Tensor2D = tf.reshape(slots, [batch, H * count]);
  const own = tf.mul(tf.expandDims(weights, 2), tf.reshape(tf.eye(H), [1, H, H, 1]));
  return tf.matMul<tf.Tensor3D>(tf.reshape(own, [batch, H, H * count]), sameSlots(all, all));
}

/**
 * What the heads read: the K slots nearest to the read key; with `links` mixed by the read modes
 * with the K that follow those read last, and the K that precede them.
 * @param memory after the write
 * @param similar similarities of the write keys, then of the read keys, `[B, H + R, N]`
 * @param links after the write @param last what was read in the last step
 * @returns read vectors `[B, R, W]`, slots and weights `[B, R, S]`
 */
export function readSparse(
  { nearest: K }: MemoryConfig,
  memory: LoggedRows,
  similar: tf.Tensor3D,
  controls: SparseInterface,
  last: Touched,
  links?: LinksInUse,
): Touched & { readonly readVectors: tf.Tensor3D } {
  const { readKeys, readStrengths } = controls;
  const [batch, R, W] = readKeys.shape;
  const nearAll = tf.cast<tf.Tensor3D>(nearestSlots(similar, K), 'float32');
  const near = tf.slice(nearAll, [0, similar.shape[1] - R, 0], [batch, R, K]);
  const ways = links && followLinks(links, last, K);
  const slots: tf.Tensor3D = ways
    ? tf.concat([tf.reshape(ways.slots, [batch, R, -1]), near], 2)
    : near;
  const count = slots.shape[2];
  const rows: tf.Tensor4D = tf.reshape(readRows(memory, tf.reshape(slots, [batch, R * count])), [
    batch,
    R,
    count,
    W,
  ]);
  const nearRows = ways ? tf.slice(rows, [0, 0, count - K, 0], [batch, R, K, W]) : rows;
  const byContent = sparseContent(nearRows, readKeys, readStrengths);
  const weights = ways
    ? mixWays(slots, ways.weights, byContent, controls.readModes as tf.Tensor3D)
    : byContent;
  const found = tf.matMul(
    tf.reshape(weights, [batch * R, 1, count]),
    tf.reshape(rows, [batch * R, count, W]),
  );
  return { readVectors: tf.reshape(found, [batch, R, W]), slots, weights };
}

/**
 * Backward, forward and content weights, mixed by the read modes; a slot that several ways lead to
 * gets all of its weight at once.
 * @param byLinks `[B, R, 2 H, K]` @param byContent `[B, R, K]` @param modes `[B, R, 2 H + 1]`
 * @returns `[B, R, (2 H + 1) K]`
 */
function mixWays(
  slots: tf.Tensor3D,
  byLinks: tf.Tensor4D,
  byContent: tf.Tensor3D,
  modes: tf.Tensor3D,
): tf.Tensor3D {
  const all = tf.concat([byLinks, tf.expandDims<tf.Tensor4D>(byContent, 2)], 2);
  const mixed = tf.mul(all, tf.expandDims(modes, 3));
  return addEqualSlots(slots, tf.reshape(mixed, slots.shape)).weights as tf.Tensor3D;
}
