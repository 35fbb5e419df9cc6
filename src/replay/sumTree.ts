import { checkWholeNumber } from '../core/arguments';
import { MOST_ITEMS } from './checks';
import {
  binaryLeaves,
  binaryNodes,
  FAN_OUT,
  heapLevels,
  PARENT_SHIFT,
  wideLevels,
} from './wideLevels';

// of this file's own: a number of another file is looked up anew at every use
const CHILDREN = FAN_OUT;
const TO_PARENT = PARENT_SHIFT;

/** One step of a look-up from the root to a leaf of the binary tree. */
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
 * A tree whose leaves are shares and whose every other node is the sum of its children (Schaul et
 * al. 2016, appendix B.2.1): finds the leaf for a mass and changes a leaf in a time that grows with
 * the logarithm of the capacity. Sums are made anew from the children, never by adding differences,
 * so rounding does not pile up and the tree depends on its leaves alone.
 *
 * It is a binary tree of which every other level is kept, so a node has four children, which lie
 * side by side in memory. Sums of the level between are added up where they are needed, so every
 * number is that of the binary tree, which `nodes`, `levels` and `path` show.
 */
export class SumTree {
  /** The node of leaf 0 in `nodes`. */
  readonly leaves: number;
  /** Sums by level: the leaves first, the root last. */
  private readonly sums: readonly Float64Array[];
  private readonly root: Float64Array;
  private readonly oneMass = new Float64Array(1);
  private readonly oneFound = new Int32Array(1);

  /**
   * @param capacity leaves that can be set, 1 to 10,000,000
   * @throws RangeError naming it
   */
  constructor(readonly capacity: number) {
    checkWholeNumber('capacity', capacity, 1, MOST_ITEMS);
    this.leaves = binaryLeaves(capacity);
    this.sums = wideLevels(capacity, 0);
    this.root = this.sums[this.sums.length - 1];
  }

  /** Sum of all leaves. */
  get total(): number {
    return this.root[0];
  }

  /**
   * A copy of the binary tree, `[2 x leaves]`: the root is 1, the children of n are 2n and 2n + 1;
   * node 0 is not used.
   */
  get nodes(): Float64Array {
    return binaryNodes(this.sums[0], this.capacity, (left, right) => left + right);
  }

  leaf(index: number): number {
    return this.sums[0][index];
  }

  /** A copy of the first leaves. */
  firstLeaves(count: number): Float64Array {
    return this.sums[0].slice(0, count);
  }

  /** Sum of the leaves up to one, that one with them. */
  sumUpTo(index: number): number {
    let sum = this.leaf(index);
    let node = index;
    for (const sums of this.sums.slice(0, -1)) {
      const isRight = node % 2 === 1;
      const isInRightPair = node % CHILDREN >= 2;
      if (isRight) sum += sums[node - 1];
      if (isInRightPair) sum += pairFrom(sums, node - (node % CHILDREN));
      node >>= TO_PARENT;
    }
    return sum;
  }

  /** Changes one leaf and the sums above it. @param share 0 or more */
  set(index: number, share: number): void {
    const { sums } = this;
    sums[0][index] = share;
    let node = index;
    for (let level = 1; level < sums.length; level++) {
      node >>= TO_PARENT;
      sums[level][node] = fourFrom(sums[level - 1], node * CHILDREN);
    }
  }

  /**
   * Changes leaves, one after the other (of an index that comes twice the last share stays), then
   * the sums above them a level at a time, those that neighbours in the list share once.
   * @param shares one for each index; what comes after them is left alone
   */
  setAll(indices: ArrayLike<number>, shares: Float64Array): void {
    const { sums } = this;
    const leaves = sums[0];
    for (let k = 0; k < indices.length; k++) leaves[indices[k]] = shares[k];
    for (let level = 1; level < sums.length; level++) {
      const own = sums[level];
      const below = sums[level - 1];
      const toParent = level * TO_PARENT;
      let last = -1;
      for (let k = 0; k < indices.length; k++) {
        const node = indices[k] >> toParent;
        if (node !== last) own[node] = fourFrom(below, node * CHILDREN);
        last = node;
      }
    }
  }

  /**
   * The leaf on which a mass falls: the smallest i with mass < leaf 0 + ... + leaf i. Never an
   * empty leaf, and with a mass of the total or above the last that is not empty, as rounding may
   * bring such a mass about.
   * @param mass from 0
   * @throws RangeError naming the mass if it is no number from 0, or if every leaf is empty
   */
  find(mass: number): number {
    this.checkMass(mass);
    this.oneMass[0] = mass;
    this.findAll(this.oneMass, this.oneFound);
    return this.oneFound[0];
  }

