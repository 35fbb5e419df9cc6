import { checkFunction } from '../core/arguments';
import { checkNamedTensors } from './checks';
import { mapNamed } from './named';
import { tf } from './tensorflow';
import { NO_WAY } from './unusedInputs';

/**
 * The gradients of a loss for parameters that have names. They can be differentiated further. That
 * of a parameter that the loss does not use is 0.
 * @throws RangeError for what is no function, or no tensors by name; Error for a loss that uses
 * none of the parameters
 * @example namedGradients(({ w, v }) => tf.mean(tf.square(tf.mul(w, v))), { w, v }).w
 */
export function namedGradients(
  loss: (parameters: Record<string, tf.Tensor>) => tf.Scalar,
  parameters: Readonly<Record<string, tf.Tensor>>,
): Record<string, tf.Tensor> {
  checkFunction('loss', loss);
  checkNamedTensors('parameters', parameters);
  const names = Object.keys(parameters);
  const found = tf.tidy(() => {
    const list = Object.values(parameters);
    const { grads } = tf.engine().gradients(() => loss({ ...parameters }), list, undefined, true);
    return grads;
  });
  if (names.length > 0 && !found.some((gradient) => gradient))
    throw new Error(`the loss depends on none of the parameters ${names.join(', ')}. ${NO_WAY}`);
  return mapNamed(
    parameters,
    (parameter, name) => found[names.indexOf(name)] ?? tf.zeros(parameter.shape),
  );
}
