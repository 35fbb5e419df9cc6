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
 * Usage of every slot: what forgetting it into the nearest slot of its label would cost. The slot
 * alone in its label is of infinite usage. A cache of keys and counts, with the costs of all pairs:
 * it can be made again at any time, bit for bit.
 */
export class Usage {
  /** `[capacity]` */
  readonly usage: Float64Array;
  /** `[capacity]`: the slot that each would be merged into, the lowest of equals; -1: none. */
  readonly neighbours: Int32Array;
  /** `[capacity, capacity]` */
  private readonly costs: Float64Array;
  private stale = true;

  constructor(private readonly slots: Slots) {
    const { capacity } = slots;
    [this.usage, this.neighbours, this.costs] = [
      new Float64Array(capacity),
      new Int32Array(capacity),
      new Float64Array(capacity * capacity),
    ];
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
    if (moved.length > size / 2) this.invalidate();
    else for (const slot of moved) this.changed(slot);
  }

  /** Makes everything anew, if keys have moved. */
  refresh(): void {
    if (!this.stale) return;
    const { size, capacity } = this.slots;
    for (let i = 0; i < size; i++)
      for (let j = 0; j <= i; j++)
        this.costs[i * capacity + j] = this.costs[j * capacity + i] = this.cost(i, j);
    for (let i = 0; i < size; i++) this.scan(i);
    this.stale = false;
  }

  /** One slot is new or has another content. */
  changed(slot: number): void {
    const { size, capacity } = this.slots;
    for (let i = 0; i < size; i++)
      this.costs[i * capacity + slot] = this.costs[slot * capacity + i] = this.cost(i, slot);
    this.scan(slot);
    for (let i = 0; i < size; i++) {
      if (i === slot) continue;
      const cost = this.costs[i * capacity + slot];
      if (cost < this.usage[i] || (cost === this.usage[i] && slot < this.neighbours[i]))
        [this.usage[i], this.neighbours[i]] = [cost, slot];
      else if (this.neighbours[i] === slot && cost > this.usage[i]) this.scan(i);
    }
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

  private cost(i: number, j: number): number {
    const { labels, counts } = this.slots;
    return i === j || labels[i] !== labels[j]
      ? Infinity
      : mergeCost(counts[i], counts[j], contentDistance(this.slots, i, this.slots, j));
  }

  /** Looks for the cheapest merge of a slot. */
  private scan(i: number): void {
    const { size, capacity } = this.slots;
    let [least, neighbour] = [Infinity, -1];
    for (let j = 0; j < size; j++)
      if (this.costs[i * capacity + j] < least)
        [least, neighbour] = [this.costs[i * capacity + j], j];
    [this.usage[i], this.neighbours[i]] = [least, neighbour];
  }
}