  /**
   * Finds the leaves for many masses as `find` does, four side by side: while one waits for memory
   * the others go on. One leaf at least must not be empty.
   * @param found gets the index for each mass; masses after those are left alone
   */
  findAll(masses: Float64Array, found: Int32Array): void {
    const last = found.length - 1;
    for (let k = 0; k <= last; k += 4) {
      // past the end of the list the last one is looked up again
      const b = Math.min(k + 1, last);
      const c = Math.min(k + 2, last);
      const d = Math.min(k + 3, last);
      this.findFour(masses, found, k, b, c, d);
    }
    const leaves = this.sums[0];
    for (let k = 0; k <= last; k++) {
      if (leaves[found[k]] > 0) continue;
      // rounding led past the last leaf that is not empty: it comes before
      let leaf = Math.min(found[k], this.capacity) - 1;
      while (leaves[leaf] === 0) leaf--;
      found[k] = leaf;
    }
  }

  /**
   * The way of a look-up through the binary tree, from the root to the leaf: to be drawn. The rules
   * are those of `find`.
   * @throws RangeError naming the mass if it is no number from 0, or if every leaf is empty
   */
  path(mass: number): TreeStep[] {
    this.checkMass(mass);
    const { nodes } = this;
    const depth = Math.log2(this.leaves);
    const steps: TreeStep[] = [];
    let node = 1;
    let rest = mass;
    for (let level = 0; level < depth; level++) {
      const left = nodes[2 * node];
      const right = nodes[2 * node + 1];
      const goes = rest < left || right === 0 ? 'left' : 'right';
      steps.push({ node, level, mass: rest, left, right, goes });
      if (goes === 'right') rest -= left;
      node = 2 * node + (goes === 'right' ? 1 : 0);
    }
    return [...steps, { node, level: depth, mass: rest }];
  }

  /**
   * Copies of all nodes of the binary tree, a list for each level: the root first, the leaves (with
   * those that only fill up to a power of two, which are 0) last.
   */
  levels(): number[][] {
    return heapLevels(this.nodes);
  }

  /**
   * Looks up the masses at four places. On each level a look-up is halved twice: into the right
   * pair of the four children or not, into the right one of the pair or not; a mass that goes to
   * the right is less what lies on the left. Right is 1 and left 0: numbers to calculate with in
   * place of an `if`, which the processor would guess wrong half the time.
   */
  private findFour(
    masses: Float64Array,
    found: Int32Array,
    placeA: number,
    placeB: number,
    placeC: number,
    placeD: number,
  ): void {
    const { sums } = this;
    let [a, b, c, d] = [0, 0, 0, 0];
    let massA = masses[placeA];
    let massB = masses[placeB];
    let massC = masses[placeC];
    let massD = masses[placeD];
    for (let level = sums.length - 2; level >= 0; level--) {
      const children = sums[level];
      a *= CHILDREN;
      b *= CHILDREN;
      c *= CHILDREN;
      d *= CHILDREN;

      const pairA = pairFrom(children, a);
      const pairB = pairFrom(children, b);
      const pairC = pairFrom(children, c);
      const pairD = pairFrom(children, d);
      const inRightPairA = Number(massA >= pairA);
      const inRightPairB = Number(massB >= pairB);
      const inRightPairC = Number(massC >= pairC);
      const inRightPairD = Number(massD >= pairD);
      massA -= inRightPairA * pairA;
      massB -= inRightPairB * pairB;
      massC -= inRightPairC * pairC;
      massD -= inRightPairD * pairD;
      a += 2 * inRightPairA;
      b += 2 * inRightPairB;
      c += 2 * inRightPairC;
      d += 2 * inRightPairD;

      const leftA = children[a];
      const leftB = children[b];
      const leftC = children[c];
      const leftD = children[d];
      const isRightA = Number(massA >= leftA);
      const isRightB = Number(massB >= leftB);
      const isRightC = Number(massC >= leftC);
      const isRightD = Number(massD >= leftD);
      massA -= isRightA * leftA;
      massB -= isRightB * leftB;
      massC -= isRightC * leftC;
      massD -= isRightD * leftD;
      a += isRightA;
      b += isRightB;
      c += isRightC;
      d += isRightD;
    }
    found[placeA] = a;
    found[placeB] = b;
    found[placeC] = c;
    found[placeD] = d;
  }

  private checkMass(mass: number): void {
    if (!(mass >= 0)) throw new RangeError(`mass: got ${mass}, expected a number of at least 0`);
    if (this.total === 0)
      throw new RangeError(
        `mass: got ${mass}, but every leaf is empty: expected at least one that is not`,
      );
  }
}

/** Sum of two neighbours. */
const pairFrom = (sums: Float64Array, first: number): number => sums[first] + sums[first + 1];

/** Sum of the four children of a node, in the order of a binary tree. */
const fourFrom = (sums: Float64Array, first: number): number =>
  pairFrom(sums, first) + pairFrom(sums, first + 2);
