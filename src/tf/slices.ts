import { tf } from '../tf';

/**
 * `tf.unstack` whose gradient also works where the axis has length 1: there TensorFlow.js hands its gradient function a tensor where that expects a list, and throws.
 */
export function unstack<S extends tf.Tensor>(x: tf.Tensor, axis: number): S[] {
  return (x.shape[axis] === 1 ? [tf.squeeze(x, [axis])] : tf.unstack(x, axis)) as S[];
}

/** The same with the axis kept: pieces of length 1 (`tf.split`, with the same mend). */
export function slices<S extends tf.Tensor>(x: tf.Tensor, axis: number): S[] {
  return (x.shape[axis] === 1 ? [x] : tf.split(x, x.shape[axis] as number, axis)) as S[];
}
