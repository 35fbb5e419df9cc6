import { tf } from '../tf';

/** Weights that a training step changes in place. */
export type Trainable = Readonly<Record<string, tf.Variable>>;

/** Makes variables of weights. The weights are disposed; the caller disposes the variables. */
export function trainable(weights: Readonly<Record<string, tf.Tensor>>): Trainable {
  return Object.fromEntries(
    Object.entries(weights).map(([name, tensor]) => {
      const variable = tf.variable(tensor);
      tensor.dispose();
      return [name, variable];
    }),
  );
}

/**
 * One step down the gradient of a loss, its global norm clipped (Pascanu et al. 2013).
 * @param loss a scalar computed from the variables
 * @param clipNorm the gradient is scaled down to this Euclidean length if it is longer
 * @returns the loss before the step
 * @throws Error if the loss is not a finite number; nothing is changed then
 */
export function descend(weights: Trainable, optimizer: tf.Optimizer, clipNorm: number, loss: () => tf.Scalar): number {
  return tf.tidy(() => {
    const { value, grads } = tf.variableGrads(loss, Object.values(weights));
    const before = value.dataSync()[0];
    if (!Number.isFinite(before)) throw new Error(`loss: got ${before}, expected a finite number: lower the learning rate or look at the data`);
    const norm = tf.sqrt(tf.addN(Object.values(grads).map((g) => tf.sum(tf.square(g)))));
    const scale = tf.minimum(1, tf.div(clipNorm, norm));
    optimizer.applyGradients(Object.fromEntries(Object.entries(grads).map(([name, g]) => [name, tf.mul(g, scale)])));
    return before;
  });
}
