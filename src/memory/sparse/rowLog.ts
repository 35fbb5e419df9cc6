import { tf, untaped } from '../../tf';
import { inverseLengths, similarities, withSimilarities } from './nearest';
import { slotNumbers, slotRows, withNumbers, withRows } from './slotIndex';
import type { RowLog } from './state';

/** A memory in use: its base, and the rows written since, if there are any. */
export interface LoggedMemory {
  /** `[B, N, W]` */
  readonly base: tf.Tensor3D;
  /** 1 over the length of each row of the base: `[B, 1, N]`. */
  readonly scales: tf.Tensor3D;
  readonly log?: RowLog;
}

/** Takes a memory into use. */
export const openMemory = (base: tf.Tensor3D, log?: RowLog): LoggedMemory => ({
  base,
  scales: log?.scales ?? inverseLengths(base),
  log,
});

/**
 * What some slots hold now. Gradients flow to the rows where they are, in the base or in the log.
 * @param slots `[B, n]`
 * @returns `[B, n, W]`
 */
export function readRows({ base, log }: LoggedMemory, slots: tf.Tensor2D): tf.Tensor3D {
  const ofBase = slotRows(base, slots);
  if (!log) return ofBase;
  const versions = slotNumbers(log.versions, slots);
  const ofLog = slotRows(log.rows, tf.relu(tf.sub<tf.Tensor2D>(versions, 1)));
  return tf.where(tf.expandDims(tf.greater(versions, 0), 2), ofLog, ofBase);
}

/**
 * The similarity of each key to each slot as it is now: one product over the base, in which the
 * rows written since are replaced.
 * @param keys `[B, h, W]`
 * @returns `[B, h, N]`
 */
export function scan({ base, scales, log }: LoggedMemory, keys: tf.Tensor3D): tf.Tensor3D {
  const ofBase = similarities(keys, base, scales);
  if (!log) return ofBase;
  return withSimilarities(ofBase, log.slots, similarities(keys, newestRows(log)));
}

/**
 * The memory after some rows were written. The base stays as it is.
 * @param slots `[B, n]` @param rows `[B, n, W]`, equal where slots are
 */
export function writeRows(
  { base, scales, log }: LoggedMemory,
  slots: tf.Tensor2D,
  rows: tf.Tensor3D,
): LoggedMemory & { readonly log: RowLog } {
  const [batch, N] = base.shape;
  const count = slots.shape[1];
  const before = log?.slots.shape[1] ?? 0;
  const places = tf.range(before + 1, before + count + 1, 1, 'float32');
  const ofBatch = tf.tile(tf.expandDims<tf.Tensor2D>(places, 0), [batch, 1]);
  const named = tf.cast<tf.Tensor2D>(slots, 'float32');
  const next: RowLog = {
    scales,
    versions: withNumbers(log?.versions ?? tf.zeros([batch, N]), slots, ofBatch),
    slots: log ? tf.concat([log.slots, named], 1) : named,
    rows: log ? tf.concat([log.rows, rows], 1) : rows,
  };
  return { base, scales, log: next };
}

/**
 * The base with the log written into it. Of rows for the same slot the newest counts, and only to
 * it does a gradient flow.
 * @returns `[B, N, W]`
 */
export function closeMemory(base: tf.Tensor3D, log: RowLog): tf.Tensor3D {
  const { slots, versions, rows } = log;
  const places = tf.range(1, slots.shape[1] + 1, 1, 'float32');
  const isNewest = tf.expandDims(tf.equal(slotNumbers(versions, slots), places), 2);
  return withRows(base, slots, tf.where(isNewest, rows, newestRows(log)));
}

/** For each row of the log the newest one of its slot, without gradient: `[B, M, W]`. */
function newestRows({ slots, versions, rows }: RowLog): tf.Tensor3D {
  const places = tf.sub<tf.Tensor2D>(slotNumbers(versions, slots), 1);
  return slotRows(untaped(rows) as tf.Tensor3D, places);
}
