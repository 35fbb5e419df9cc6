import type * as TensorFlow from '@tensorflow/tfjs-node';

type Tensor = TensorFlow.Tensor;
type CustomGradient = (...inputsAndSave: (Tensor | TensorFlow.GradSaveFunc)[]) => {
  value: Tensor;
  gradFunc: (dy: Tensor, saved: Tensor[]) => Tensor | Tensor[];
};

/**
 * Makes `tf.customGrad` right when it is differentiated twice although its function saves what it
 * computed, not its inputs alone: `tf.logSoftmax` does, and `tf.losses.softmaxCrossEntropy`. As
 * shipped, such a tensor has lost its way back to the inputs, and a second derivative is silently
 * wrong. Where somebody differentiates the gradient, it is computed here from the inputs, once
 * more. A function that keeps tensors by closure in place of saving them has to see to that itself.
 */
export function fixCustomGradients(tf: typeof TensorFlow): void {
  const engine = tf.engine();
  const shipped = engine.customGrad.bind(engine) as unknown as (
    f: CustomGradient,
  ) => (...inputs: Tensor[]) => Tensor;
  const repaired = (f: CustomGradient) =>
    shipped((...inputsAndSave) => {
      const inputs = inputsAndSave.slice(0, -1) as Tensor[];
      const save = inputsAndSave.at(-1) as TensorFlow.GradSaveFunc;
      let own: number | undefined;
      const { value, gradFunc } = f(...inputs, (tensors) => {
        const computed =
          Array.isArray(tensors) && tensors.some((tensor) => !inputs.includes(tensor));
        own = computed ? tensors.length : undefined;
        save(computed ? [...tensors, ...inputs] : tensors);
      });
      return {
        value,
        gradFunc: (dy, saved) => {
          if (own === undefined) return gradFunc(dy, saved);
          const isDifferentiated = engine.state.gradientDepth > 0;
          if (!isDifferentiated) return gradFunc(dy, saved.slice(0, own));
          let again: Tensor[] = [];
          return f(...saved.slice(own), (tensors) => {
            again = tensors;
          }).gradFunc(dy, again);
        },
      };
    });
  engine.customGrad = repaired as unknown as typeof engine.customGrad;

  // As shipped, the gradient of the labels is that of the logits with the other sign.
  tf.losses.softmaxCrossEntropy = <T extends Tensor, O extends Tensor>(
    labels: Tensor | TensorFlow.TensorLike,
    scores: Tensor | TensorFlow.TensorLike,
    weights?: Tensor | TensorFlow.TensorLike,
    labelSmoothing = 0,
    reduction = tf.Reduction.SUM_BY_NONZERO_WEIGHTS,
  ): O => {
    const sharp = tf.cast(tensorOf(tf, labels), 'float32');
    const logits = tensorOf(tf, scores);
    tf.util.assertShapesMatch(sharp.shape, logits.shape, 'Error in softmaxCrossEntropy: ');
    const wanted =
      labelSmoothing > 0
        ? tf.add(tf.mul(sharp, 1 - labelSmoothing), labelSmoothing / (sharp.shape[1] as number))
        : sharp;
    return tf.losses.computeWeightedLoss<T, O>(
      tf.neg(tf.sum(tf.mul(wanted, tf.logSoftmax(logits)), -1)) as T,
      weights,
      reduction,
    );
  };
}

const tensorOf = (tf: typeof TensorFlow, x: Tensor | TensorFlow.TensorLike): Tensor =>
  x instanceof tf.Tensor ? x : tf.tensor(x);
