import { tf, untaped } from '../../tf';
import type { Touched } from './access';
import { type LoggedRows, mergeLog, readRows, writeRows } from './rowLog';
import { addEqualSlots, numbersAtPlaces, placesOfLargest, sameSlots } from './slotIndex';
import type { RowLog, SparseLinks } from './state';

/** Stands where a list names no slot. */
const NO_SLOT = -1;

/** Slots with weights, `[..., n]` each: a row of a sparse matrix. */
interface SlotList {
  readonly slots: tf.Tensor;
  readonly weights: tf.Tensor;
}

/** Links in use: lists that may have a log, and the precedence of the last write. */
export interface LinksInUse {
  /** Of the slots of the first write head, then of those of the next: `[B, H N, 4 L]`. */
  readonly lists: LoggedRows;
  /** `[B, H, L]` */
  readonly precedenceSlots: tf.Tensor3D;
  /** `[B, H, L]` */
  readonly precedence: tf.Tensor3D;
}

/** Links of slots of which none was written yet. @param L numbers that a list holds */
export function noLinks(batch: number, heads: number, N: number, L: number): SparseLinks {
  const shape: [number, number, number] = [batch, heads, L];
  return {
    lists: tf.tidy((): tf.Tensor4D => {
      const slots = tf.fill([1, 1, 1, 2 * L], NO_SLOT);
      const ofSlot = tf.concat([slots, tf.zeros([1, 1, 1, 2 * L])], 3);
      return tf.tile(ofSlot as tf.Tensor4D, [batch, heads, N, 1]);
    }),
    precedenceSlots: tf.fill(shape, NO_SLOT),
    precedence: tf.zeros(shape),
  };
}

/** Takes links into use, without gradient. */
export function openLinks(
  { lists, precedenceSlots, precedence }: SparseLinks,
  log?: RowLog,
): LinksInUse {
  const [batch, heads, N, width] = lists.shape;
  return {
    lists: { base: tf.reshape(untaped(lists), [batch, heads * N, width]), log },
    precedenceSlots: untaped(precedenceSlots) as tf.Tensor3D,
    precedence: untaped(precedence) as tf.Tensor3D,
  };
}

/** Links with a log of lists written into them. */
export function wholeLinks(links: SparseLinks, log: RowLog): SparseLinks {
  const { lists } = openLinks(links);
  return { ...links, lists: tf.reshape(mergeLog(lists.base, log), links.lists.shape) };
}

/**
 * The links after a write (Graves et al. 2016, Methods, "Temporal memory linkage", kept sparse as
 * in Rae et al. 2016): each link from j to i is kept by 1 - w_i - w_j, and w_i p_j is added, p the
 * precedence before the write. Only lists of slots that are written, were written last, or are
 * linked with a slot that is written change; each keeps its L strongest links. With L = N these are
 * all links of the DNC.
 */
export function updateLinks(links: LinksInUse, { slots, weights }: Touched): LinksInUse {
  const [batch, heads, L] = links.precedence.shape;
  const written = tf.cast(untaped(slots) as tf.Tensor3D, 'float32');
  const write = distinct(written, untaped(weights));
  const before: SlotList = { slots: links.precedenceSlots, weights: links.precedence };
  const changed = slotsToChange(links.lists, written, links.precedenceSlots);
  const rows = listRows(links.lists, changed);
  const count = rows.shape[1];
  const lists = listsOf(rows, [batch, heads, 2 * changed.shape[2], L]);
  const next = mergeLists(kept(lists, changed, write), additions(changed, write, before), L);
  const newRows = [next.slots, next.weights].map((part): tf.Tensor3D =>
    tf.reshape(part, [batch, count, 2 * L]),
  );
  const rest = tf.sub(1, tf.sum(write.weights, 2, true));
  const fading = { slots: before.slots, weights: tf.mul(rest, before.weights) };
  const precedence = mergeLists(fading, write, L);
  return {
    lists: writeRows(
      links.lists,
      rowsForHeads(links.lists, changed),
      tf.concat<tf.Tensor3D>(newRows, 2),
    ),
    precedenceSlots: precedence.slots as tf.Tensor3D,
    precedence: precedence.weights as tf.Tensor3D,
  };
}

