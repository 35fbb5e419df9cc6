import type { Scatter } from './scatter';
import { contentDistance, type Slots } from './slots';

/**
 * What it would cost, in squared error over all rows written, to make two groups of rows one (Ward
 * 1963): n m / (n + m) |a - b|^2.
 * @param n rows of one group
 * @param m rows of the other
 * @param distance squared, between their means
 */
export const mergeCost = (n: number, m: number, distance: number): number =>
  ((n * m) / (n + m)) * distance;

/**
 * Squared distance of a point to a slot that has moved the share `weight` of the way to another
 * point, from the three distances before (Lance & Williams 1967).
 * @param toSlot of the point to the slot
 * @param toOther of the point to the other point
 * @param apart of the slot and the other point
 */
export function distanceToMoved(
  toSlot: number,
  toOther: number,
  apart: number,
  weight: number,
): number {
  const moved = (1 - weight) * toSlot + weight * toOther - weight * (1 - weight) * apart;
  return Math.max(0, moved);
}

/**
 * Usage of every slot: what forgetting it into the nearest slot of its label would cost. The slot
 * alone in its label is of infinite usage. A cache of keys and counts, with the distances of all
 * pairs of a label. While rows are written the distances of slots that take them in are worked out
 * from those known, to rounding; `settle` measures them. So between two calls of `write` the cache
 * can be made again at any time, bit for bit.
 */
export class Usage {
  /** `[capacity]` */
  readonly usage: Float64Array;
  /** `[capacity]`: the slot that each would be merged into, the lowest of equals; -1: none. */
  readonly neighbours: Int32Array;
  /** Squared, `[capacity, capacity]`; only those of slots of one label are kept up to date. */
  private readonly distances: Float64Array;
  /** Slots whose distances are not measured. */
  private readonly estimated = new Set<number>();
  private stale = true;

  constructor(private readonly slots: Slots) {
    const { capacity } = slots;
    this.usage = new Float64Array(capacity);
    this.neighbours = new Int32Array(capacity);
    this.distances = new Float64Array(capacity * capacity);
  }

  /** Keys have moved: everything is made anew before it is next asked for. */
  invalidate(): void {
    this.stale = true;
  }

  /** Some numbers of all keys were multiplied: what is 0 stayed so. @param factors `[keySize]` */
  rescaled(factors: Float32Array): void {
    const { size, keys, keySize } = this.slots;
    if (this.stale) return;
    const inputs = [...factors.keys()].filter((d) => factors[d] !== 1);
    const moved: number[] = [];
    for (let i = 0; i < size; i++)
      if (inputs.some((d) => keys[i * keySize + d] !== 0)) moved.push(i);
    if (moved.length > size / 2) return this.invalidate();
    moved.forEach((slot) => this.measure(slot));
    moved.forEach((slot) => this.changed(slot));
  }

  /** Makes everything anew, if keys have moved. */
  refresh(): void {
    if (!this.stale) return;
    const { size } = this.slots;
    for (let i = 0; i < size; i++) this.measure(i, i);
    for (let i = 0; i < size; i++) this.scan(i);
    this.estimated.clear();
    this.stale = false;
  }

  /** Squared distances of a slot to every slot of its label, `[capacity]`, a view. */
  distancesOf(slot: number): Float64Array {
    const { capacity } = this.slots;
    return this.distances.subarray(slot * capacity, (slot + 1) * capacity);
  }

  /**
   * A slot has moved the share `weight` of the way to a point, and its count has changed.
   * @param toPoint squared distances of the point to the slots of this label, before
   */
  moved(slot: number, weight: number, toPoint: Float64Array): void {
    if (this.stale) return;
    const { size, labels } = this.slots;
    const apart = toPoint[slot]; // `toPoint` may be distances that are changed here
    for (let i = 0; i < size; i++)
      if (i !== slot && labels[i] === labels[slot])
        this.keep(i, slot, distanceToMoved(this.between(i, slot), toPoint[i], apart, weight));
    this.estimated.add(slot);
    this.changed(slot);
  }

  /**
   * A slot holds a point now.
   * @param toPoint squared distances of the point to the slots of its label
   */
  replaced(slot: number, toPoint: Float64Array): void {
    if (this.stale) return;
    const { size, labels } = this.slots;
    for (let i = 0; i < size; i++)
      if (i !== slot && labels[i] === labels[slot]) this.keep(i, slot, toPoint[i]);
    this.estimated.add(slot);
    this.changed(slot);
  }

  /** Measures what was worked out. */
  settle(): void {
    if (!this.stale) {
      for (const slot of this.estimated) this.measure(slot);
      for (const slot of this.estimated) this.changed(slot);
    }
    this.estimated.clear();
  }

  /** The slot that is cheapest to forget, the lowest of equals, and the price of that. */
  least(scatter: Scatter): { slot: number; price: number } {
    const { size, labels } = this.slots;
    let [slot, price] = [0, Infinity];
    for (let i = 0; i < size; i++) {
      const own = scatter.priceOf(labels[i], this.usage[i]);
      if (own < price) [slot, price] = [i, own];
    }
    return { slot, price };
  }

  /** The distances of a slot to the slots of its label, of those below `end`. */
  private measure(slot: number, end = this.slots.size): void {
    const { labels } = this.slots;
    for (let i = 0; i < end; i++)
      if (i !== slot && labels[i] === labels[slot])
        this.keep(i, slot, contentDistance(this.slots, i, this.slots, slot));
  }

  /** One slot is new, or its distances or its count have changed. */
  private changed(slot: number): void {
    const { size, labels } = this.slots;
    this.scan(slot);
    for (let i = 0; i < size; i++) {
      if (i === slot) continue;
      const cost = labels[i] === labels[slot] ? this.cost(i, slot) : Infinity;
      if (cost < this.usage[i] || (cost === this.usage[i] && slot < this.neighbours[i]))
        [this.usage[i], this.neighbours[i]] = [cost, slot];
      else if (this.neighbours[i] === slot && cost > this.usage[i]) this.scan(i);
    }
  }

  /** Looks for the cheapest merge of a slot. */
  private scan(i: number): void {
    const { size, labels } = this.slots;
    let [least, neighbour] = [Infinity, -1];
    for (let j = 0; j < size; j++) {
      if (j === i || labels[j] !== labels[i]) continue;
      const cost = this.cost(i, j);
      if (cost < least) [least, neighbour] = [cost, j];
    }
    this.usage[i] = least;
    this.neighbours[i] = neighbour;
  }

  /** Of two slots of one label; the same bit for bit with the two changed round. */
  private cost(i: number, j: number): number {
    const { counts } = this.slots;
    return mergeCost(counts[i], counts[j], this.between(i, j));
  }

  private between(i: number, j: number): number {
    return this.distances[i * this.slots.capacity + j];
  }

  private keep(i: number, j: number, distance: number): void {
    const { capacity } = this.slots;
    this.distances[i * capacity + j] = distance;
    this.distances[j * capacity + i] = distance;
  }
}
