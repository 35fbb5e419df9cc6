import { checkRandom, createRandom, type Random } from '../core/random';
import type { Rows, TaskData } from './rows';
import { z } from 'zod';
import { checkCounts, checkWholeNumber } from '../core/arguments';
import { parseNamed } from '../core/validation';

/**
 * A task of the stream: its formula as printed, and one target value from the mean of x and one
 * coordinate of x.
 */
export interface RegressionTask {
  readonly name: string;
  readonly target: (meanX: number, x: number) => number;
}

/**
 * The tutorial's four tasks. The first two give one number, repeated over all outputs; the others
 * work coordinate by coordinate.
 */
export const regressionTasks: readonly RegressionTask[] = [
  { name: 'sin(mean x)', target: (meanX) => Math.sin(meanX) },
  { name: '0.5 cos(mean x)', target: (meanX) => 0.5 * Math.cos(meanX) },
  { name: 'tanh(0.5 x + 2)', target: (_, x) => Math.tanh(0.5 * x + 2) },
  { name: 'tanh(0.5 x + 3)', target: (_, x) => Math.tanh(0.5 * x + 3) },
];

/** Sizes of the tasks of the regression stream, and their seed. */
export interface RegressionOptions {
  /** Rows to learn from (400). */
  readonly trainRows?: number;
  /** Held-out rows (200). */
  readonly testRows?: number;
  /** Coordinates of x and of y (64). */
  readonly size?: number;
  /** Fixes every row (0). */
  readonly seed?: number;
}

const shape = z.strictObject({
  trainRows: z.int().min(1).max(1_000_000).default(400),
  testRows: z.int().min(1).max(1_000_000).default(200),
  size: z.int().min(1).max(65_536).default(64),
  seed: z
    .int()
    .min(0)
    .max(2 ** 32 - 1)
    .default(0),
});

/**
 * One task of the regression stream: x is standard normal, y follows the task's formula, no noise.
 * Train and held-out rows are drawn one after the other from two streams of random numbers of their
 * own, so no row is in both, and asking for more rows keeps those there were.
 * @param task 0 to 3
 * @throws RangeError naming the argument
 * @example createTaskData(0, { trainRows: 50, testRows: 20 }).train.count === 50
 */
export function createTaskData(task: number, options: RegressionOptions = {}): TaskData {
  const { trainRows, testRows, size, seed } = parseNamed(shape, options);
  checkWholeNumber('task', task, 0, regressionTasks.length - 1);
  const definition = regressionTasks[task];
  const random = createRandom(seed).fork(`regression/${task}`);
  return {
    name: definition.name,
    train: regressionRows(definition, trainRows, size, random.fork('train')),
    test: regressionRows(definition, testRows, size, random.fork('test')),
  };
}

/** All four tasks in order. */
export const regressionStream = (options: RegressionOptions = {}): TaskData[] =>
  regressionTasks.map((_, task) => createTaskData(task, options));

/**
 * Rows of a task: x standard normal, no noise.
 * @param random stream to draw from; it moves on
 * @throws RangeError naming the argument
 */
export function regressionRows(
  task: RegressionTask,
  count: number,
  size: number,
  random: Random,
): Rows {
  checkCounts({ count, size });
  checkRandom('random', random);
  const x = Float32Array.from({ length: count * size }, () => random.normal());
  const y = new Float32Array(count * size);
  for (let i = 0; i < count; i++) {
    const meanX =
      x.subarray(i * size, (i + 1) * size).reduce((sum, value) => sum + value, 0) / size;
    for (let j = 0; j < size; j++) y[i * size + j] = task.target(meanX, x[i * size + j]);
  }
  return { count, x, y };
}
