import { mapNamed, namedGradients, tf } from '../../tf';
import { unitLength } from '../unitLength';

/** The weights of the network by name: `memory`, with two layers `hidden` too. */
export type InnerWeights = Readonly<Record<string, tf.Tensor3D>>;

/** What a step of learning is made with. */
export interface InnerStep {
  /** `[B, H, N]` */
  readonly keys: tf.Tensor3D;
  /** `[B, H, W]` */
  readonly values: tf.Tensor3D;
  /** theta, `[B, H]` */
  readonly learningRates: tf.Tensor2D;
  /** eta, `[B, 1]` */
  readonly momentum: tf.Tensor2D;
  /** alpha, `[B, 1]` */
  readonly forgetting: tf.Tensor2D;
}

/**
 * What goes into the last layer, of unit length: the keys, or the hidden units that they make, `[B,
 * K, N]`. Longer ones would make the last layer's steps too large: it would swing ever further.
 */
export const lastInputs = ({ hidden }: InnerWeights, keys: tf.Tensor3D): tf.Tensor3D =>
  hidden ? unitLength(tf.tanh(tf.matMul<tf.Tensor3D>(keys, hidden))) : keys;

/**
 * One step of gradient descent on sum over heads theta |f(k) - v|², with momentum and weight decay
 * (Titans, Behrouz et al. 2025, arXiv 2501.00663, eq. 13-14): change = eta change - gradient, then
 * weights = (1 - alpha) weights + change. It can be differentiated further, so whoever makes keys,
 * values and rates learns to make what is learned well.
 * @param changes of the last step, by the names of the weights
 */
export function learn(weights: InnerWeights, changes: InnerWeights, step: InnerStep) {
  const gradients = namedGradients((at) => innerLoss(at as InnerWeights, step), weights);
  const momentum = tf.expandDims(step.momentum, 2);
  const kept = tf.sub(1, tf.expandDims(step.forgetting, 2));
  const next = mapNamed(changes, (change, name) =>
    tf.sub(tf.mul(momentum, change), gradients[name]),
  );
  const learned = mapNamed(weights, (weight, name) => tf.add(tf.mul(kept, weight), next[name]));
  return { weights: learned as InnerWeights, changes: next as InnerWeights };
}

/**
 * The squared errors of all heads, each times its learning rate. A sum over the batch too: no row's
 * error depends on another's weights, so its gradient holds each row's own.
 */
function innerLoss(weights: InnerWeights, { keys, values, learningRates }: InnerStep): tf.Scalar {
  const errors = tf.sub(tf.matMul(lastInputs(weights, keys), weights['memory']), values);
  return tf.sum(tf.mul(tf.expandDims(learningRates, 2), tf.square(errors)));
}
