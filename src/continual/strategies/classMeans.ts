/** The mean row of each class, kept up to date row by row; no row is kept. */
export class ClassMeans {
  /** Rows met of each class, `[classes]`. */
  readonly counts: Float64Array;
  /** The mean of each class, `[classes, width]`; zeros for a class never met. */
  readonly means: Float64Array;

  /** @param width numbers in a row */
  constructor(
    readonly classes: number,
    readonly width: number,
  ) {
    this.counts = new Float64Array(classes);
    this.means = new Float64Array(classes * width);
  }

  /** Rows met of all classes. */
  get total(): number {
    return this.counts.reduce((all, count) => all + count, 0);
  }

  /** The mean of one class, `[width]`: not a copy. */
  of(label: number): Float64Array {
    return this.means.subarray(label * this.width, (label + 1) * this.width);
  }

  /** Moves the mean of a class by a row `[width]`: m + (x - m) / n, with n rows met. */
  add(row: ArrayLike<number>, label: number): void {
    const mean = this.of(label);
    const count = ++this.counts[label];
    for (let k = 0; k < this.width; k++) mean[k] += (row[k] - mean[k]) / count;
  }
}

/** The squared Euclidean distance of a row from a mean. */
export function squaredDistanceFromMean(a: Float32Array, b: Float64Array): number {
  let total = 0;
  for (let k = 0; k < a.length; k++) total += (a[k] - b[k]) ** 2;
  return total;
}