/** The lists of slots. @param slots `[B, H, k]` @returns `[B, H k, 4 L]` */
const listRows = (lists: LoggedRows, slots: tf.Tensor3D): tf.Tensor3D =>
  readRows(lists, rowsForHeads(lists, slots));

/** The rows of the lists that belong to slots `[B, H, k]`: `[B, H k]`. */
function rowsForHeads({ base }: LoggedRows, slots: tf.Tensor3D): tf.Tensor2D {
  const [batch, heads, count] = slots.shape;
  if (heads === 1) return tf.reshape(slots, [batch, count]);
  const N = base.shape[1] / heads;
  const starts = tf.reshape(tf.range(0, heads * N, N, 'float32'), [1, heads, 1]);
  return tf.reshape(tf.add(slots, starts), [batch, heads * count]);
}

/** Rows taken apart: successors and predecessors of each slot in turn, `[B, H, 2 k, L]`. */
function listsOf(rows: tf.Tensor3D, shape: [number, number, number, number]): SlotList {
  const [slots, weights] = tf.split(rows, 2, 2);
  return { slots: tf.reshape(slots, shape), weights: tf.reshape(weights, shape) };
}

/** A list in which each slot stands once. */
function distinct(slots: tf.Tensor, given: tf.Tensor): SlotList {
  const { weights, isFirst } = addEqualSlots(slots, given);
  return { slots: tf.where(tf.greater(isFirst, 0), slots, tf.fill(slots.shape, NO_SLOT)), weights };
}

/**
 * The slots whose lists a write changes: those written, those with precedence, and the neighbours
 * of those written. `[B, H, M]`, some more than once.
 */
function slotsToChange(
  lists: LoggedRows,
  written: tf.Tensor3D,
  preceding: tf.Tensor3D,
): tf.Tensor3D {
  const [batch, heads] = written.shape;
  const [neighbours] = tf.split(listRows(lists, written), 2, 2);
  const ofHeads = tf.reshape(neighbours, [batch, heads, -1]);
  const others: tf.Tensor3D = tf.concat([preceding, ofHeads as tf.Tensor3D], 2);
  const any = tf.slice(written, [0, 0, 0], [batch, heads, 1]); // where there is no other slot
  return tf.concat([written, tf.where(tf.less(others, 0), any, others)], 2);
}

/**
 * Links as a write leaves them: times 1 - w_i - w_j.
 * @param lists `[B, H, 2 M, L]` @param changed whose lists they are `[B, H, M]`
 */
function kept({ slots, weights }: SlotList, changed: tf.Tensor3D, write: SlotList): SlotList {
  const [batch, heads, count, L] = slots.shape as [number, number, number, number];
  const ofOwn = tf.reshape(weightOf(changed, write), [batch, heads, count / 2, 1, 1]);
  const ofOthers = weightOf(tf.reshape(slots, [batch, heads, count * L]), write);
  const share = tf.sub(tf.sub(1, ofOwn), tf.reshape(ofOthers, [batch, heads, count / 2, 2, L]));
  return { slots, weights: tf.mul(weights, tf.reshape(share, slots.shape)) };
}

/** The weight that a list gives to each slot: `[B, H, k]`. */
const weightOf = (slots: tf.Tensor, list: SlotList): tf.Tensor =>
  tf.squeeze(tf.matMul(sameSlots(slots, list.slots), tf.expandDims(list.weights, -1)), [-1]);

/**
 * Links that a write adds to the lists of slots x: successors i with w_i p_x, and predecessors j
 * with w_x p_j, none of a slot to itself. `[B, H, 2 M, A]`.
 */
