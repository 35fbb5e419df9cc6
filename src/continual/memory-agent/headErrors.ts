/** Batches over which an error is remembered. */
const REMEMBERED = 100;

/** Numbers that `HeadErrors` goes on from. */
export const ERRORS = 3;

/**
 * How far the read and the controller were off on rows that they had not learned yet: running means
 * of the squared errors, over about the last 100 batches. Of classes it is the squared error of the
 * probabilities (Brier 1950), the mean over classes.
 */
export class HeadErrors {
  private read = 1;
  private controller = 1;
  private batches = 0;

  /** Mean squared errors of the read and of the controller; both 1 before the first batch. */
  get means(): readonly [number, number] {
    return [this.read, this.controller];
  }

  /**
   * Answers to rows that are about to be learned, all `[rows, outputSize]`: values or
   * probabilities.
   * @param y what was to be answered
   */
  met(read: Float32Array, controller: Float32Array, y: Float32Array): void {
    this.batches = Math.min(REMEMBERED, this.batches + 1);
    this.read += (meanSquaredError(read, y) - this.read) / this.batches;
    this.controller += (meanSquaredError(controller, y) - this.controller) / this.batches;
  }

  /** `[ERRORS]` */
  state(): Float64Array {
    return Float64Array.of(this.read, this.controller, this.batches);
  }

  restore([read, controller, batches]: Float64Array): void {
    this.read = read;
    this.controller = controller;
    this.batches = batches;
  }
}

function meanSquaredError(answers: Float32Array, y: Float32Array): number {
  let sum = 0;
  for (let p = 0; p < y.length; p++) sum += (answers[p] - y[p]) ** 2;
  return sum / y.length;
}
