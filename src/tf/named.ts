import { untaped } from './stop-gradient';
import { tf } from './tensorflow';

/** Tensors by name: the parameters of a network, their gradients... */
type Named = Readonly<Record<string, tf.Tensor>>;

/** Changes each tensor, the names stay. */
export const mapNamed = (
  named: Named,
  change: (tensor: tf.Tensor, name: string) => tf.Tensor,
): Record<string, tf.Tensor> =>
  Object.fromEntries(Object.entries(named).map(([name, tensor]) => [name, change(tensor, name)]));

/**
 * The value given, with the gradient given (constants, whatever they were made of): adds
 * sum(parameter x gradient) less the same number.
 */
export function withGradient(value: tf.Scalar, parameters: Named, gradient: Named): tf.Scalar {
  const sum = tf.addN(
    Object.entries(parameters).map(([name, parameter]) =>
      tf.sum(tf.mul(parameter, untaped(gradient[name]))),
    ),
  );
  return tf.add(untaped(value), tf.sub(sum, untaped(sum)));
}
