import { checkWholeNumber } from '../core/arguments';
import { MOST_ITEMS } from './checks';
import { leavesOf, treeLevels } from './sumTree';

/**
 * A binary tree whose every node is the smaller of its two children: the smallest leaf is known at
 * once, and a leaf is changed in at most log2(capacity) steps. A leaf not set yet is Infinity. Laid
 * out like `SumTree`.
 */
export class MinTree {
  /** `[2 x leaves]`; node 0 is not used. */
  readonly nodes: Float64Array;
  /** The node of leaf 0. */
  readonly leaves: number;
  private changed = new Int32Array(64);

  /**
   * @param capacity leaves that can be set, 1 to 10,000,000
   * @throws RangeError naming it
   */
  constructor(readonly capacity: number) {
    checkWholeNumber('capacity', capacity, 1, MOST_ITEMS);
    this.leaves = leavesOf(capacity);
    this.nodes = new Float64Array(2 * this.leaves).fill(Infinity);
  }

  /** The smallest leaf. */
  get minimum(): number {
    return this.nodes[1];
  }

  leaf(index: number): number {
    return this.nodes[this.leaves + index];
  }

  /** Changes one leaf, and the nodes above it as far up as one becomes another. */
  set(index: number, value: number): void {
    const { nodes } = this;
    let node = this.leaves + index;
    nodes[node] = value;
    for (node >>= 1; node > 0; node >>= 1) {
      const left = nodes[2 * node];
      const right = nodes[2 * node + 1];
      const smaller = left < right ? left : right;
      if (nodes[node] === smaller) return;
      nodes[node] = smaller;
    }
  }

  /** Changes leaves, one after the other: of an index that comes twice the last value stays. */
  setAll(indices: ArrayLike<number>, values: Float64Array): void {
    const { nodes, leaves } = this;
    const count = indices.length;
    if (this.changed.length < count) this.changed = new Int32Array(count);
    const { changed } = this;
    for (let k = 0; k < count; k++) {
      changed[k] = leaves + indices[k];
      nodes[changed[k]] = values[k];
    }
    for (let left = changed[0] > 1 ? count : 0; left > 0;) {
      let kept = 0;
      for (let k = 0; k < left; k++) {
        const node = changed[k] >> 1;
        const a = nodes[2 * node];
        const b = nodes[2 * node + 1];
        const smaller = a < b ? a : b;
        if (nodes[node] === smaller) continue;
        nodes[node] = smaller;
        if (node > 1) changed[kept++] = node;
      }
      left = kept;
    }
  }

  /**
   * Copies of all nodes, a list for each level: the root first, the leaves (those that only fill up
   * to a power of two are Infinity) last.
   */
  levels(): number[][] {
    return treeLevels(this.nodes);
  }
}