function additions(changed: tf.Tensor3D, write: SlotList, before: SlotList): SlotList {
  const [batch, heads, count] = changed.shape;
  const A = Math.max(write.slots.shape[2] as number, before.slots.shape[2] as number);
  const both = (name: keyof SlotList, filler: number): tf.Tensor =>
    tf.expandDims(
      tf.stack([padded(write[name], A, filler), padded(before[name], A, filler)], 2),
      2,
    );
  const own = tf.stack([weightOf(changed, before), weightOf(changed, write)], 3);
  const strengths = tf.mul(tf.expandDims(own, 4), both('weights', 0));
  const slots = tf.tile(both('slots', NO_SLOT), [1, 1, count, 1, 1]);
  const isOther = tf.notEqual(slots, tf.reshape(changed, [batch, heads, count, 1, 1]));
  const shape = [batch, heads, 2 * count, A];
  return {
    slots: tf.reshape(slots, shape),
    weights: tf.reshape(tf.mul(strengths, tf.cast(isOther, 'float32')), shape),
  };
}

/** `[B, H, n]` with columns added at the end. */
function padded(x: tf.Tensor, count: number, filler: number): tf.Tensor {
  const missing = count - (x.shape[2] as number);
  if (missing === 0) return x;
  return tf.concat([x, tf.fill([...x.shape.slice(0, 2), missing], filler)], 2);
}

/**
 * Adds one list of distinct slots to another: weights of the same slot add up, and the L largest
 * stay.
 * @param list `[..., n]` @param added `[..., a]`
 */
function mergeLists(list: SlotList, added: SlotList, L: number): SlotList {
  const same = sameSlots(list.slots, added.slots);
  const more = tf.squeeze(tf.matMul(same, tf.expandDims(added.weights, -1)), [-1]);
  const isNew = tf.logicalAnd(tf.equal(tf.max(same, -2), 0), tf.greater(added.weights, 0));
  const newSlots = tf.where(isNew, added.slots, tf.fill(added.slots.shape, NO_SLOT));
  const newWeights = tf.mul(added.weights, tf.cast(isNew, 'float32'));
  const slots = tf.concat([list.slots, newSlots], -1);
  const weights = tf.concat([tf.add(list.weights, more), newWeights], -1);
  const strongest = placesOfLargest(weights, L);
  return {
    slots: numbersAtPlaces(slots, strongest),
    weights: numbersAtPlaces(weights, strongest),
  };
}

/**
 * Where reading goes if it follows the order of writing, or the reverse order, from the K slots
 * that a head read with most weight; the K strongest of each way. Gradients flow to the read
 * weights, and not through the links.
 * @param read slots and weights of the last step `[B, R, S]`
 * @returns backward of each write head, then forward of each: slots and weights `[B, R, 2 H, K]`
 */
export function followLinks(
  { lists, precedence }: LinksInUse,
  read: Touched,
  K: number,
): { slots: tf.Tensor4D; weights: tf.Tensor4D } {
  const [batch, H, L] = precedence.shape;
  const R = read.slots.shape[1];
  const strongest = placesOfLargest(read.weights, K);
  const from = tf.reshape(numbersAtPlaces(untaped(read.slots), strongest), [batch, 1, R * K]);
  const weights = tf.reshape(numbersAtPlaces(read.weights, strongest), [batch, R, 1, K, 1]);
  const rows = listRows(lists, tf.tile(from as tf.Tensor3D, [1, H, 1]));
  const [slots, strengths] = tf
    .split(rows, 2, 2)
    .map((part) => backwardFirst(part, [batch, H, R, K, L]));
  const reached = tf.mul(tf.reshape(strengths, [batch, R, 2 * H, K, L]), weights);
  const added = addEqualSlots(slots, tf.reshape(reached, slots.shape));
  const chosen = placesOfLargest(added.weights, K);
  return {
    slots: tf.relu(numbersAtPlaces(slots, chosen)) as tf.Tensor4D, // of no slot the weight is 0
    weights: numbersAtPlaces(added.weights, chosen) as tf.Tensor4D,
  };
}

/**
 * Numbers of successors and predecessors `[B, H R K, 2 L]` by read head; the predecessors of each
 * write head, then the successors of each: `[B, R, 2 H, K L]`.
 */
function backwardFirst(
  x: tf.Tensor,
  [batch, H, R, K, L]: [number, number, number, number, number],
): tf.Tensor {
  const ways = tf.reverse(tf.reshape(x, [batch, H, R, K, 2, L]), 4);
  return tf.reshape(tf.transpose(ways, [0, 2, 4, 1, 3, 5]), [batch, R, 2 * H, K * L]);
}
