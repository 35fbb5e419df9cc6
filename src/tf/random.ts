import { argumentError, checkWholeNumber } from '../core/arguments';
import { shapeSize } from '../core/numbers';
import { checkRandom, type Random } from '../core/random';
import { describe } from '../core/text';
import { tf } from './tensorflow';
import { tracing } from './tracing';

/**
 * A tensor of normal numbers drawn from a seeded stream: the same on every backend.
 * (`tf.randomNormal` without its seed argument differs from run to run.)
 * @param shape of the tensor
 * @param random stream to draw from; it moves on
 * @param deviation standard deviation
 * @param mean of the numbers
 * @throws RangeError naming the argument
 */
export function randomNormal(
  shape: readonly number[],
  random: Random,
  deviation = 1,
  mean = 0,
): tf.Tensor {
  checkDraw(shape, random, { deviation, mean });
  return fill(shape, () => mean + deviation * random.normal());
}

/**
 * A tensor of numbers spread evenly over [low, high), drawn from a seeded stream: the same on every
 * backend.
 * @param shape of the tensor
 * @param random stream to draw from; it moves on
 * @throws RangeError naming the argument
 */
export function randomUniform(
  shape: readonly number[],
  random: Random,
  low = 0,
  high = 1,
): tf.Tensor {
  checkDraw(shape, random, { low, high });
  return fill(shape, () => low + (high - low) * random.uniform());
}

function checkDraw(
  shape: unknown,
  random: unknown,
  numbers: Readonly<Record<string, unknown>>,
): void {
  if (!Array.isArray(shape)) throw argumentError('shape', describe(shape), 'a list of sizes');
  shape.forEach((size, i) => checkWholeNumber(`shape[${i}]`, size, 0));
  checkRandom('random', random);
  for (const [name, value] of Object.entries(numbers))
    if (!Number.isFinite(value)) throw argumentError(name, describe(value), 'a finite number');
}

function fill(shape: readonly number[], draw: () => number): tf.Tensor {
  if (tracing())
    throw new Error(
      'a compiled function draws random numbers, which would be the same in every call: draw ' +
        'them outside and pass them as an argument',
    );
  const values = new Float32Array(shapeSize(shape));
  for (let i = 0; i < values.length; i++) values[i] = draw();
  return tf.tensor(values, [...shape], 'float32');
}
