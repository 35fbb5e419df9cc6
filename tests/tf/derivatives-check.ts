// Derivatives against central differences of the next lower one.
import { createRandom } from '../../src/core/random';
import { randomNormal, tf } from '../../src/tf';
import type { DerivativeCase } from './derivatives';

type Scalar = (x: tf.Tensor1D) => tf.Scalar;

/**
 * A function of all numbers of a case's inputs: the operation's results, bent (y + y²/2 + y³/6, so
 * that no derivative of a linear operation is constant), weighed and added up, and a term past the
 * operation: where a derivative loses its way through the operation, this one remains, and no error
 * is thrown.
 */
function scalarOf({ op, shapes }: DerivativeCase): Scalar {
  const sizes = shapes.map((shape) => shape.reduce((a, b) => a * b, 1));
  return (x) => {
    let from = 0;
    const inputs = shapes.map((shape, i) =>
      tf.reshape(tf.slice(x, [(from += sizes[i]) - sizes[i]], [sizes[i]]), [...shape]),
    );
    const results = [op(...inputs)].flat();
    const random = createRandom(3);
    const bent = results.map((y) =>
      tf.sum(
        tf.mul(
          randomNormal(y.shape, random),
          tf.add(y, tf.add(tf.mul(0.5, tf.mul(y, y)), tf.mul(tf.mul(y, y), tf.mul(1 / 6, y)))),
        ),
      ),
    );
    return tf.addN([...bent, tf.mul(0.1, tf.sum(tf.mul(x, tf.mul(x, x))))]) as tf.Scalar;
  };
}

/** How steeply a function rises along a direction. */
const along =
  (f: Scalar, direction: tf.Tensor): Scalar =>
  (x) =>
    tf.sum(tf.mul(tf.grad(f as (x: tf.Tensor) => tf.Tensor)(x), direction));

/**
 * The derivative of a case, of order 1, 2 or 3, each time along a direction of its own, and the
 * same by central differences of the derivative below it.
 * @returns how far they are apart, as a share of the larger of 1 and the greatest derivative
 */
export function check(given: DerivativeCase, order: 1 | 2 | 3): { worst: number; text: string } {
  return tf.tidy(() => {
    const f = scalarOf(given);
    const count = given.shapes.reduce((sum, shape) => sum + shape.reduce((a, b) => a * b, 1), 0);
    const start = tf.tensor1d(given.at.slice(0, count));
    if (start.size !== count)
      throw new RangeError(`at: got ${given.at.length} numbers, expected ${count}`);
    const random = createRandom(5);
    let below = f;
    for (let i = 1; i < order; i++) below = along(below, randomNormal([count], random));
    const slopes = tf.grad(below as (x: tf.Tensor) => tf.Tensor)(start);
    const pairs = Array.from({ length: order === 1 ? 2 : 1 }, () => {
      const direction = randomNormal([count], random);
      const step = 3e-3;
      const at = (by: number): number =>
        below(tf.add(start, tf.mul(direction, by)) as tf.Tensor1D).dataSync()[0];
      return [
        tf.sum(tf.mul(slopes, direction)).dataSync()[0],
        (at(step) - at(-step)) / (2 * step),
      ] as const;
    });
    const scale = Math.max(1, ...pairs.map(([, expected]) => Math.abs(expected)));
    const errors = pairs.map(([got, expected]) => Math.abs(got - expected) / scale);
    return {
      worst: errors.some(Number.isNaN) ? NaN : Math.max(...errors),
      text: pairs.map(([got, expected]) => `${got} instead of ${expected}`).join(', '),
    };
  });
}

/** Runs a case's operation and its gradient once. */
export function runs(given: DerivativeCase): void {
  tf.tidy(() => {
    const count = given.shapes.reduce((sum, shape) => sum + shape.reduce((a, b) => a * b, 1), 0);
    const gradient = tf.grad(scalarOf(given) as (x: tf.Tensor) => tf.Tensor);
    gradient(tf.tensor1d(given.at.slice(0, count)));
  });
}
