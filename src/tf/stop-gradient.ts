import { asLiveTensor } from './checks';
import { offTape } from './offTape';
import { tf } from './tensorflow';

/**
 * The same values, through which no gradient flows (TensorFlow.js has no such operation): the
 * gradient with respect to what `x` was made of is zero.
 *
 * Whole numbers and truth values are taken off the tape altogether, so that what they were made
 * with needs no gradient rule: `tf.gather(x, stopGradient(tf.unique(x).indices))` has the
 * gradient of the gather alone, although unique has none.
 * @param x a tensor of any shape
 * @throws RangeError for what is no tensor, or was disposed
 */
export function stopGradient<T extends tf.Tensor>(x: T): T {
  asLiveTensor('x', x);
  if (x.dtype === 'int32' || x.dtype === 'bool') return untaped(x) as T;
  const cut = tf.customGrad((value) => {
    const input = value as tf.Tensor;
    // the shape outlives the tensor
    return { value: input.clone(), gradFunc: () => tf.zeros(input.shape) };
  });
  return cut(x) as T;
}

/** A new tensor on the same data, as tf.clone makes, but not written down for the backward pass. */
export function untaped(x: tf.Tensor): tf.Tensor {
  asLiveTensor('x', x);
  return offTape(tf, x);
}
