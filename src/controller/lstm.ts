import { argumentError } from '../core/arguments';
import { describe } from '../core/text';
import { checkTensor, tf } from '../tf';
import { linear } from './weights';

/**
 * One layer. `kernel` is `[inputs + hidden, 4 hidden]`, columns in the order input, candidate,
 * forget, output; `bias` is `[4 hidden]`. Both may have a leading axis of tasks (see `linear`).
 */
export interface LstmWeights {
  readonly kernel: tf.Tensor;
  readonly bias: tf.Tensor;
}

/** Output and cell, both `[batch, hidden]`. */
export interface LstmState {
  readonly hidden: tf.Tensor2D;
  readonly cell: tf.Tensor2D;
}

/** @throws RangeError naming the tensor of the state, its type or shape, and what was expected */
export function checkLstmState(name: string, state: unknown, batch: number, hidden: number): void {
  if (typeof state !== 'object' || state === null)
    throw argumentError(name, describe(state), 'an object { hidden, cell }');
  const tensors = state as Partial<LstmState>;
  checkTensor(`${name}.hidden`, tensors.hidden, [batch, hidden]);
  checkTensor(`${name}.cell`, tensors.cell, [batch, hidden]);
}

/**
 * One step of a long short-term memory cell (Hochreiter & Schmidhuber 1997, forget gate of Gers et
 * al. 2000), gate order and forget bias of 1 as in Sonnet.
 * @param x `[batch, inputs]`
 */
export function lstmStep(weights: LstmWeights, state: LstmState, x: tf.Tensor2D): LstmState {
  const gates = linear(tf.concat([x, state.hidden], 1), weights.kernel, weights.bias);
  const [input, candidate, forget, output] = tf.split<tf.Tensor2D>(gates, 4, 1);
  const cell: tf.Tensor2D = tf.add(
    tf.mul(tf.sigmoid(tf.add(forget, 1)), state.cell),
    tf.mul(tf.sigmoid(input), tf.tanh(candidate)),
  );
  return { hidden: tf.mul(tf.sigmoid(output), tf.tanh(cell)), cell };
}
