import type { LabelledStream, StreamInputs } from './types';

/** Numbers of a row as a learner meets it. */
export function streamInputSize(
  { inputSize, classes }: Pick<LabelledStream, 'inputSize' | 'classes'>,
  inputs: StreamInputs,
): number {
  return inputs === 'features' ? inputSize : inputSize + classes.length;
}

/** The class of the row before, a 1 at its place: `[classes]`; zeros before the first row. */
export function lastLabelOf(
  { labels, classes }: Pick<LabelledStream, 'labels' | 'classes'>,
  row: number,
): Float32Array {
  const before = new Float32Array(classes.length);
  if (row > 0) before[labels[row - 1]] = 1;
  return before;
}

/** The features of a row as they are in the stream, `[inputSize]`. */
export function featuresOf({ x, inputSize }: LabelledStream, row: number): Float32Array {
  return x.subarray(row * inputSize, (row + 1) * inputSize);
}

/**
 * Scales rows by the mean and the standard deviation of each number over the rows so far, the row
 * itself included (Welford 1962). Features are known before an answer is asked for, so nothing of
 * the future is used. A number that has not varied yet is 0.
 */
export class RunningScale {
  private count = 0;
  private readonly mean: Float64Array;
  private readonly squares: Float64Array;

  constructor(inputSize: number) {
    this.mean = new Float64Array(inputSize);
    this.squares = new Float64Array(inputSize);
  }

  /** Takes note of the next row `x` `[inputSize]`. @returns it scaled, `[inputSize]` */
  next(x: Float32Array): Float32Array {
    const { mean, squares } = this;
    this.count++;
    return x.map((value, i) => {
      const before = value - mean[i];
      mean[i] += before / this.count;
      squares[i] += before * (value - mean[i]);
      const deviation = Math.sqrt(squares[i] / this.count);
      return deviation > 0 ? (value - mean[i]) / deviation : 0;
    });
  }
}
