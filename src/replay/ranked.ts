import type { StoredArrays } from '../core/stored';
import type { Priorities } from './priorities';
import { RankOrder } from './rankOrder';

/**
 * Rank-based prioritization (Schaul et al. 2016, section 3.3): the share of an item is rank^-alpha,
 * rank 1 for the largest priority, of equal ones for the lower index. Only the order of priorities
 * counts. The order is kept exact; a change costs the moving of half a block, a draw a walk over
 * items / 1,024 blocks and halvings of the sums of shares, which are there from the start.
 */
export class RankedPriorities implements Priorities {
  readonly above0 = false;
  private readonly given: Float64Array;
  private readonly order: RankOrder;
  /** Sum of the shares of the first ranks: `upTo[r]` of ranks 1 to r. */
  private readonly upTo: Float64Array;
  private size = 0;
  private readonly held: Uint8Array;

  constructor(
    capacity: number,
    private readonly alpha: number,
  ) {
    this.given = new Float64Array(capacity);
    this.held = new Uint8Array(capacity);
    this.order = new RankOrder(this.given);
    this.upTo = new Float64Array(capacity + 1);
    for (let rank = 1; rank <= capacity; rank++)
      this.upTo[rank] = this.upTo[rank - 1] + rank ** -alpha;
  }

  get total(): number {
    return this.upTo[this.size];
  }

  get smallest(): number {
    return this.size ** -this.alpha;
  }

  set(index: number, priority: number): void {
    if (this.held[index] === 1) this.order.remove(index);
    else {
      this.held[index] = 1;
      this.size++;
    }
    this.given[index] = priority;
    this.order.insert(index);
  }

  setAll(indices: ArrayLike<number>, priorities: ArrayLike<number>): void {
    for (let k = 0; k < indices.length; k++) this.set(indices[k], priorities[k]);
  }

  priorityOf(index: number): number {
    return this.given[index];
  }

  /** Rank of an item, from 1. */
  rankOf(index: number): number {
    return this.order.rankOf(index);
  }

  sharesOf(indices: ArrayLike<number>): Float64Array {
    return Float64Array.from(indices, (index) => this.order.rankOf(index) ** -this.alpha);
  }

  find(masses: Float64Array, found: Int32Array, shares: Float64Array): void {
    const ranks = new Int32Array(masses.length);
    for (let k = 0; k < ranks.length; k++) {
      ranks[k] = this.rankFor(masses[k]);
      shares[k] = ranks[k] ** -this.alpha;
    }
    this.order.itemsAt(ranks, found);
  }

  state(size: number): StoredArrays {
    return { priorities: { shape: [size], data: this.given.slice(0, size) } };
  }

  restore({ priorities }: StoredArrays, size: number): void {
    for (let i = 0; i < size; i++) this.set(i, priorities.data[i]);
  }

  /**
   * The smallest rank up to which the shares are more than a mass; the last where rounding has made
   * the mass the total.
   */
  private rankFor(mass: number): number {
    let low = 1;
    let high = this.size;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (mass < this.upTo[middle]) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
