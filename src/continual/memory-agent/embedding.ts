import { dotProducts } from './dotProducts';
import type { Slots } from './slots';
import type { Spread } from './spread';

/** Directions weaker than this count for nothing. */
const NOTHING = 1e-12;
/** Rows whose distances are worked out at once. */
const ROWS_AT_ONCE = 256;

/** A row with its squared distances. */
export interface RowDistances {
  readonly row: number;
  /** `[size]`, overwritten by the next row; Infinity for slots that are left out. */
  readonly distances: Float64Array;
}

/**
 * What the memory has learned to look at. Rows of a label vary along its directions of spread
 * without being another label, so a difference along these says little: distances are taken after a
 * linear map of each label, with |T_c (x - k)|^2 = (x - k)^T (I + beta S_c / n_c)^-1 (x - k) (the
 * distance of Mahalanobis), where S_c is the spread of the label over its n_c rows and beta the
 * strength of the read. Slots keep their keys as inputs, so the map may change at any time: it is
 * applied anew whenever the memory is read. Without spread the distance is the plain one.
 */
export class Embedding {
  private readonly slots: Slots;
  private readonly rank: number;
  /** The slots that rows are compared with. */
  private readonly included: readonly number[];
  /** Mean of their keys, `[keySize]`: about it numbers are small, and differences exact. */
  private readonly centre: Float32Array;
  /** `[included, keySize]`, about the centre. */
  private readonly keys: Float32Array;
  /** `[included]` */
  private readonly squares: Float64Array;
  /**
   * `[classes, rank, keySize]`: each direction as long as the root of the share of squared distance
   * along it that does not count.
   */
  private readonly ignored: Float32Array;
  /** The keys along the directions of every label, `[included, classes, rank]`. */
  private readonly along: ArrayLike<number>;

  /**
   * @param beta strength of the read
   * @param allowed `[classes]` of 0 and 1: the labels whose slots are looked at; left out: all
   */
  constructor(
    slots: Slots,
    { rank, directions }: Spread,
    beta: number,
    allowed?: ArrayLike<number>,
  ) {
    const { keySize } = slots;
    this.slots = slots;
    this.rank = rank;
    this.included = allowedSlots(slots, allowed);
    const keys = keysOf(slots, this.included);
    this.centre = meanRow(keys, keySize);
    this.keys = this.aboutCentre(keys);
    this.squares = squaresOf(this.keys, keySize);
    this.ignored = ignoredDirections(slots, directions, rank, beta);
    this.along = this.projections(this.keys);
  }

  /**
   * Squared distances of rows to every slot, after the map of the slot's label.
   * @param x `[rows, keySize]`
   */
  *rows(x: Float32Array): Generator<RowDistances> {
    const { keySize, size } = this.slots;
    const { included } = this;
    const count = x.length / keySize;
    const distances = new Float64Array(size).fill(Infinity);
    for (let from = 0; from < count; from += ROWS_AT_ONCE) {
      const to = Math.min(count, from + ROWS_AT_ONCE);
      const block = this.aboutCentre(x.subarray(from * keySize, to * keySize));
      const squares = squaresOf(block, keySize);
      const products = dotProducts(block, this.keys, keySize);
      const along = this.projections(block);
      for (let k = 0; k < to - from; k++) {
        for (let i = 0; i < included.length; i++) {
          const plain = squares[k] + this.squares[i] - 2 * products[k * included.length + i];
          distances[included[i]] = Math.max(0, plain - this.ignoredBetween(along, k, i));
        }
        yield { row: from + k, distances };
      }
    }
  }

  /**
   * Takes what is ignored out of a vector, in place: v <- (I + beta S / n)^-1 v, half the gradient
   * of the squared distance by the key, but for the sign.
   * @param table `[rows, keySize]`
   */
  filter(table: Float64Array, row: number, label: number): void {
    const { keySize } = this.slots;
    const vector = table.subarray(row * keySize, (row + 1) * keySize);
    for (let j = 0; j < this.rank; j++) {
      const start = (label * this.rank + j) * keySize;
      const direction = this.ignored.subarray(start, start + keySize);
      let along = 0;
      for (let d = 0; d < keySize; d++) along += direction[d] * vector[d];
      for (let d = 0; d < keySize; d++) vector[d] -= along * direction[d];
    }
  }

  /** The part of the squared distance of row `k` and included slot `i` that does not count. */
  private ignoredBetween(along: ArrayLike<number>, k: number, i: number): number {
    const { rank } = this;
    const { labels, classes } = this.slots;
    const start = labels[this.included[i]] * rank;
    let sum = 0;
    for (let j = start; j < start + rank; j++)
      sum += (along[k * classes * rank + j] - this.along[i * classes * rank + j]) ** 2;
    return sum;
  }

  /** Rows along the directions of every label, `[rows, classes, rank]`. */
  private projections(rows: Float32Array): ArrayLike<number> {
    if (this.rank === 0 || rows.length === 0) return [];
    return dotProducts(rows, this.ignored, this.slots.keySize);
  }

  private aboutCentre(rows: Float32Array): Float32Array {
    const { centre } = this;
    const width = centre.length;
    const moved = new Float32Array(rows.length);
    for (let start = 0; start < rows.length; start += width)
      for (let d = 0; d < width; d++) moved[start + d] = rows[start + d] - centre[d];
    return moved;
  }
}

/** Numbers of the slots whose label is allowed. */
function allowedSlots({ size, labels }: Slots, allowed?: ArrayLike<number>): number[] {
  const all = Array.from({ length: size }, (_, i) => i);
  return allowed ? all.filter((i) => allowed[labels[i]]) : all;
}

/** `[included, keySize]` */
function keysOf({ keys, keySize }: Slots, included: readonly number[]): Float32Array {
  const own = new Float32Array(included.length * keySize);
  for (const [place, i] of included.entries())
    own.set(keys.subarray(i * keySize, (i + 1) * keySize), place * keySize);
  return own;
}

/** The mean of rows, zeros of none. */
function meanRow(rows: Float32Array, width: number): Float32Array {
  const count = Math.max(1, rows.length / width);
  const sums = new Float64Array(width);
  for (let start = 0; start < rows.length; start += width)
    for (let d = 0; d < width; d++) sums[d] += rows[start + d];
  return Float32Array.from(sums, (sum) => sum / count);
}

function squaresOf(rows: Float32Array, width: number): Float64Array {
  const squares = new Float64Array(rows.length / width);
  for (let row = 0; row < squares.length; row++) {
    let sum = 0;
    for (let d = 0, p = row * width; d < width; d++, p++) sum += rows[p] * rows[p];
    squares[row] = sum;
  }
  return squares;
}

function ignoredDirections(
  { size, classes, keySize, labels, counts }: Slots,
  directions: Float32Array,
  rank: number,
  beta: number,
): Float32Array {
  const rows = new Float64Array(classes);
  for (let i = 0; i < size; i++) rows[labels[i]] += counts[i];
  const ignored = directions.slice();
  for (let at = 0; at < classes * rank; at++) {
    const own = ignored.subarray(at * keySize, (at + 1) * keySize);
    const squares = own.reduce((sum, value) => sum + value * value, 0);
    const spread = (beta * squares) / Math.max(1, rows[Math.floor(at / rank)]);
    const scale = squares > NOTHING ? Math.sqrt(spread / (1 + spread) / squares) : 0;
    for (let d = 0; d < keySize; d++) own[d] *= scale;
  }
  return ignored;
}
