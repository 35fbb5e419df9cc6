import { isPromise } from '../core/promises';
import { describe } from '../core/text';
import { tf } from '../tf';
import { asTensor } from './structure';
import { freeingTape } from './tape';

/** How far a gradient may reach. */
export interface Clipping {
  /**
   * The whole gradient is scaled down to this Euclidean length if it is longer (Pascanu et al.
   * 2013).
   */
  readonly clipNorm?: number;
  /** Each number of the gradient is kept within plus and minus this. */
  readonly clipValue?: number;
}

/**
 * A loss, the clipped gradients of its parameters, whether all of it is finite (a boolean scalar),
 * and what else was computed on the way (kept: the caller disposes it).
 */
export interface LossAndGradients {
  readonly loss: tf.Scalar;
  readonly gradients: tf.Tensor[];
  readonly finite: tf.Tensor;
  readonly outputs: tf.Tensor[];
}

/**
 * Loss and gradients of a list of parameters. Values are clipped first, then the norm.
 * @throws TypeError if the loss is not a scalar; whatever `compute` throws. Nothing is left behind
 * then
 */
export function lossAndGradients(
  compute: (parameters: tf.Tensor[]) => { loss: tf.Scalar; outputs: readonly tf.Tensor[] },
  parameters: readonly tf.Tensor[],
  { clipNorm, clipValue }: Clipping,
): LossAndGradients {
  let outputs: tf.Tensor[] = [];
  // The engine's own call: tf.valueAndGrads throws where a parameter has no part in the loss. Its
  // gradient is 0 then.
  const differentiate = () =>
    tf.engine().gradients(
      () => {
        const computed = compute([...parameters]);
        checkScalar(computed.loss);
        // else freed with the tape
        outputs = computed.outputs.map((tensor) => tf.keep(tensor.clone()));
        return computed.loss;
      },
      [...parameters],
      undefined,
      true,
    );
  let differentiated: ReturnType<typeof differentiate>;
  try {
    differentiated = freeingTape(differentiate);
  } catch (error) {
    outputs.forEach((tensor) => tensor.dispose());
    throw error;
  }
  const { value, grads: found } = differentiated;
  const grads = parameters.map(
    (parameter, i) => (found[i] as tf.Tensor | null | undefined) ?? tf.zerosLike(parameter),
  );
  const bounded =
    clipValue === undefined ? grads : grads.map((g) => tf.clipByValue(g, -clipValue, clipValue));
  const norm = tf.sqrt(tf.addN(bounded.map((g) => tf.sum(tf.square(g)))));
  const finite = tf.logicalAnd(tf.isFinite(value), tf.isFinite(norm));
  if (clipNorm === undefined) return { loss: value, gradients: bounded, finite, outputs };
  const scale = tf.div(clipNorm, tf.maximum(norm, clipNorm));
  return {
    loss: value,
    gradients: bounded.map((g) => tf.mul(g, scale)),
    finite,
    outputs,
  };
}

function checkScalar(loss: unknown): void {
  const tensor = asTensor(loss);
  if (tensor?.rank === 0 && tensor.dtype === 'float32') return;
  const expected = 'a scalar of float32 that is there at once (no async function)';
  throw new TypeError(`loss: got ${lossInWords(loss)}, expected ${expected}`);
}

function lossInWords(loss: unknown): string {
  const tensor = asTensor(loss);
  if (tensor) return `a tensor of type ${tensor.dtype} and shape [${tensor.shape.join()}]`;
  if (!isPromise(loss)) return describe(loss);
  loss.then(undefined, () => undefined); // nobody waits for it any more
  return 'a Promise';
}
