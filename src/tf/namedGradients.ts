import { checkFunction } from '../core/arguments';
import { checkNamedTensors } from './checks';
import { mapNamed } from './named';
import { tf } from './tensorflow';

/**
 * The gradients of a loss for parameters that have names. They can be differentiated further.
 * @throws RangeError for what is no function, or no tensors by name
 * @example namedGradients(({ w, v }) => tf.mean(tf.square(tf.mul(w, v))), { w, v }).w
 */
export function namedGradients(
  loss: (parameters: Record<string, tf.Tensor>) => tf.Scalar,
  parameters: Readonly<Record<string, tf.Tensor>>,
): Record<string, tf.Tensor> {
  checkFunction('loss', loss);
  checkNamedTensors('parameters', parameters);
  const names = Object.keys(parameters);
  const named = (list: readonly tf.Tensor[]): Record<string, tf.Tensor> =>
    mapNamed(parameters, (_, name) => list[names.indexOf(name)]);
  const gradients = tf.grads((...list: tf.Tensor[]) => loss(named(list)));
  return named(gradients(names.map((name) => parameters[name])));
}
