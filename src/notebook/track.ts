/** Points kept a line. Thinned to half of them when there are twice as many. */
const KEEP = 600;

/**
 * One growing line in bounded memory. When it gets long, every bucket of points is replaced by its lowest and its highest, in their order,
 * so that spikes stay. The outcome depends on the points alone.
 */
export class Track {
  xs: number[] = [];
  ys: number[] = [];
  /** Points given, values that were no number, and the last value. */
  count = 0;
  lost = 0;
  last = NaN;
  #positive = false;
  #finite = false;

  add(x: number, y: number): void {
    this.count++;
    this.last = y;
    if (Number.isFinite(y)) { this.#finite = true; this.#positive ||= y > 0; } else this.lost++;
    this.xs.push(x);
    this.ys.push(y);
    if (this.xs.length >= 2 * KEEP) {
      const keep = extremes(this.ys, KEEP / 2);
      this.xs = keep.map((i) => this.xs[i]);
      this.ys = keep.map((i) => this.ys[i]);
    }
  }

  /** Whether a chart of this line alone would have something to show. */
  drawable(log: boolean): boolean { return log ? this.#positive : this.#finite; }
}

/** Indexes of the first, the last, and the lowest and highest of each bucket; a bucket without a number keeps one, as a gap. */
export function extremes(y: ArrayLike<number>, buckets: number): number[] {
  const n = y.length, keep = new Set<number>([0, n - 1]);
  for (let b = 0; b < buckets; b++) {
    const start = Math.floor((b * n) / buckets), end = Math.floor(((b + 1) * n) / buckets);
    let low = -1, high = -1;
    for (let i = start; i < end; i++) {
      if (!Number.isFinite(y[i])) continue;
      if (low < 0 || y[i] < y[low]) low = i;
      if (high < 0 || y[i] > y[high]) high = i;
    }
    if (low < 0 && end > start) keep.add(start);
    if (low >= 0) { keep.add(low); keep.add(high); }
  }
  return [...keep].sort((a, b) => a - b);
}
