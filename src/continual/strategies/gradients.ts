import type { Named } from '../../compile';
import { tf } from '../../tf';

/** Tensors with the names of some parameters, in their order. */
export const namedAs = (parameters: Named, tensors: readonly tf.Tensor[]): Named =>
  Object.fromEntries(Object.keys(parameters).map((name, i) => [name, tensors[i]]));

/** A function of parameters at some parameters, and its gradient, by their names. */
export function valueAndGradient(
  compute: (parameters: Named) => tf.Scalar,
  parameters: Named,
): { value: tf.Scalar; gradient: Named } {
  const { value, grads } = tf.valueAndGrads((...tensors: tf.Tensor[]) =>
    compute(namedAs(parameters, tensors)),
  )(Object.values(parameters));
  return { value, gradient: namedAs(parameters, grads) };
}

/** The gradient alone. */
export function gradientOf(compute: (parameters: Named) => tf.Tensor, parameters: Named): Named {
  const gradients = tf.grads((...tensors: tf.Tensor[]) => compute(namedAs(parameters, tensors)));
  return namedAs(parameters, gradients(Object.values(parameters)));
}
