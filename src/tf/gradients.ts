import type * as TensorFlow from '@tensorflow/tfjs-node';
import { fixConvolutionGradients } from './convolutionGradients';
import { fixCustomGradients } from './customGradients';
import { fixIndexGradients } from './indexGradients';
import { fixMoreGradients, sumToShape } from './moreGradients';
import { fixNorm } from './norm';
import { fixUnusedInputs } from './unusedInputs';

type Tensor = TensorFlow.Tensor;
type Rule = (
  dy: Tensor,
  saved: Tensor[],
  attrs: Record<string, unknown>,
) => Record<string, () => Tensor>;
/** Puts a gradient rule in place of the one there is. */
export type Replace = (
  kernelName: string,
  inputsToSave: string[],
  rule: Rule,
  also?: { readonly outputsToSave?: boolean[]; readonly saveAllInputs?: boolean },
) => void;

/**
 * Replaces gradients that are wrong or absent in TensorFlow.js 4.22.
 *
 * - tanh, sigmoid, exp and softmax keep their OUTPUT for the backward pass and so lose the way
 *   back to the input: a second derivative through them is wrong, without an error
 *   (tensorflow/tfjs#3252). Here each keeps its input and computes the output again.
 * - cumsum along any axis but the last comes back transposed: an error for most shapes, silently
 *   wrong numbers for square ones.
 * - unstack and split along an axis of length 1 hand their gradient a tensor where it expects a
 *   list, and throw.
 * - Comparisons and logic have no gradient at all, so a mask on the path throws. Their result is
 *   piecewise constant: the gradient is zero.
 *
 * More of them: moreGradients.ts, indexGradients.ts (`einsum`, `topk`, what chooses by places),
 * convolutionGradients.ts (convolutions, pools, images), customGradients.ts, norm.ts.
 * tests/tf/derivatives.ts lists every operation: its first three derivatives are right, or it has
 * none and throws an error that names it. Without one are complex numbers (the engine passes on
 * gradients of float32 only, so `fft` and its kin have none), `unique`,
 * `image.nonMaxSuppressionWithScore` and the boxes of `image.cropAndResize`.
 */
export function fixGradients(tf: typeof TensorFlow): void {
  const replace: Replace = (kernelName, inputsToSave, rule, also) => {
    if (tf.getGradient(kernelName)) tf.unregisterGradient(kernelName);
    tf.registerGradient({
      kernelName,
      inputsToSave,
      ...also,
      gradFunc: (dy, saved, attrs) => rule(dy as Tensor, saved, attrs),
    });
  };

  replace('Tanh', ['x'], (dy, [x]) => ({
    x: () => tf.mul(dy, tf.sub(1, tf.square(tf.tanh(x)))),
  }));
  replace('Exp', ['x'], (dy, [x]) => ({ x: () => tf.mul(dy, tf.exp(x)) }));
  replace('Sigmoid', ['x'], (dy, [x]) => ({
    x: () => {
      const y = tf.sigmoid(x);
      return tf.mul(dy, tf.mul(y, tf.sub(1, y)));
    },
  }));
  replace('Softmax', ['logits'], (dy, [logits], { dim }) => ({
    logits: () => {
      const y = tf.softmax(logits, dim as number);
      const weighted = tf.mul(dy, y);
      return tf.sub(weighted, tf.mul(tf.sum(weighted, dim as number, true), y));
    },
  }));
  replace('Cumsum', ['x'], (dy, _saved, { axis, exclusive, reverse }) => ({
    x: () => tf.cumsum(dy, axis as number, exclusive as boolean, !reverse),
  }));

  const list = (dy: Tensor | Tensor[]): Tensor[] => (Array.isArray(dy) ? dy : [dy]);
  replace('Unpack', [], (dy, _saved, { axis }) => ({
    value: () => tf.stack(list(dy), axis as number),
  }));
  replace('SplitV', [], (dy, _saved, { axis }) => ({
    x: () => tf.concat(list(dy), axis as number),
  }));

  // As shipped, but without a copy of each factor that is float32 already: a tenth of all
  // operations of a training step.
  const float = (x: Tensor): Tensor => (x.dtype === 'float32' ? x : tf.cast(x, 'float32'));
  const times = (dy: Tensor, factor: Tensor, shape: number[]): Tensor =>
    sumToShape(tf, tf.mul(dy, float(factor)), shape);
  replace('Multiply', ['a', 'b'], (dy, [a, b]) => ({
    a: () => times(dy, b, a.shape),
    b: () => times(dy, a, b.shape),
  }));

  // The inputs may be boolean; gradients are always float32.
  const zeros = (x: Tensor | undefined): Tensor => tf.zeros((x as Tensor).shape);
  for (const kernel of [
    'Equal',
    'NotEqual',
    'Greater',
    'GreaterEqual',
    'Less',
    'LessEqual',
    'LogicalAnd',
    'LogicalOr',
  ]) {
    replace(kernel, ['a', 'b'], (_dy, [a, b]) => ({ a: () => zeros(a), b: () => zeros(b) }));
  }
  for (const kernel of ['LogicalNot', 'All', 'Any'])
    replace(kernel, ['x'], (_dy, [x]) => ({ x: () => zeros(x) }));
  // What gives whole numbers is piecewise constant too.
  replace('Multinomial', ['logits'], (_dy, [x]) => ({ logits: () => zeros(x) }));
  for (const kernel of ['NonMaxSuppressionV3', 'NonMaxSuppressionV4'])
    replace(kernel, ['boxes', 'scores'], (_dy, [boxes, scores]) => ({
      boxes: () => zeros(boxes),
      scores: () => zeros(scores),
    }));

  fixMoreGradients(tf, replace);
  fixIndexGradients(tf, replace);
  fixConvolutionGradients(tf, replace);
  fixCustomGradients(tf);
  fixNorm(tf, replace);
  fixUnusedInputs(tf);
}
