import { tf, untaped } from '../../tf';
import type { Touched } from './access';
import {
  addEqualSlots,
  placesOfLargest,
  slotRows,
  sameSlots,
  numbersAtPlaces,
  withRows,
} from './slotIndex';
import type { SparseLinks } from './state';

/** Stands where a list names no slot. */
const NO_SLOT = -1;

/** Slots with weights, `[..., n]` each: a row of a sparse matrix. */
interface SlotList {
  readonly slots: tf.Tensor;
  readonly weights: tf.Tensor;
}

/** Links of slots of which none was written yet. @param L numbers that a list holds */
export function noLinks(batch: number, heads: number, N: number, L: number): SparseLinks {
  const shape: [number, number, number] = [batch, heads, L];
  return {
    lists: tf.tidy((): tf.Tensor4D => {
      const slots = tf.fill([1, 1, 1, L], NO_SLOT);
      const strengths = tf.zeros([1, 1, 1, L]);
      const ofSlot = tf.concat([slots, strengths, slots, strengths], 3);
      return tf.tile(ofSlot as tf.Tensor4D, [batch, heads, N, 1]);
    }),
    precedenceSlots: tf.fill(shape, NO_SLOT),
    precedence: tf.zeros(shape),
  };
}

/**
 * The links after a write (Graves et al. 2016, Methods, "Temporal memory linkage", kept sparse as
 * in Rae et al. 2016): each link from j to i is kept by 1 - w_i - w_j, and w_i p_j is added, p the
 * precedence before the write. Only lists of slots that are written, were written last, or are
 * linked with a slot that is written change; each keeps its L strongest links. With L = N these are
 * all links of the DNC.
 */
export function updateLinks(links: SparseLinks, { slots, weights }: Touched): SparseLinks {
  const [batch, heads, N, width] = links.lists.shape;
  const groups = batch * heads;
  const L = width / 4;
  const flat = (x: tf.Tensor): tf.Tensor2D =>
    tf.reshape(untaped(x), [groups, x.shape[2] as number]);
  const write = distinct(tf.cast(flat(slots), 'float32'), flat(weights));
  const before = { slots: flat(links.precedenceSlots), weights: flat(links.precedence) };

  const lists: tf.Tensor3D = tf.reshape(untaped(links.lists), [groups, N, width]);
  const changed = slotsToChange(lists, flat(slots), before.slots);
  const rows = tf.reshape(slotRows(lists, changed), [groups, -1, 2, 2, L]);
  const [named, strengths] = tf.unstack(rows, 3);
  const next = mergeLists(
    { slots: named, weights: kept(named, strengths, changed, write) },
    additions(changed, write, before),
    L,
  );
  const newRows: tf.Tensor3D = tf.reshape(tf.stack([next.slots, next.weights], 3), [
    groups,
    changed.shape[1],
    width,
  ]);
  const precedence = precedenceAfter(before, write, L);
  return {
    lists: tf.reshape(withRows(lists, changed, newRows), links.lists.shape),
    precedenceSlots: tf.reshape(precedence.slots, links.precedence.shape),
    precedence: tf.reshape(precedence.weights, links.precedence.shape),
  };
}

/** A list in which each slot stands once. */
function distinct(slots: tf.Tensor, given: tf.Tensor): SlotList {
  const { weights, isFirst } = addEqualSlots(slots, given);
  return { slots: tf.where(tf.greater(isFirst, 0), slots, tf.fill(slots.shape, NO_SLOT)), weights };
}

/**
 * The slots whose lists a write changes: those written, those with precedence, and the neighbours
 * of those written. `[G, M]`, some more than once.
 */
function slotsToChange(
  lists: tf.Tensor3D,
  written: tf.Tensor2D,
  preceding: tf.Tensor2D,
): tf.Tensor2D {
  const [groups, , width] = lists.shape;
  const ofWritten = tf.reshape(slotRows(lists, written), [groups, -1, 2, 2, width / 4]);
  const [neighbours] = tf.unstack(ofWritten, 3);
  const changed = tf.cast(written, 'float32');
  const others: tf.Tensor2D = tf.concat([preceding, tf.reshape(neighbours, [groups, -1])], 1);
  const any = tf.slice(changed, [0, 0], [groups, 1]); // stands where there is no other slot
  return tf.concat([changed, tf.where(tf.less(others, 0), any, others)], 1);
}

/**
 * Strengths of links after a write: times 1 - w_i - w_j.
 * @param named the other slots `[G, M, 2, L]` @param strengths the same
 * @param changed whose lists they are `[G, M]`
 */
function kept(
  named: tf.Tensor,
  strengths: tf.Tensor,
  changed: tf.Tensor2D,
  write: SlotList,
): tf.Tensor {
  const [groups, count, directions, L] = named.shape as number[];
  const ofOwn = tf.reshape(weightOf(changed, write), [groups, count, 1, 1]);
  const others = tf.reshape(named, [groups, count * directions * L]);
  const ofOthers = tf.reshape(weightOf(others, write), named.shape);
  return tf.mul(strengths, tf.sub(tf.sub(1, ofOwn), ofOthers));
}

