/** A unit grows when an input is larger by more than a tenth: each growth moves every key. */
const GROWTH = 1.1;

/**
 * The unit of each input: the largest magnitude it has had so far, to a tenth, so that one that is
 * merely measured in larger numbers does not decide which slot is near. The digits' own pixels keep
 * nearly the metric they had: most reach 1. An input that never was anything but 0 says nothing yet
 * and stays 0.
 */
export class InputUnits {
  /** `[inputSize]` */
  private largest: Float32Array;

  constructor(inputSize: number) {
    this.largest = new Float32Array(inputSize);
  }

  /**
   * Takes note of rows `[rows, inputSize]`.
   * @returns what a number in the units up to now is to be multiplied with, `[inputSize]`;
   * undefined where nothing changed
   */
  widen(x: Float32Array): Float32Array | undefined {
    const before = this.largest;
    const largest = before.slice();
    const width = before.length;
    for (let p = 0; p < x.length; p++)
      largest[p % width] = Math.max(largest[p % width], Math.abs(x[p]));
    this.largest = largest.map((value, d) => (value > GROWTH * before[d] ? value : before[d]));
    const factors = this.largest.map((value, d) => (before[d] > 0 ? before[d] / value : 1));
    return factors.some((factor) => factor !== 1) ? factors : undefined;
  }

  /** Rows in these units. @param x `[rows, inputSize]` */
  apply(x: Float32Array): Float32Array {
    const { largest } = this;
    const width = largest.length;
    const scaled = new Float32Array(x.length);
    for (let p = 0; p < x.length; p++)
      scaled[p] = largest[p % width] > 0 ? x[p] / largest[p % width] : 0;
    return scaled;
  }

  /** The way back. */
  undo(x: Float32Array): Float32Array {
    return x.map((value, p) => value * this.largest[p % this.largest.length]);
  }

  state(): Float32Array {
    return this.largest.slice();
  }

  restore(largest: Float32Array): void {
    this.largest = largest.slice();
  }
}
