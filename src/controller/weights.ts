import { argumentError } from '../core/arguments';
import { shapeSize, sum } from '../core/numbers';
import { checkRandom, type Random } from '../core/random';
import { describe } from '../core/text';
import { checkTensor, tf } from '../tf';

/**
 * Weights by name. Those of a `MemoryController` are in its `shapes()`. Each may have a leading
 * axis of tasks (see `linear`): many learners in one pass.
 */
export type Weights = Readonly<Record<string, tf.Tensor>>;

/** Shape of each weight: a matrix or, for a bias, a vector. */
export type WeightShapes = Readonly<Record<string, [number, number] | [number]>>;

/** Numbers that the weights hold together. */
export const parameterCount = (shapes: WeightShapes): number =>
  sum(Object.values(shapes).map(shapeSize));

/**
 * Fresh weights, drawn in the order of the shapes: matrices normal, cut at two deviations (as
 * Sonnet's), vectors 0. The caller disposes them.
 * @param deviations standard deviation of a matrix by name; of others 1 / sqrt(rows)
 */
export function drawWeights(
  shapes: WeightShapes,
  random: Random,
  deviations: Readonly<Record<string, number>> = {},
): Record<string, tf.Tensor> {
  checkRandom('random', random);
  const draw = (deviation: number): number => {
    let value = random.normal();
    while (Math.abs(value) > 2) value = random.normal();
    return value * deviation;
  };
  const weights: Record<string, tf.Tensor> = {};
  for (const [name, shape] of Object.entries(shapes)) {
    const [rows, columns] = shape;
    if (columns === undefined) {
      weights[name] = tf.zeros(shape);
      continue;
    }
    const deviation = deviations[name] ?? 1 / Math.sqrt(rows);
    const numbers = Float32Array.from({ length: rows * columns }, () => draw(deviation));
    weights[name] = tf.tensor(numbers, shape);
  }
  return weights;
}

/**
 * Checks weights: each that a network has, with or without a leading axis of tasks.
 * @throws RangeError naming the weight, its type or shape, and what was expected
 */
export function checkWeights(weights: unknown, shapes: WeightShapes): void {
  if (typeof weights !== 'object' || weights === null)
    throw argumentError('weights', describe(weights), 'an object of tensors by name');
  for (const [name, shape] of Object.entries(shapes)) {
    const weight: unknown = (weights as Weights)[name];
    const hasTasks = weight instanceof tf.Tensor && weight.rank > shape.length;
    checkTensor(`weights.${name}`, weight, hasTasks ? ['tasks', ...shape] : shape);
  }
}

/**
 * A linear layer: `[batch, rows]` to `[batch, columns]`.
 * @param kernel `[rows, columns]`, or `[tasks, rows, columns]`: each task then has weights of its
 * own, and the batch holds the rows of the first task, then those of the next, as many of each
 * @param bias `[columns]` or `[tasks, columns]`
 * @throws RangeError if the batch does not divide evenly among the tasks
 */
export const linear = (x: tf.Tensor2D, kernel: tf.Tensor, bias: tf.Tensor): tf.Tensor2D =>
  kernel.rank === 3
    ? linearOfTasks(x, kernel as tf.Tensor3D, bias)
    : tf.add(tf.matMul(x, kernel as tf.Tensor2D), bias);

function linearOfTasks(x: tf.Tensor2D, kernel: tf.Tensor3D, bias: tf.Tensor): tf.Tensor2D {
  const [batch, rows] = x.shape;
  const [tasks, , columns] = kernel.shape;
  if (batch % tasks !== 0)
    throw argumentError(
      'batch',
      `${batch} rows for weights of ${tasks} tasks`,
      `a multiple of ${tasks}`,
    );
  const sums = tf.matMul(tf.reshape(x, [tasks, batch / tasks, rows]), kernel);
  return tf.reshape(tf.add(sums, tf.expandDims(bias, bias.rank - 1)), [batch, columns]);
}

/** Holds every number between -bound and bound. */
export const clip = <T extends tf.Tensor>(x: T, bound: number): T =>
  tf.clipByValue(x, -bound, bound);
