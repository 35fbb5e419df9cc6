import type { Random } from '../../core/random';
import type { Scatter } from './scatter';
import { contentDistance, eraseAndAdd, setSlot, type SlotRows, type Slots } from './slots';
import type { Spread } from './spread';
import { distanceToMoved, mergeCost, type Usage } from './usage';

/** What rows are written to, and what writing keeps count of. */
export interface Written {
  readonly slots: Slots;
  readonly usage: Usage;
  readonly scatter: Scatter;
  readonly spread: Spread;
}

/**
 * Writes a row that is met for the first time. While there is room it takes a slot of its own.
 * After that, the write gate: if joining its best match costs no more than forgetting the least
 * used slot, it is written into its match (content addressing); else the least used slot is freed,
 * its content merged into its neighbour, and allocated to the row. No threshold, no share for a
 * class, no task id.
 * @param rows of which `row` is written
 * @param weight rows that a new row counts as in the cost of joining it to its match
 * @returns the slot that it went to
 */
export function writeRow(memory: Written, rows: SlotRows, row: number, weight: number): number {
  const { slots, usage, scatter } = memory;
  scatter.met(rows, row);
  if (slots.size < slots.capacity) return add(memory, rows, row);
  usage.refresh();
  const distances = distancesTo(slots, rows, row);
  const { match, novelty } = bestMatch(slots, distances, weight);
  const least = usage.least(scatter);
  if (scatter.priceOf(rows.labels[row], novelty) > least.price) {
    free(memory, least.slot, distances);
    return allocate(memory, least.slot, rows, row, distances);
  }
  merge(memory, match, { rows, row, count: 1, distances });
  return match;
}

/** Squared distances of a row to the slots of its label, `[size]`; Infinity for the others. */
export function distancesTo(slots: Slots, rows: SlotRows, row: number): Float64Array {
  const { size, labels } = slots;
  const distances = new Float64Array(size).fill(Infinity);
  for (let i = 0; i < size; i++)
    if (labels[i] === rows.labels[row]) distances[i] = contentDistance(slots, i, rows, row);
  return distances;
}

/**
 * The slot of a row's label that it would cost least to join, and that cost in squared error; none
 * and Infinity for a label that is new.
 * @param distances of the row to the slots, squared
 */
export function bestMatch(
  { size, counts }: Slots,
  distances: Float64Array,
  weight: number,
): { match: number; novelty: number } {
  let [match, novelty] = [-1, Infinity];
  for (let i = 0; i < size; i++) {
    const cost = mergeCost(counts[i], weight, distances[i]);
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
  memory: Written,
  random: Random,
  offered: number,
  rows: SlotRows,
  row: number,
): number {
  const { slots } = memory;
  if (slots.size < slots.capacity) return add(memory, rows, row);
  const slot = random.int(offered + 1);
  if (slot >= slots.capacity) return -1;
  setSlot(slots, slot, rows, row, 1);
  memory.usage.invalidate();
  return slot;
}

/** A row takes a slot that nothing was in. What it would cost to forget is not asked for yet. */
function add({ slots, usage }: Written, rows: SlotRows, row: number): number {
  const slot = slots.size++;
  setSlot(slots, slot, rows, row, 1);
  usage.invalidate();
  return slot;
}

function allocate(
  { slots, usage }: Written,
  slot: number,
  rows: SlotRows,
  row: number,
  distances: Float64Array,
): number {
  setSlot(slots, slot, rows, row, 1);
  usage.replaced(slot, distances);
  return slot;
}

/**
 * The free gate: nothing is thrown away, a slot's content goes to its neighbour, each weighing as
 * many rows as it has.
 * @param distances of the row that is to take its place, to the slots: kept up to date
 */
function free(memory: Written, slot: number, distances: Float64Array): void {
  const { slots, usage } = memory;
  const neighbour = usage.neighbours[slot];
  const count = slots.counts[slot];
  const toSlot = usage.distancesOf(slot);
  const weight = count / (slots.counts[neighbour] + count);
  if (distances[neighbour] < Infinity)
    distances[neighbour] = distanceToMoved(
      distances[neighbour],
      distances[slot],
      toSlot[neighbour],
      weight,
    );
  merge(memory, neighbour, { rows: slots, row: slot, count, distances: toSlot });
}

/** What a slot takes in. */
interface Taken {
  readonly rows: SlotRows;
  /** Of `rows`: the mean of what is taken in. */
  readonly row: number;
  /** Rows that it stands for. */
  readonly count: number;
  /** Of it to the slots of its label, squared. */
  readonly distances: Float64Array;
}

/** A slot takes in rows of its label; what it forgets goes to the spread. */
function merge(memory: Written, slot: number, { rows, row, count, distances }: Taken): void {
  const { slots, usage, scatter, spread } = memory;
  const own = slots.counts[slot];
  const weight = (own * count) / (own + count);
  scatter.lost(slots.labels[slot], weight * distances[slot]);
  spread.merged(slot, weight, rows.keys, row);
  slots.counts[slot] += count;
  const share = count / slots.counts[slot];
  eraseAndAdd(slots, slot, share, rows, row);
  usage.moved(slot, share, distances);
}
