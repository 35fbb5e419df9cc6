import type * as TensorFlow from '@tensorflow/tfjs-node';

type Tensor = TensorFlow.Tensor;
interface Gradients {
  value: Tensor;
  grads: (Tensor | null | undefined)[];
}

/** What to look for where a result depends on none of its inputs. */
export const NO_WAY =
  'All that leads from them to the result has to be computed inside the function, by operations ' +
  'of tf on tensors, without reading their values (dataSync)';

/**
 * Makes gradients for what a function does not use 0 (as JAX does), where `tf.grads` as shipped
 * throws an error that does not say for which. A function that uses none of its inputs is refused
 * by an error that names them, `tf.variableGrads` as well: then somewhere the way from the inputs
 * to the result was lost.
 */
export function fixUnusedInputs(tf: typeof TensorFlow): void {
  const engine = tf.engine() as unknown as {
    gradients(f: () => Tensor, xs: Tensor[], dy?: Tensor, allowNone?: boolean): Gradients;
  };
  const shipped = engine.gradients.bind(engine);
  engine.gradients = (f, xs, dy, allowNone = false) => {
    const found = shipped(f, xs, dy, true);
    const isVariables = xs.every((x) => x instanceof tf.Variable);
    const isUsed = found.grads.some((gradient) => gradient);
    if (!isUsed && (isVariables || !allowNone)) throw new Error(noneUsed(tf, xs));
    if (allowNone) return found;
    return {
      value: found.value,
      grads: found.grads.map((gradient, i) => gradient ?? tf.zeros(xs[i].shape)),
    };
  };
}

function noneUsed(tf: typeof TensorFlow, xs: readonly Tensor[]): string {
  const inputs = xs.map((x, i) => {
    const name = x instanceof tf.Variable ? `variable ${x.name}` : `x[${i}]`;
    return `${name} of shape [${x.shape.join(', ')}]`;
  });
  return (
    'Cannot compute gradient of y=f(x) with respect to x: y depends on none of ' +
    `${inputs.join(', ')}. ${NO_WAY}`
  );
}
