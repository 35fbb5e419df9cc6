import { checkWholeNumber } from '../core/arguments';
import { MOST_ITEMS } from './checks';

/** One step of a look-up from the root to a leaf. */
export interface TreeStep {
  /** The node stood on; 1 is the root, the children of n are 2n and 2n + 1. */
  readonly node: number;
  /** Steps below the root. */
  readonly level: number;
  /** The mass still looked for. */
  readonly mass: number;
  /** Sums of the two children; a leaf has none. */
  readonly left?: number;
  readonly right?: number;
  /**
   * Where it goes on: to the left child if the mass is below its sum; else to the right one, with
   * the mass less that sum.
   */
  readonly goes?: 'left' | 'right';
}

/**
 * Places of a tree over `capacity` leaves: the next power of two, so that leaf i is node `leaves +
 * i` and leaves stay in their order.
 */
export const leavesOf = (capacity: number): number => 2 ** Math.ceil(Math.log2(capacity));

/**
 * A binary tree whose leaves are shares and whose every other node is the sum of its two children
 * (Schaul et al. 2016, appendix B.2.1): finds the leaf for a mass and changes a leaf in
 * log2(capacity) steps. Sums are made anew from the children, never by adding differences, so
 * rounding does not pile up and the tree depends on its leaves alone. Nodes lie in one array: the
 * root is 1, the children of n are 2n and 2n + 1.
 */
export class SumTree {
  /** `[2 x leaves]`; node 0 is not used. */
  readonly nodes: Float64Array;
  /** The node of leaf 0. */
  readonly leaves: number;
  private readonly depth: number;
  private changed = new Int32Array(64);

  /**
   * @param capacity leaves that can be set, 1 to 10,000,000
   * @throws RangeError naming it
   */
  constructor(readonly capacity: number) {
    checkWholeNumber('capacity', capacity, 1, MOST_ITEMS);
    this.leaves = leavesOf(capacity);
    this.depth = Math.log2(this.leaves);
    this.nodes = new Float64Array(2 * this.leaves);
  }

  /** Sum of all leaves. */
  get total(): number {
    return this.nodes[1];
  }

  leaf(index: number): number {
    return this.nodes[this.leaves + index];
  }

  /** Sum of the leaves up to one, that one with them. */
  sumUpTo(index: number): number {
    let sum = this.leaf(index);
    for (let node = this.leaves + index; node > 1; node >>= 1)
      if (node % 2 === 1) sum += this.nodes[node - 1];
    return sum;
  }

  /** Changes one leaf and the sums above it. @param share 0 or more */
  set(index: number, share: number): void {
    const { nodes } = this;
    let node = this.leaves + index;
    nodes[node] = share;
    for (node >>= 1; node > 0; node >>= 1) nodes[node] = nodes[2 * node] + nodes[2 * node + 1];
  }

  /**
   * Changes leaves, one after the other (of an index that comes twice the last share stays), then
   * the sums above them a level at a time, those that neighbours in the list share once.
   */
  setAll(indices: ArrayLike<number>, shares: Float64Array): void {
    const { nodes, leaves } = this;
    const count = indices.length;
    if (this.changed.length < count) this.changed = new Int32Array(count);
    const { changed } = this;
    for (let k = 0; k < count; k++) {
      changed[k] = leaves + indices[k];
      nodes[changed[k]] = shares[k];
    }
    for (let level = this.depth, left = count; level > 0; level--) {
      let kept = 0;
      for (let k = 0, last = 0; k < left; k++) {
        const node = changed[k] >> 1;
        if (node === last) continue;
        nodes[node] = nodes[2 * node] + nodes[2 * node + 1];
        changed[kept++] = last = node;
      }
      left = kept;
    }
  }

  /**
   * The leaf on which a mass falls: the smallest i with mass < leaf 0 + ... + leaf i. Never an
   * empty leaf, and with a mass of the total or above the last that is not empty, as rounding may
   * bring such a mass about.
   * @param mass from 0
   * @throws RangeError if every leaf is empty
   */
  find(mass: number): number {
    const steps = this.path(mass);
    return steps[steps.length - 1].node - this.leaves;
  }

  /**
   * Finds the leaves for many masses as `find` does, all a level at a time: their nodes lie far
   * apart in memory, and so are fetched side by side. The masses are used up.
   * @param found gets the index for each mass
   */
  findAll(masses: Float64Array, found: Int32Array): void {
    const { nodes, leaves } = this;
    const count = found.length;
    for (let k = 0; k < count; k++) found[k] = 1;
    for (let level = this.depth; level > 0; level--)
      for (let k = 0; k < count; k++) {
        const left = 2 * found[k];
        const sum = nodes[left];
        const mass = masses[k];
        // 0 or 1 without a branch, which would be guessed wrong half the time
        const right = Number(mass >= sum);
        found[k] = left + right;
        masses[k] = mass - right * sum;
      }
    for (let k = 0; k < count; k++) {
      // rounding led past the last leaf that is not empty: it comes before
      while (nodes[found[k]] === 0) found[k]--;
      found[k] -= leaves;
    }
  }

  /**
   * The way of a look-up, from the root to the leaf: to be drawn. The rules are those of `find`.
   * @throws RangeError naming the mass if it is no number from 0, or if every leaf is empty
   */
  path(mass: number): TreeStep[] {
    if (!(mass >= 0)) throw new RangeError(`mass: got ${mass}, expected a number of at least 0`);
    if (this.total === 0)
      throw new RangeError(
        `mass: got ${mass}, but every leaf is empty: expected at least one that is not`,
      );
    const steps: TreeStep[] = [];
    let node = 1;
    let rest = mass;
    for (let level = 0; level < this.depth; level++) {
      const left = this.nodes[2 * node];
      const right = this.nodes[2 * node + 1];
      const goes = rest < left || right === 0 ? 'left' : 'right';
      steps.push({ node, level, mass: rest, left, right, goes });
      if (goes === 'right') rest -= left;
      node = 2 * node + (goes === 'right' ? 1 : 0);
    }
    return [...steps, { node, level: this.depth, mass: rest }];
  }

  /**
   * Copies of all nodes, a list for each level: the root first, the leaves (with those that only
   * fill up to a power of two, which are 0) last.
   */
  levels(): number[][] {
    return treeLevels(this.nodes);
  }
}

/** The nodes of a tree in an array, a list for each level from the root. */
export const treeLevels = (nodes: Float64Array): number[][] =>
  Array.from({ length: Math.log2(nodes.length) }, (_, level) => [
    ...nodes.subarray(2 ** level, 2 ** (level + 1)),
  ]);
