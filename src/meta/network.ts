import { z } from 'zod';
import type { Named } from '../compile';
import { argumentError } from '../core/arguments';
import { checkRandom, type Random } from '../core/random';
import { parseNamed } from '../core/validation';
import { randomNormal, stopGradient, tf } from '../tf';

/**
 * A pure function of parameters and inputs `[tasks, rows, features]`. Each parameter may have a
 * leading axis of tasks: every task then has values of its own.
 */
export type Forward = (parameters: Named, x: tf.Tensor) => tf.Tensor;

/** What stands between two layers. */
export type Activation = 'relu' | 'tanh' | 'sigmoid';

/** A fully connected network. */
export interface Network {
  /**
   * Parameters to start from: `w1` `[in, out]`, `b1` `[out]`, `w2`, ...: weights normal (Glorot &
   * Bengio 2010), biases 0. The caller disposes them.
   */
  initialParameters(random: Random): Record<string, tf.Tensor>;
  /**
   * Outputs `[tasks, rows, out]` of inputs `[tasks, rows, in]`: with parameters `[tasks, in, out]`
   * and `[tasks, out]` each task has its own, with `[in, out]` and `[out]` all share them.
   * @throws RangeError naming a parameter that is missing
   */
  readonly forward: Forward;
}

const networkSchema = z.object({
  sizes: z.array(z.int().min(1)).min(2).describe('at least two whole numbers of at least 1'),
  activation: z.enum(['relu', 'tanh', 'sigmoid']),
});

/**
 * A fully connected network, the activation after every layer but the last.
 * @param sizes of the layers, inputs first; [1, 40, 40, 1] is that of Finn et al. (2017, section
 * 5.1)
 * @throws RangeError naming what is wrong
 */
export function network(
  sizes: readonly number[] = [1, 40, 40, 1],
  activation: Activation = 'relu',
): Network {
  parseNamed(networkSchema, { sizes, activation });
  const layers = sizes.slice(1).map((outputs, i) => ({
    weight: `w${i + 1}`,
    bias: `b${i + 1}`,
    inputs: sizes[i],
    outputs,
  }));
  return {
    initialParameters: (random) => {
      checkRandom('random', random);
      return Object.fromEntries(
        layers.flatMap(({ weight, bias, inputs, outputs }) => [
          [weight, randomNormal([inputs, outputs], random, Math.sqrt(2 / (inputs + outputs)))],
          [bias, tf.zeros([outputs])],
        ]),
      );
    },
    forward: (parameters, x) =>
      layers.reduce((y, { weight, bias }, i) => {
        const sum = affine(y, named(parameters, weight), named(parameters, bias));
        return i === layers.length - 1 ? sum : activations[activation](sum);
      }, x),
  };
}

const activations: Readonly<Record<Activation, (x: tf.Tensor) => tf.Tensor>> = {
  // tf.relu makes the mask anew, of five operations, in each backward pass. Here one of two serves
  // all of them: without it a meta-step takes a fifth longer.
  relu: (x) => tf.mul(x, tf.cast(stopGradient(tf.greater(x, 0)), 'float32')),
  tanh: (x) => tf.tanh(x),
  sigmoid: (x) => tf.sigmoid(x),
};

/** y = x W + b, the bias the same for all rows. */
const affine = (x: tf.Tensor, weight: tf.Tensor, bias: tf.Tensor): tf.Tensor =>
  tf.add(tf.matMul(x, weight), bias.rank === 1 ? bias : tf.expandDims(bias, 1));

function named(parameters: Named, name: string): tf.Tensor {
  const found = (parameters as Named | null)?.[name];
  if (!found)
    throw argumentError(
      'parameters',
      Object.keys(parameters ?? {}).join(', ') || 'none',
      `${name} among them`,
    );
  return found;
}
