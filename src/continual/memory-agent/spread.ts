import { principalRows } from '../../core/principalRows';
import type { Slots } from './slots';

/** Differences that are gathered before they are worked in; at least as many as directions. */
const GATHERED = 16;

/**
 * In which directions the rows of each label differ that now share a slot. What a merge forgets is
 * known exactly: two groups of n and m rows whose means differ by v scatter by n m / (n + m) v v^T
 * more. The sum of these over all merges of a label is kept by its strongest directions, `rank` a
 * label, whatever came before them (an incremental singular value decomposition, Brand 2002).
 */
export class Spread {
  /**
   * `[classes, rank, keySize]`: directions at right angles, the strongest first; the square of the
   * length of each is the sum of squares along it.
   */
  readonly directions: Float32Array;
  private readonly gathered = new Map<number, Float32Array[]>();
  private readonly most: number;

  /** @param rank directions a label; 0: nothing is kept */
  constructor(
    private readonly slots: Slots,
    readonly rank: number,
  ) {
    const { classes, keySize } = slots;
    this.directions = new Float32Array(classes * rank * keySize);
    this.most = Math.max(GATHERED, rank);
  }

  /**
   * A slot of a label and a row, or another slot, are to be merged.
   * @param weight n m / (n + m)
   * @param keys `[rows, keySize]`, of which `row` is the other's key
   */
  merged(slot: number, weight: number, keys: Float32Array, row: number): void {
    if (this.rank === 0) return;
    const { labels, keys: own, keySize } = this.slots;
    const root = Math.sqrt(weight);
    const difference = new Float32Array(keySize);
    for (let d = 0; d < keySize; d++)
      difference[d] = root * (keys[row * keySize + d] - own[slot * keySize + d]);
    const label = labels[slot];
    const list = this.gathered.get(label) ?? [];
    this.gathered.set(label, [...list, difference]);
    if (list.length + 1 >= this.most) this.workIn(label);
  }

  /** Works in what was gathered: before the directions are used. */
  settle(): void {
    for (const label of this.gathered.keys()) this.workIn(label);
  }

  /** The directions of a label, `[rank, keySize]`, a view. */
  of(label: number): Float32Array {
    const size = this.rank * this.slots.keySize;
    return this.directions.subarray(label * size, (label + 1) * size);
  }

  /** Keys are multiplied by `factors` `[keySize]`: directions are turned to right angles again. */
  rescale(factors: Float32Array): void {
    const { classes, keySize } = this.slots;
    if (this.rank === 0) return;
    for (let label = 0; label < classes; label++) {
      const own = this.of(label);
      if (own[0] === 0 && own.every((value) => value === 0)) continue;
      this.keep(
        label,
        own.map((value, p) => value * factors[p % keySize]),
      );
    }
  }

  private workIn(label: number): void {
    const list = this.gathered.get(label) ?? [];
    const own = this.of(label);
    const rows = new Float32Array(own.length + list.length * this.slots.keySize);
    rows.set(own);
    list.forEach((one, i) => rows.set(one, own.length + i * this.slots.keySize));
    this.keep(label, rows);
    this.gathered.delete(label);
  }

  private keep(label: number, rows: Float32Array): void {
    const own = this.of(label);
    own.fill(0);
    own.set(principalRows(rows, this.slots.keySize, this.rank));
  }
}
