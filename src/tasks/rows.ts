/** Rows of a regression task, row-major: `x` is [count, inputSize], `y` is [count, outputSize]. */
export interface Rows {
  readonly count: number;
  readonly inputSize: number;
  readonly outputSize: number;
  readonly x: Float32Array;
  readonly y: Float32Array;
}

/** A task with the rows to learn from and the rows to be judged on. No row is in both. */
export interface TaskData {
  readonly name: string;
  readonly train: Rows;
  readonly test: Rows;
}

/** Row `i` of x and of y, as views (nothing is copied). */
export function row(rows: Rows, i: number): { x: Float32Array; y: Float32Array } {
  if (!Number.isInteger(i) || i < 0 || i >= rows.count)
    throw new RangeError(`i: got ${i}, expected a row from 0 to ${rows.count - 1}`);
  return {
    x: rows.x.subarray(i * rows.inputSize, (i + 1) * rows.inputSize),
    y: rows.y.subarray(i * rows.outputSize, (i + 1) * rows.outputSize),
  };
}
