import type { SlotRows, Slots } from './slots';

/** How the cost of a merge is told: as a share of the scatter of its label, or as it is. */
export const PRICES = ['relative', 'absolute'] as const;

/** One of `PRICES`. */
export type Price = (typeof PRICES)[number];

/**
 * The scatter of each label: the sum over its rows of the squared distance to their mean. A merge
 * costs a share of it, so that a label whose rows lie far apart does not take the slots of the
 * others. What slots have lost by merges is kept (`within`); the rest, how far the slots lie from
 * the mean of their label, is worked out from keys and counts.
 */
export class Scatter {
  /** Squared error of the rows of each label about their slots, `[classes]`. */
  readonly within: Float32Array;
  /** Rows of each label, `[classes]`. */
  private readonly rows: Float64Array;
  /** `[classes]` */
  private readonly total: Float64Array;
  /** `[classes, keySize + valueSize]` */
  private readonly means: Float64Array;
  private readonly width: number;

  constructor(
    private readonly slots: Slots,
    private readonly price: Price,
  ) {
    const { classes, keySize, valueSize } = slots;
    this.width = keySize + valueSize;
    this.within = new Float32Array(classes);
    this.rows = new Float64Array(classes);
    this.total = new Float64Array(classes);
    this.means = new Float64Array(classes * this.width);
  }

  /** Works everything out from the slots, before rows are written. */
  refresh(): void {
    if (this.price === 'absolute') return;
    const { size, labels, counts } = this.slots;
    this.rows.fill(0);
    this.means.fill(0);
    for (let i = 0; i < size; i++) this.rows[labels[i]] += counts[i];
    for (let i = 0; i < size; i++) this.addToMean(this.slots, i, counts[i] / this.rows[labels[i]]);
    this.total.set(this.between());
    this.within.forEach((lost, label) => (this.total[label] += lost));
  }

  /** A row is to be written (Welford 1962). */
  met(rows: SlotRows, row: number): void {
    if (this.price === 'absolute') return;
    const label = rows.labels[row];
    const before = this.rows[label]++;
    const distance = this.fromMean(rows, row);
    this.total[label] += (before / (before + 1)) * distance;
    this.moveMean(rows, row, 1 / (before + 1));
  }

  /** A merge of a label has cost so much squared error. */
  lost(label: number, cost: number): void {
    this.within[label] += cost;
  }

  /** The price of squared error in a label. */
  priceOf(label: number, cost: number): number {
    if (this.price === 'absolute' || cost === 0 || cost === Infinity) return cost;
    return cost / this.total[label];
  }

  /**
   * Keys are measured in other units: what was lost changes as much as what is left. An
   * approximation, as each input may have another factor.
   * @param before what `between` gave before
   */
  rescale(before: Float64Array): void {
    this.refresh();
    const now = this.between();
    this.within.forEach((lost, label) => {
      if (before[label] > 0) this.within[label] = lost * (now[label] / before[label]);
    });
  }

  /** How far the slots of each label lie from its mean: sum of count times squared distance. */
  between(): Float64Array {
    const { size, labels, counts, classes } = this.slots;
    const sums = new Float64Array(classes);
    for (let i = 0; i < size; i++) sums[labels[i]] += counts[i] * this.fromMean(this.slots, i);
    return sums;
  }

  /** Squared distance of a row from the mean of its label. */
  private fromMean({ keys, values, labels }: SlotRows, row: number): number {
    const { keySize, valueSize } = this.slots;
    const start = labels[row] * this.width;
    let sum = 0;
    for (let d = 0; d < keySize; d++) sum += (keys[row * keySize + d] - this.means[start + d]) ** 2;
    for (let d = 0; d < valueSize; d++)
      sum += (values[row * valueSize + d] - this.means[start + keySize + d]) ** 2;
    return sum;
  }

  private addToMean({ keys, values, labels }: SlotRows, row: number, weight: number): void {
    const { keySize, valueSize } = this.slots;
    const start = labels[row] * this.width;
    for (let d = 0; d < keySize; d++) this.means[start + d] += weight * keys[row * keySize + d];
    for (let d = 0; d < valueSize; d++)
      this.means[start + keySize + d] += weight * values[row * valueSize + d];
  }

  private moveMean(rows: SlotRows, row: number, weight: number): void {
    const start = rows.labels[row] * this.width;
    for (let d = 0; d < this.width; d++) this.means[start + d] *= 1 - weight;
    this.addToMean(rows, row, weight);
  }
}
