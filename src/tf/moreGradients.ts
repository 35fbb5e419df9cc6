import type * as TensorFlow from '@tensorflow/tfjs-node';
import type { Replace } from './gradients';

type Tensor = TensorFlow.Tensor;

/**
 * Replaces further gradients of TensorFlow.js 4.22 that are silently wrong, or throw without need.
 *
 * - elu and the exponent of pow keep their output: a second derivative through them loses its way.
 * - mirrorPad's gradient leaves out the rows that were mirrored; floorDiv's is that of a division
 *   and that of a cast to whole numbers 1, where both are constant between jumps: 0.
 * - maximum, minimum and squaredDifference of two shapes hand back a gradient of the wrong shape,
 *   and throw.
 * - cumprod has none, and so prod no second one. Here without a division, so that a factor may be
 *   0.
 */
export function fixMoreGradients(tf: typeof TensorFlow, replace: Replace): void {
  const zeros = (x: Tensor): Tensor => tf.zeros(x.shape);
  const mask = (condition: Tensor): Tensor => tf.cast(condition, 'float32');
  const to = (shape: number[], whole: Tensor): Tensor => sumToShape(tf, whole, shape);
  const both = (
    kernel: string,
    slopes: (a: Tensor, b: Tensor) => readonly [Tensor, Tensor],
  ): void =>
    replace(kernel, ['a', 'b'], (dy, [a, b]) => ({
      a: () => to(a.shape, tf.mul(dy, slopes(a, b)[0])),
      b: () => to(b.shape, tf.mul(dy, slopes(a, b)[1])),
    }));

  replace('Elu', ['x'], (dy, [x]) => ({
    x: () => tf.mul(dy, tf.where(tf.greater(x, 0), tf.onesLike(x), tf.exp(tf.minimum(x, 0)))),
  }));
  replace('Pow', ['a', 'b'], (dy, [base, exponent]) => {
    const a = base;
    const b = tf.cast(exponent, 'float32');
    // as shipped: 0 where the base is not above 0
    const logarithm = (): Tensor => tf.log(tf.where(tf.greater(a, 0), a, tf.onesLike(a)));
    return {
      a: () => to(a.shape, tf.mul(dy, tf.mul(b, tf.pow(a, tf.sub(b, 1))))),
      b: () => to(b.shape, tf.mul(dy, tf.mul(tf.pow(a, b), logarithm()))),
    };
  });
  both('Maximum', (a, b) => [mask(tf.greaterEqual(a, b)), mask(tf.less(a, b))]);
  both('Minimum', (a, b) => [mask(tf.lessEqual(a, b)), mask(tf.greater(a, b))]);
  both('SquaredDifference', (a, b) => [tf.mul(tf.sub(a, b), 2), tf.mul(tf.sub(b, a), 2)]);
  replace('FloorDiv', ['a', 'b'], (_dy, [a, b]) => ({
    a: () => zeros(a),
    b: () => zeros(b),
  }));
  replace('Cast', [], (dy, _saved, { dtype }) => ({
    x: () => (dtype === 'int32' || dtype === 'bool' ? zeros(dy) : tf.clone(dy)),
  }));

  replace('MirrorPad', ['x'], (dy, [input], { paddings, mode }) => ({
    x: () => {
      // Each number of the result is one of the input, whose place in it is mirrored alike. The
      // gradient adds up what came from the same place.
      const { shape, size } = input;
      const sources = tf.mirrorPad(
        tf.reshape(tf.range(0, size), shape),
        paddings as [number, number][],
        mode as 'reflect' | 'symmetric',
      );
      const flatSources = tf.cast<TensorFlow.Tensor1D>(tf.reshape(sources, [dy.size]), 'int32');
      const sums = tf.unsortedSegmentSum(tf.reshape(dy, [dy.size]), flatSources, size);
      return tf.reshape(sums, shape);
    },
  }));
  replace('Cumprod', ['x'], (dy, [input], { axis, exclusive, reverse }) => ({
    x: () => cumprodGradient(tf, dy, input, axis as number, Boolean(exclusive), Boolean(reverse)),
  }));
}

/** The gradient of what was broadcast from a shape: summed over the axes that were added. */
export function sumToShape(tf: typeof TensorFlow, whole: Tensor, shape: number[]): Tensor {
  const axes = tf.broadcast_util.getReductionAxes(shape, whole.shape);
  return axes.length > 0 ? tf.reshape(tf.sum(whole, axes), shape) : whole;
}

/**
 * Of a running product: dx_j = sum over i of dy_i times the product of all factors of y_i but x_j.
 * @param axis of the product
 */
function cumprodGradient(
  tf: typeof TensorFlow,
  dy: Tensor,
  x: Tensor,
  axis: number,
  exclusive: boolean,
  reverse: boolean,
): Tensor {
  const at = axis < 0 ? axis + x.rank : axis;
  const last = [...x.shape.keys()].filter((i) => i !== at).concat(at);
  const back = last.map((_, i) => last.indexOf(i));
  const count = x.shape[at];
  /** `[count, count]`: 1 where a condition on factor j and product i holds, else 0. */
  const table = (holds: (j: number, i: number) => boolean): Tensor =>
    tf.tensor2d(
      Float32Array.from({ length: count * count }, (_, k) =>
        Number(holds(Math.floor(k / count), k % count)),
      ),
      [count, count],
    );
  const hasFactor = (j: number, i: number): boolean => {
    if (i === j) return !exclusive;
    return reverse ? i < j : i > j;
  };
  const self = table((j, i) => j === i);
  const within = table(hasFactor);
  const row = (of: Tensor): Tensor => tf.expandDims(tf.transpose(of, last), -2); // [..., 1, count]
  const factors = tf.add(tf.mul(row(x), tf.sub(1, self)), self);
  const others = tf.cumprod(factors, x.rank, exclusive, reverse); // [..., factor, product]
  return tf.transpose(tf.sum(tf.mul(tf.mul(others, within), row(dy)), -1), back);
}
