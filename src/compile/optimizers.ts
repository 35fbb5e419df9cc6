import { z } from 'zod';
import { parseNamed } from '../core/validation';
import { tf } from '../tf';

/**
 * A rule that moves a parameter along its gradient: as a node of a TensorFlow graph, and op by op
 * with the same arithmetic. `slots` are tensors of the parameter's shape that the rule keeps;
 * `scalars` are numbers that change from step to step.
 */
export interface Optimizer {
  readonly name: string;
  readonly slots: readonly string[];
  /** The numbers of step 1, 2, ... for a learning rate. */
  scalars(step: number, learningRate: number): Readonly<Record<string, number>>;
  /**
   * TensorFlow's fused operation: its name, and its inputs in order (the parameter, slots, scalars,
   * and numbers that never change).
   */
  readonly op: string;
  readonly inputs: readonly (string | number)[];
  /** The rule op by op. `learningRate` and the other scalars are in `scalars`. */
  apply(
    parameter: tf.Tensor,
    gradient: tf.Tensor,
    slots: Readonly<Record<string, tf.Tensor>>,
    scalars: Readonly<Record<string, number>>,
  ): { parameter: tf.Tensor; slots: Record<string, tf.Tensor> };
  /** The learning rate to start with. */
  readonly learningRate: number;
}

const above0 = z.number().gt(0);
const share = z.number().min(0).lt(1).describe('a number of at least 0 and below 1');

const adamSchema = z.strictObject({
  learningRate: above0.default(1e-3),
  beta1: share.default(0.9),
  beta2: share.default(0.999),
  epsilon: above0.default(1e-8),
});

const rmsPropSchema = z.strictObject({
  learningRate: above0.default(1e-4),
  decay: share.default(0.9),
  momentum: share.default(0),
  epsilon: above0.default(1e-10),
});

const sgdSchema = z.strictObject({
  learningRate: above0.default(0.01),
  momentum: share.default(0),
});

/** 1 - x as float32 has it: for 0.999 the difference shows in the fifth digit. */
const rest = (x: number): number => Math.fround(1 - Math.fround(x));

/**
 * Adam (Kingma & Ba 2015, the efficient form at the end of section 2, as in TensorFlow): learning
 * rate lr sqrt(1 - beta2^t) / (1 - beta1^t), epsilon beside the root of the uncorrected moment.
 * @throws RangeError naming the option that is wrong
 */
export function adam(options: z.input<typeof adamSchema> = {}): Optimizer {
  const { learningRate, beta1, beta2, epsilon } = parseNamed(adamSchema, options);
  return {
    name: 'adam',
    learningRate,
    slots: ['m', 'v'],
    op: 'ResourceApplyAdam',
    inputs: [
      ...['parameter', 'm', 'v', 'beta1Power', 'beta2Power', 'learningRate'],
      ...[beta1, beta2, epsilon],
      'gradient',
    ],
    scalars: (step, rate) => ({
      learningRate: rate,
      beta1Power: beta1 ** step,
      beta2Power: beta2 ** step,
    }),
    apply: (parameter, gradient, { m, v }, { learningRate: rate, beta1Power, beta2Power }) => {
      const first = tf.add(tf.mul(m, beta1), tf.mul(gradient, rest(beta1)));
      const second = tf.add(tf.mul(v, beta2), tf.mul(tf.square(gradient), rest(beta2)));
      const size = (rate * Math.sqrt(rest(beta2Power))) / rest(beta1Power);
      return {
        parameter: tf.sub(parameter, tf.div(tf.mul(first, size), tf.add(tf.sqrt(second), epsilon))),
        slots: { m: first, v: second },
      };
    },
  };
}

/**
 * RMSProp (Tieleman & Hinton 2012) with optional momentum, as in TensorFlow: epsilon is under the
 * root.
 */
export function rmsProp(options: z.input<typeof rmsPropSchema> = {}): Optimizer {
  const { learningRate, decay, momentum, epsilon } = parseNamed(rmsPropSchema, options);
  return {
    name: 'rmsProp',
    learningRate,
    slots: ['ms', 'momentum'],
    op: 'ResourceApplyRMSProp',
    inputs: ['parameter', 'ms', 'momentum', 'learningRate', decay, momentum, epsilon, 'gradient'],
    scalars: (_, rate) => ({ learningRate: rate }),
    apply: (parameter, gradient, slots, { learningRate: rate }) => {
      const ms = tf.add(tf.mul(slots['ms'], decay), tf.mul(tf.square(gradient), 1 - decay));
      const moved = tf.add(
        tf.mul(slots['momentum'], momentum),
        tf.div(tf.mul(gradient, rate), tf.sqrt(tf.add(ms, epsilon))),
      );
      return { parameter: tf.sub(parameter, moved), slots: { ms, momentum: moved } };
    },
  };
}

/**
 * Stochastic gradient descent with optional momentum (Polyak 1964): a <- momentum a + g, parameter
 * <- parameter - lr a.
 */
export function sgd(options: z.input<typeof sgdSchema> = {}): Optimizer {
  const { learningRate, momentum } = parseNamed(sgdSchema, options);
  return {
    name: 'sgd',
    learningRate,
    slots: ['momentum'],
    op: 'ResourceApplyMomentum',
    inputs: ['parameter', 'momentum', 'learningRate', 'gradient', momentum],
    scalars: (_, rate) => ({ learningRate: rate }),
    apply: (parameter, gradient, slots, { learningRate: rate }) => {
      const moved = tf.add(tf.mul(slots['momentum'], momentum), gradient);
      return { parameter: tf.sub(parameter, tf.mul(moved, rate)), slots: { momentum: moved } };
    },
  };
}
