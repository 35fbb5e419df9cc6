import { tf } from '../tf';
import { type Clipping, lossAndGradients } from './gradients';
import type { Optimizer } from './optimizers';

/**
 * What a training step gives: the loss before it, whether loss and gradient are finite, and what
 * else was computed (the caller disposes it).
 */
export interface StepResult {
  readonly loss: number;
  readonly finite: boolean;
  readonly outputs: tf.Tensor[];
}

/**
 * A training step op by op.
 * @param state `count` parameters, then each of the optimiser's slots for each of them; not changed
 * @returns `next`, the state after the step (kept tensors), unless loss or gradient is not finite
 */
export function eagerStep(
  compute: (parameters: tf.Tensor[]) => { loss: tf.Scalar; outputs: readonly tf.Tensor[] },
  state: readonly tf.Tensor[],
  count: number,
  optimizer: Optimizer,
  scalars: Readonly<Record<string, number>>,
  clipping: Clipping,
): StepResult & { readonly next?: tf.Tensor[] } {
  let next: tf.Tensor[] | undefined;
  const result = tf.tidy(() => {
    const { loss, gradients, finite, outputs } = lossAndGradients(
      compute,
      state.slice(0, count),
      clipping,
    );
    const before = loss.dataSync()[0];
    if (!finite.dataSync()[0]) return { loss: before, finite: false, outputs };
    const slotsOf = (i: number) =>
      Object.fromEntries(optimizer.slots.map((slot, s) => [slot, state[count * (s + 1) + i]]));
    const moved = gradients.map((gradient, i) =>
      optimizer.apply(state[i], gradient, slotsOf(i), scalars),
    );
    next = [
      ...moved.map(({ parameter }) => parameter),
      ...optimizer.slots.flatMap((slot) => moved.map(({ slots }) => slots[slot])),
    ].map((tensor) => tf.keep(tensor));
    return { loss: before, finite: true, outputs };
  });
  return { ...result, next };
}
