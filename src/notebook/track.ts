import { extremes } from '../plots/thin';

/** Points kept a line. Thinned to about half of them when there are twice as many. */
const KEEP = 600;

/**
 * One growing line in bounded memory. When it gets long, every bucket of points is replaced by its
 * lowest and its highest, in their order, so that spikes and gaps stay. The outcome depends on the
 * points alone.
 */
export class Track {
  xs: number[] = [];
  ys: number[] = [];
  /** Points given so far, and the last value. */
  count = 0;
  last = NaN;
  #positive = false;
  #finite = false;

  add(x: number, y: number): void {
    this.count++;
    this.last = y;
    if (Number.isFinite(y)) {
      this.#finite = true;
      this.#positive ||= y > 0;
    }
    this.xs.push(x);
    this.ys.push(y);
    if (this.xs.length >= 2 * KEEP) {
      const keep = extremes(this.ys, KEEP / 3);
      this.xs = keep.map((i) => this.xs[i]);
      this.ys = keep.map((i) => this.ys[i]);
    }
  }

  /** Whether a chart of this line alone would have something to show. */
  drawable(log: boolean): boolean {
    return log ? this.#positive : this.#finite;
  }
}
