import { tf } from '../tf';

/** How far a gradient may reach. */
export interface Clipping {
  /** The whole gradient is scaled down to this Euclidean length if it is longer (Pascanu et al. 2013). */
  readonly clipNorm?: number;
  /** Each number of the gradient is kept within plus and minus this. */
  readonly clipValue?: number;
}

/** A loss, the clipped gradients of its parameters, and whether all of it is finite (a boolean scalar). */
export interface LossAndGradients {
  readonly loss: tf.Scalar;
  readonly gradients: tf.Tensor[];
  readonly finite: tf.Tensor;
}

/** Loss and gradients of a list of parameters. Values are clipped first, then the norm. */
export function lossAndGradients(loss: (parameters: tf.Tensor[]) => tf.Scalar, parameters: readonly tf.Tensor[], { clipNorm, clipValue }: Clipping): LossAndGradients {
  const { value, grads } = tf.valueAndGrads((...given: tf.Tensor[]) => loss(given))([...parameters]);
  const bounded = clipValue === undefined ? grads : grads.map((g) => tf.clipByValue(g, -clipValue, clipValue));
  const norm = tf.sqrt(tf.addN(bounded.map((g) => tf.sum(tf.square(g)))));
  const finite = tf.logicalAnd(tf.isFinite(value), tf.isFinite(norm));
  if (clipNorm === undefined) return { loss: value as tf.Scalar, gradients: bounded, finite };
  const scale = tf.div(clipNorm, tf.maximum(norm, clipNorm));
  return { loss: value as tf.Scalar, gradients: bounded.map((g) => tf.mul(g, scale)), finite };
}
