import type { Random } from '../../core/random';
import { eraseAndAdd, setSlot, type Slots, squaredDistance } from './slots';
import { mergeCost, type Usage } from './usage';

/**
 * Writes a row that is met for the first time. While there is room it takes a slot of its own.
 * After that, the write gate: if joining its best match costs no more than forgetting the least
 * used slot, it is written into its match (content addressing); else the least used slot is freed,
 * its content merged into its neighbour, and allocated to the row. No threshold, no share for a
 * class, no task id.
 * @param x `[rows, keySize]`, of which `row` is written
 * @param weight rows that a new row counts as in the cost of joining it to its match
 * @returns the slot that it went to
 */
export function writeRow(
  slots: Slots,
  usage: Usage,
  x: Float32Array,
  row: number,
  label: number,
  weight: number,
): number {
  if (slots.size < slots.capacity) return allocate(slots, usage, slots.size++, x, row, label);
  const { match, novelty } = bestMatch(slots, x, row, label, weight);
  const least = usage.least();
  if (novelty > usage.usage[least]) {
    free(slots, usage, least);
    return allocate(slots, usage, least, x, row, label);
  }
  eraseAndAdd(slots, match, 1 / ++slots.counts[match], x, row);
  usage.changed(match);
  return match;
}

/**
 * The slot of a row's label that it would cost least to join, and that cost; none and Infinity for
 * a label that is new.
 */
export function bestMatch(
  { size, labels, counts, keys, keySize }: Slots,
  x: Float32Array,
  row: number,
  label: number,
  weight: number,
): { match: number; novelty: number } {
  let [match, novelty] = [-1, Infinity];
  for (let i = 0; i < size; i++) {
    if (labels[i] !== label) continue;
    const cost = mergeCost(counts[i], weight, squaredDistance(keys, i, x, row, keySize));
    if (cost < novelty) [match, novelty] = [i, cost];
  }
  return { match, novelty };
}

/**
 * In place of `writeRow`, for comparison: a reservoir (Vitter 1985, algorithm R). Each row offered
 * so far is kept with the same chance, in a slot of its own.
 * @param offered rows before this one
 * @returns the slot that it went to, -1 for none
 */
export function keepRow(
  slots: Slots,
  usage: Usage,
  random: Random,
  offered: number,
  x: Float32Array,
  row: number,
  label: number,
): number {
  const slot = slots.size < slots.capacity ? slots.size++ : random.int(offered + 1);
  return slot < slots.capacity ? allocate(slots, usage, slot, x, row, label) : -1;
}

function allocate(
  slots: Slots,
  usage: Usage,
  slot: number,
  x: Float32Array,
  row: number,
  label: number,
): number {
  setSlot(slots, slot, x, row, label, 1);
  usage.changed(slot);
  return slot;
}

/**
 * The free gate: nothing is thrown away, a slot's content goes to its neighbour, each weighing as
 * many rows as it has.
 */
function free(slots: Slots, usage: Usage, slot: number): void {
  const { counts, keys } = slots;
  const neighbour = usage.neighbours[slot];
  counts[neighbour] += counts[slot];
  eraseAndAdd(slots, neighbour, counts[slot] / counts[neighbour], keys, slot);
  usage.changed(neighbour);
}
