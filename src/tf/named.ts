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
 * The value given, with the gradient given, both constants, whatever they were made of: what either
 * has in it of the parameters is seen by no second derivative.
 */
export function withGradient(value: tf.Scalar, parameters: Named, gradient: Named): tf.Scalar {
  const names = Object.keys(parameters);
  const [found, ...constants] = [value, ...names.map((name) => gradient[name])].map(untaped);
  const withRule = tf.customGrad((...given) => {
    const save = given[names.length] as (tensors: readonly tf.Tensor[]) => void;
    save(constants);
    return {
      value: found.clone(),
      gradFunc: (dy, saved) => saved.map((constant) => tf.mul(dy as tf.Scalar, constant)),
    };
  });
  return withRule(...names.map((name) => parameters[name])) as tf.Scalar;
}
