import { checkWholeNumber } from '../core/arguments';
import { MOST_ITEMS } from './checks';
import { binaryNodes, FAN_OUT, heapLevels, PARENT_SHIFT, wideLevels } from './wideLevels';

// of this file's own: a number of another file is looked up anew at every use
const CHILDREN = FAN_OUT;
const TO_PARENT = PARENT_SHIFT;

/**
 * A tree whose every node is the smallest of its four children: the smallest leaf is known at
 * once, and a leaf is changed in at most log4(capacity) steps. A leaf not set yet is Infinity. Laid
 * out like `SumTree`.
 */
export class MinTree {
  /** Smallest numbers by level: the leaves first, the root last. */
  private readonly smallest: readonly Float64Array[];
  private readonly root: Float64Array;

  /**
   * @param capacity leaves that can be set, 1 to 10,000,000
   * @throws RangeError naming it
   */
  constructor(readonly capacity: number) {
    checkWholeNumber('capacity', capacity, 1, MOST_ITEMS);
    this.smallest = wideLevels(capacity, Infinity);
    this.root = this.smallest[this.smallest.length - 1];
  }

  /** The smallest leaf. */
  get minimum(): number {
    return this.root[0];
  }

  /**
   * A copy of the binary tree, as that of `SumTree`: every node is the smaller of its two children.
   */
  get nodes(): Float64Array {
    return binaryNodes(this.smallest[0], this.capacity, Math.min);
  }

  leaf(index: number): number {
    return this.smallest[0][index];
  }

  /**
   * Changes one leaf, and the nodes above it as far up as one becomes another. Children are looked
   * at only where the smallest of them has grown.
   */
  set(index: number, value: number): void {
    const { smallest } = this;
    let node = index;
    let now = value;
    for (let level = 0; level < smallest.length - 1; level++) {
      const children = smallest[level];
      const before = children[node];
      children[node] = now;
      node >>= TO_PARENT;
      const old = smallest[level + 1][node];
      if (now > old) {
        if (before > old) return;
        now = smallestOfFour(children, node * CHILDREN);
      }
      if (now === old) return;
    }
    this.root[0] = now;
  }

  /**
   * Changes leaves, one after the other: of an index that comes twice the last value stays.
   * @param values one for each index; what comes after them is left alone
   */
  setAll(indices: ArrayLike<number>, values: Float64Array): void {
    for (let k = 0; k < indices.length; k++) this.set(indices[k], values[k]);
  }

  /**
   * Copies of all nodes of the binary tree, a list for each level: the root first, the leaves
   * (those that only fill up to a power of two are Infinity) last.
   */
  levels(): number[][] {
    return heapLevels(this.nodes);
  }
}

function smallestOfFour(numbers: Float64Array, first: number): number {
  const left = Math.min(numbers[first], numbers[first + 1]);
  const right = Math.min(numbers[first + 2], numbers[first + 3]);
  return Math.min(left, right);
}
