import type { Named } from '../../compile';
import { mapNamed, tf } from '../../tf';
import type { LossGiven } from './learner';

/**
 * How much each parameter matters, and where it should stay: tensors of the parameters' names and
 * shapes.
 */
export type Penalty = { readonly importance: Named; readonly anchor: Named };

/** The rows' loss and 1/2 sum of importance x (parameter - anchor)^2. */
export const penalisedLoss = (
  { loss, parameters }: LossGiven,
  { importance, anchor }: Penalty,
): tf.Scalar =>
  tf.addN([
    loss,
    ...Object.entries(parameters).map(([name, parameter]) =>
      tf.mul(0.5, tf.sum(tf.mul(importance[name], tf.square(tf.sub(parameter, anchor[name]))))),
    ),
  ]) as tf.Scalar;

/** Nothing matters. */
export const noPenalty = (parameters: Named): Penalty => ({
  importance: mapNamed(parameters, zeros),
  anchor: mapNamed(parameters, zeros),
});

/**
 * Two penalties as one, which differs from their sum by a constant: 1/2 F (p - a)^2 + 1/2 G (p -
 * b)^2 = 1/2 (F + G) (p - (F a + G b) / (F + G))^2 + ... So a penalty for each task costs the
 * memory and the time of one. New tensors.
 */
export const sumOfPenalties = (one: Penalty, other: Penalty): Penalty =>
  tf.tidy(() => {
    const importance = mapNamed(one.importance, (f, name) => tf.add(f, other.importance[name]));
    const anchor = mapNamed(one.anchor, (a, name) =>
      tf.add(
        a,
        tf.mul(
          tf.divNoNan(other.importance[name], importance[name]),
          tf.sub(other.anchor[name], a),
        ),
      ),
    );
    return { importance, anchor };
  });

const zeros = ({ shape }: tf.Tensor): tf.Tensor => tf.zeros(shape);
