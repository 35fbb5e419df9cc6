import type { StoredArrays } from '../core/stored';

/**
 * What turns priorities into probabilities. An item's probability is its share over the total of
 * all shares. Indices and priorities come checked.
 */
export interface Priorities {
  /** Sum of all items' shares. */
  readonly total: number;
  /** The smallest share there is. */
  readonly smallest: number;
  /** Whether an item of priority 0 could never be drawn, so that 0 is refused. */
  readonly above0: boolean;
  /** An item that is new, or takes the place of another. */
  set(index: number, priority: number): void;
  setAll(indices: ArrayLike<number>, priorities: ArrayLike<number>): void;
  priorityOf(index: number): number;
  /** Shares of some items. */
  sharesOf(indices: ArrayLike<number>): Float64Array;
  /**
   * Finds the items on which masses from 0 to `total`, in ascending order, fall.
   * @param found gets their indices
   * @param shares gets their shares
   */
  find(masses: Float64Array, found: Int32Array, shares: Float64Array): void;
  /** Copies of what is needed to go on bit for bit, of the first `size` items. */
  state(size: number): StoredArrays;
  restore(arrays: StoredArrays, size: number): void;
}

/** Above this, sums of priorities could become infinite. */
export const LARGEST_PRIORITY = 1e100;
