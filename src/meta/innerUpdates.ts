import { z } from 'zod';
import type { Named } from '../compile';
import { argumentError } from '../core/arguments';
import { parseNamed } from '../core/validation';
import { asLiveTensor, tf } from '../tf';

/** What an inner step makes of the gradient of one parameter. */
export interface InnerMove {
  /** The parameter changes by minus the rate times this; of the gradient's shape. */
  readonly direction: tf.Tensor;
  /** What the next step goes on with. */
  readonly state: Named;
}

/**
 * How an inner step uses gradients. Made of pure functions, so that a meta-learner can
 * differentiate through all steps. Every parameter and every task has a state of its own.
 */
export interface InnerUpdate {
  /** Its name and numbers, as settings are stored and compared. */
  readonly name: string;
  /** What the first step begins with. */
  initialState(parameter: tf.Tensor): Named;
  /**
   * @param gradient `[tasks, ...shape]`
   * @param state what the step before it left
   * @param step 0, 1, ...
   */
  move(gradient: tf.Tensor, state: Named, step: number): InnerMove;
}

/** Plain gradient steps: w <- w - rate dL/dw. */
export const gradientUpdate: InnerUpdate = {
  name: 'gradient',
  initialState: () => ({}),
  move: (direction, state) => ({ direction, state }),
};

/** How far momentum reaches back. */
export interface MomentumOptions {
  /** What is kept of the velocity at each step, 0 to below 1 (0.9). */
  readonly momentum?: number;
}

const momentumSchema = z.strictObject({ momentum: z.number().min(0).lt(1).default(0.9) });

/**
 * Gradient steps with momentum (Polyak 1964): v <- momentum v + dL/dw, w <- w - rate v.
 * @throws RangeError naming the option that is wrong
 */
export function momentumUpdate(options: MomentumOptions = {}): InnerUpdate {
  const { momentum } = parseNamed(momentumSchema, options);
  return {
    name: `momentum ${momentum}`,
    initialState: (parameter) => ({ velocity: tf.zerosLike(parameter) }),
    move(gradient, { velocity }) {
      const direction = tf.add(tf.mul(velocity, momentum), gradient);
      return { direction, state: { velocity: direction } };
    },
  };
}

/** Adam's numbers. */
export interface InnerAdamOptions {
  /** What is kept of the mean of gradients at each step, 0 to below 1 (0.9). */
  readonly beta1?: number;
  /** What is kept of the mean of their squares at each step, 0 to below 1 (0.999). */
  readonly beta2?: number;
  /** The least that a step is divided by, above 0 (0.00000001). */
  readonly epsilon?: number;
}

const adamSchema = z.strictObject({
  beta1: z.number().min(0).lt(1).default(0.9),
  beta2: z.number().min(0).lt(1).default(0.999),
  epsilon: z.number().gt(0).default(1e-8),
});

/**
 * Adam (Kingma & Ba 2015, algorithm 1). The root is taken of the mean of squares plus epsilon
 * squared, in place of adding epsilon to the root: both are epsilon where the gradient is 0, but
 * there only the first has a derivative.
 * @throws RangeError naming the option that is wrong
 * @example adamUpdate({ beta1: 0 }) // the inner steps of Reptile (Nichol et al. 2018, section 6)
 */
export function adamUpdate(options: InnerAdamOptions = {}): InnerUpdate {
  const { beta1, beta2, epsilon } = parseNamed(adamSchema, options);
  return {
    name: `adam ${beta1} ${beta2} ${epsilon}`,
    initialState: (parameter) => ({
      mean: tf.zerosLike(parameter),
      square: tf.zerosLike(parameter),
    }),
    move(gradient, state, step) {
      const mean = tf.add(tf.mul(state.mean, beta1), tf.mul(gradient, 1 - beta1));
      const square = tf.add(tf.mul(state.square, beta2), tf.mul(tf.square(gradient), 1 - beta2));
      const corrected = tf.div(mean, 1 - beta1 ** (step + 1));
      const spread = tf.div(square, 1 - beta2 ** (step + 1));
      const direction = tf.div(corrected, tf.sqrt(tf.add(spread, epsilon ** 2)));
      return { direction, state: { mean, square } };
    },
  };
}

/** @throws RangeError unless the direction has the gradient's shape */
export function checkedMove(
  update: InnerUpdate,
  ...given: Parameters<InnerUpdate['move']>
): InnerMove {
  const moved = update.move(...given);
  const { shape } = asLiveTensor('innerUpdate', moved?.direction);
  const wanted = given[0].shape;
  if (shape.join() !== wanted.join())
    throw argumentError(
      'innerUpdate',
      `a direction [${shape.join(', ')}]`,
      `the gradient's shape, [${wanted.join(', ')}]`,
    );
  return moved;
}
