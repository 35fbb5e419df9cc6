import type { StoredArrays } from '../core/stored';
import { MinTree } from './minTree';
import type { Priorities } from './priorities';
import { SumTree } from './sumTree';

/**
 * Proportional prioritization (Schaul et al. 2016, section 3.3): the share of an item is (priority
 * + epsilon)^alpha. A draw and a change cost log2(capacity) steps.
 */
export class ProportionalPriorities implements Priorities {
  readonly sums: SumTree;
  readonly minima: MinTree;
  readonly above0: boolean;
  private readonly given: Float64Array;
  /** Shares of a change, kept from one to the next: a new array costs more than what is in it. */
  private changed = new Float64Array(64);

  constructor(
    capacity: number,
    private readonly alpha: number,
    private readonly epsilon: number,
  ) {
    this.sums = new SumTree(capacity);
    this.minima = new MinTree(capacity);
    this.given = new Float64Array(capacity);
    this.above0 = alpha > 0 && epsilon === 0;
  }

  get total(): number {
    return this.sums.total;
  }

  get smallest(): number {
    return this.minima.minimum;
  }

  set(index: number, priority: number): void {
    const share = (priority + this.epsilon) ** this.alpha;
    this.given[index] = priority;
    this.sums.set(index, share);
    this.minima.set(index, share);
  }

  setAll(indices: ArrayLike<number>, priorities: ArrayLike<number>): void {
    const { given, alpha, epsilon } = this;
    const count = indices.length;
    if (this.changed.length < count) this.changed = new Float64Array(count);
    const shares = this.changed;
    for (let k = 0; k < count; k++) {
      given[indices[k]] = priorities[k];
      shares[k] = (priorities[k] + epsilon) ** alpha;
    }
    this.sums.setAll(indices, shares);
    this.minima.setAll(indices, shares);
  }

  priorityOf(index: number): number {
    return this.given[index];
  }

  sharesOf(indices: ArrayLike<number>): Float64Array {
    return Float64Array.from(indices, (index) => this.sums.leaf(index));
  }

  find(masses: Float64Array, found: Int32Array, shares: Float64Array): void {
    this.sums.findAll(masses, found);
    for (let k = 0; k < found.length; k++) shares[k] = this.sums.leaf(found[k]);
  }

  /**
   * Shares are stored beside the priorities they come from: another machine's power function may
   * differ in the last bit.
   */
  state(size: number): StoredArrays {
    return {
      priorities: { shape: [size], data: this.given.slice(0, size) },
      shares: { shape: [size], data: this.sums.firstLeaves(size) },
    };
  }

  restore({ priorities, shares }: StoredArrays, size: number): void {
    const places = Int32Array.from({ length: size }, (_, i) => i);
    this.given.set(priorities.data);
    this.sums.setAll(places, shares.data as Float64Array);
    this.minima.setAll(places, shares.data as Float64Array);
  }
}
