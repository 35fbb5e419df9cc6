import { asLiveTensor } from './checks';
import { tf } from './tensorflow';

/**
 * `tf.unstack` that makes no copy where the axis has length 1: one write head, as a rule, whose
 * links are the largest tensor there is.
 */
export function unstack<S extends tf.Tensor>(x: tf.Tensor, axis: number): S[] {
  asLiveTensor('x', x);
  return (x.shape[axis] === 1 ? [tf.squeeze(x, [axis])] : tf.unstack(x, axis)) as S[];
}

/** The same with the axis kept: pieces of length 1 (`tf.split`). */
export function slices<S extends tf.Tensor>(x: tf.Tensor, axis: number): S[] {
  asLiveTensor('x', x);
  return (x.shape[axis] === 1 ? [x] : tf.split(x, x.shape[axis], axis)) as S[];
}

/** `tf.stack` that makes no copy of one tensor alone. */
export function stack<S extends tf.Tensor>(tensors: readonly tf.Tensor[], axis: number): S {
  tensors.forEach((tensor, i) => asLiveTensor(`tensors[${i}]`, tensor));
  return (
    tensors.length === 1 ? tf.expandDims(tensors[0], axis) : tf.stack([...tensors], axis)
  ) as S;
}
