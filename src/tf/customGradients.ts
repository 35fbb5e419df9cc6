import type * as TensorFlow from '@tensorflow/tfjs-node';
import { onTape } from './offTape';

type Tensor = TensorFlow.Tensor;
type CustomGradient = (...inputsAndSave: (Tensor | TensorFlow.GradSaveFunc)[]) => {
  value: Tensor;
  gradFunc: (dy: Tensor, saved: Tensor[]) => Tensor | Tensor[];
};

/**
 * Makes `tf.customGrad` right in two cases where it is not as shipped.
 *
 * - Its function saves what it computed, not its inputs alone: `tf.logSoftmax` does, and
 *   `tf.losses.softmaxCrossEntropy`. As shipped, such a tensor has lost its way back to the inputs,
 *   and a second derivative is silently wrong. Where somebody differentiates the gradient, it is
 *   computed here from the inputs, once more.
 * - Its gradient uses an input by closure in place of saving it: `tf.logSigmoid` does. As shipped,
 *   an input that was itself computed is freed before the gradient runs, and an obscure error
 *   follows. Here the function is given copies that live until the gradients are done.
 *
 * A gradient that uses by closure what the function computed from its inputs has to keep that
 * tensor itself, and is right once only: save it, or compute it again.
 */
export function fixCustomGradients(tf: typeof TensorFlow): void {
  const engine = tf.engine();
  const shipped = engine.customGrad.bind(engine) as unknown as (
    f: CustomGradient,
  ) => (...inputs: Tensor[]) => Tensor;
  const repaired =
    (f: CustomGradient) =>
    (...given: Tensor[]): Tensor => {
      const { state } = engine;
      const isRecorded = state.gradientDepth > 0 && state.kernelDepth === 0;
      if (!isRecorded) return shipped(f)(...given);
      // variables outlive the gradients anyway
      const inputs = given.map((input) =>
        input instanceof tf.Variable ? input : engine.keep(onTape(tf, input)),
      );
      const copies = inputs.filter((input) => !given.includes(input));
      try {
        const value = shipped(savingInputs(f, inputs))(...given);
        const node = state.activeTape?.at(-1);
        if (node) node.saved = [...(node.saved ?? []), ...copies]; // freed with what was saved
        return value;
      } catch (error) {
        copies.forEach((copy) => copy.dispose());
        throw error;
      }
    };
  engine.customGrad = repaired as unknown as typeof engine.customGrad;

  /** The function on copies of its inputs, which saves them too if it saves what it computed. */
  function savingInputs(f: CustomGradient, inputs: Tensor[]): CustomGradient {
    return (...givenAndSave) => {
      const save = givenAndSave.at(-1) as TensorFlow.GradSaveFunc;
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
    };
  }

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
