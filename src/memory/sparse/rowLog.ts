import { tf, untaped } from '../../tf';
import { slotNumbers, slotRows, withNumbers, withRows } from './slotIndex';
import type { RowLog } from './state';

/** A table in use: its base, and the rows written since, if there are any. */
export interface LoggedRows {
  /** `[B, n, W]` */
  readonly base: tf.Tensor3D;
  readonly log?: RowLog;
}

/**
 * What some slots hold now. Gradients flow to the rows where they are, in the base or in the log.
 * @param slots `[B, k]`
 * @returns `[B, k, W]`
 */
export function readRows({ base, log }: LoggedRows, slots: tf.Tensor2D): tf.Tensor3D {
  const ofBase = slotRows(base, slots);
  if (!log) return ofBase;
  const versions = slotNumbers(log.versions, slots);
  const ofLog = slotRows(log.rows, tf.relu(tf.sub<tf.Tensor2D>(versions, 1)));
  return tf.where(tf.expandDims(tf.greater(versions, 0), 2), ofLog, ofBase);
}

/**
 * The table after some rows were written. The base stays as it is.
 * @param slots `[B, k]` @param rows `[B, k, W]`, equal where slots are
 */
export function writeRows(
  { base, log }: LoggedRows,
  slots: tf.Tensor2D,
  rows: tf.Tensor3D,
): LoggedRows & { readonly log: RowLog } {
  const [batch, count] = base.shape;
  const written = slots.shape[1];
  const before = log?.slots.shape[1] ?? 0;
  const places = tf.range(before + 1, before + written + 1, 1, 'float32');
  const ofBatch = tf.tile(tf.expandDims<tf.Tensor2D>(places, 0), [batch, 1]);
  const named = tf.cast<tf.Tensor2D>(slots, 'float32');
  const next: RowLog = {
    versions: withNumbers(log?.versions ?? tf.zeros([batch, count]), slots, ofBatch),
    slots: log ? tf.concat([log.slots, named], 1) : named,
    rows: log ? tf.concat([log.rows, rows], 1) : rows,
  };
  return { base, log: next };
}

/**
 * The base with the log written into it. Of rows for the same slot the newest counts, and only to
 * it does a gradient flow.
 * @returns `[B, n, W]`
 */
export function mergeLog(base: tf.Tensor3D, log: RowLog): tf.Tensor3D {
  const { slots, versions, rows } = log;
  const places = tf.range(1, slots.shape[1] + 1, 1, 'float32');
  const isNewest = tf.expandDims(tf.equal(slotNumbers(versions, slots), places), 2);
  return withRows(base, slots, tf.where(isNewest, rows, newestRows(log)));
}

/** For each row of a log the newest one of its slot, without gradient: `[B, M, W]`. */
export function newestRows({ slots, versions, rows }: RowLog): tf.Tensor3D {
  const places = tf.sub<tf.Tensor2D>(slotNumbers(versions, slots), 1);
  return slotRows(untaped(rows) as tf.Tensor3D, places);
}