/** The weight that a list gives to each slot: `[G, n]`. */
const weightOf = (slots: tf.Tensor, { slots: named, weights }: SlotList): tf.Tensor =>
  tf.squeeze(tf.matMul(sameSlots(slots, named), tf.expandDims(weights, -1)), [-1]);

/**
 * Links that a write adds to the lists of slots x, `[G, M, 2, A]`: successors i with w_i p_x, and
 * predecessors j with w_x p_j, none of a slot to itself.
 */
function additions(changed: tf.Tensor2D, write: SlotList, before: SlotList): SlotList {
  const count = Math.max(write.slots.shape[1] as number, before.slots.shape[1] as number);
  const both = (name: keyof SlotList, filler: number): tf.Tensor =>
    tf.expandDims(
      tf.stack([padded(write[name], count, filler), padded(before[name], count, filler)], 1),
      1,
    );
  const own = tf.stack([weightOf(changed, before), weightOf(changed, write)], 2);
  const strengths = tf.mul(tf.expandDims(own, 3), both('weights', 0));
  const slots = tf.add(both('slots', NO_SLOT), tf.zerosLike(strengths));
  const isSelf = tf.equal(slots, tf.reshape(changed, [...changed.shape, 1, 1]));
  return { slots, weights: tf.where(isSelf, tf.zerosLike(strengths), strengths) };
}

/** `[G, n]` with columns added at the end. */
function padded(x: tf.Tensor, count: number, filler: number): tf.Tensor {
  const missing = count - (x.shape[1] as number);
  return missing === 0
    ? x
    : tf.pad(
        x,
        [
          [0, 0],
          [0, missing],
        ],
        filler,
      );
}

/** How far each slot was the last one written: p <- (1 - sum of w) p + w, its L largest. */
function precedenceAfter(before: SlotList, write: SlotList, L: number): SlotList {
  const rest = tf.sub(1, tf.sum(write.weights, 1, true));
  return mergeLists({ slots: before.slots, weights: tf.mul(rest, before.weights) }, write, L);
}

/**
 * Adds one list of distinct slots to another: weights of the same slot add up, and the L largest
 * stay.
 * @param list `[..., n]` @param added `[..., a]`
 */
function mergeLists(list: SlotList, added: SlotList, L: number): SlotList {
  const same = sameSlots(list.slots, added.slots);
  const weights = tf.add(
    list.weights,
    tf.squeeze(tf.matMul(same, tf.expandDims(added.weights, -1)), [-1]),
  );
  const isNew = tf.logicalAnd(tf.equal(tf.max(same, -2), 0), tf.greater(added.weights, 0));
  const all = {
    slots: tf.concat(
      [list.slots, tf.where(isNew, added.slots, tf.fill(added.slots.shape, NO_SLOT))],
      -1,
    ),
    weights: tf.concat([weights, tf.where(isNew, added.weights, tf.zerosLike(added.weights))], -1),
  };
  const strongest = placesOfLargest(all.weights, L);
  return {
    slots: numbersAtPlaces(all.slots, strongest),
    weights: numbersAtPlaces(all.weights, strongest),
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
  { lists }: SparseLinks,
  read: Touched,
  K: number,
): { slots: tf.Tensor4D; weights: tf.Tensor4D } {
  const [batch, H, N, width] = lists.shape;
  const R = read.slots.shape[1];
  const L = width / 4;
  const strongest = placesOfLargest(read.weights, K);
  const from = tf.reshape(numbersAtPlaces(read.slots, strongest), [batch, 1, R * K]);
  const weights = tf.reshape(numbersAtPlaces(read.weights, strongest), [batch, 1, R, K, 1]);

  const ofHeads: tf.Tensor2D = tf.reshape(tf.tile(from, [1, H, 1]), [batch * H, R * K]);
  const rows = slotRows(tf.reshape(untaped(lists), [batch * H, N, width]), ofHeads);
  const [successors, toNext, predecessors, toPrevious] = tf.split(rows, 4, 2);
  const ofReads = (x: tf.Tensor): tf.Tensor => readsFirst(x, [batch, H, R, K * L]);
  const reached = (strengths: tf.Tensor): tf.Tensor =>
    ofReads(tf.mul(tf.reshape(strengths, [batch, H, R, K, L]), weights));
  const slots = tf.concat([ofReads(predecessors), ofReads(successors)], 2);
  const added = addEqualSlots(slots, tf.concat([reached(toPrevious), reached(toNext)], 2));
  const chosen = placesOfLargest(added.weights, K);
  return {
    slots: tf.relu(numbersAtPlaces(slots, chosen)) as tf.Tensor4D, // of no slot the weight is 0
    weights: numbersAtPlaces(added.weights, chosen) as tf.Tensor4D,
  };
}

/** To `[B, H, R, n]`, and read heads before write heads: `[B, R, H, n]`. */
function readsFirst(x: tf.Tensor, shape: [number, number, number, number]): tf.Tensor4D {
  const [batch, H, R, count] = shape;
  if (H === 1) return tf.reshape(x, [batch, R, H, count]);
  const headsFirst: tf.Tensor4D = tf.reshape(x, shape);
  return tf.transpose(headsFirst, [0, 2, 1, 3]);
}
