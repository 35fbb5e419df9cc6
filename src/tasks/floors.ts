import { checkWholeNumber } from '../core/arguments';
import { checkRows, checkWholeRows } from './checks';
import { regressionTasks } from './regression';
import { type Rows, rowSizes } from './rows';

/**
 * The mean squared error of the best constant answer to these rows: one number for each output,
 * known beforehand. It is the variance of y. An error above it means that nothing about x was used.
 * @throws RangeError naming what is wrong with the rows
 */
export function constantFloor(rows: Rows): number {
  checkRows('rows', rows);
  const { count, y } = rows;
  const { outputSize } = rowSizes(rows);
  let sum = 0;
  for (let j = 0; j < outputSize; j++) {
    let mean = 0;
    for (let i = 0; i < count; i++) mean += y[i * outputSize + j] / count;
    for (let i = 0; i < count; i++) sum += (y[i * outputSize + j] - mean) ** 2;
  }
  return sum / (count * outputSize);
}

/**
 * For each task of the regression stream, the mean squared error of the map that sees x only and
 * answers with the mean of the four targets. All tasks draw x alike and nothing says which is
 * asked, so no map from x to y has a smaller mean over the four (the mean minimises squared error).
 * @param x rows of x, row-major `[rows, size]`
 */
export function statelessFloors(x: Float32Array, size: number): number[] {
  checkWholeNumber('size', size);
  checkWholeRows('x', x, size);
  const rows = x.length / size;
  const sums = regressionTasks.map(() => 0);
  for (let i = 0; i < rows; i++) {
    const meanX =
      x.subarray(i * size, (i + 1) * size).reduce((sum, value) => sum + value, 0) / size;
    for (let j = 0; j < size; j++) {
      const targets = regressionTasks.map(({ target }) => target(meanX, x[i * size + j]));
      const answer = targets.reduce((sum, value) => sum + value, 0) / targets.length;
      targets.forEach((value, task) => (sums[task] += (value - answer) ** 2));
    }
  }
  return sums.map((sum) => sum / x.length);
}
