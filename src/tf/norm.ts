import type * as TensorFlow from '@tensorflow/tfjs-node';
import { createRequire } from 'node:module';
import type { Replace } from './gradients';

type Tensor = TensorFlow.Tensor;
type Norm = typeof TensorFlow.norm;

/**
 * Gradients where a norm or an absolute value has a corner. By convention it is 0 where the length
 * is 0 (as in PyTorch): TensorFlow.js 4.22 gives NaN for the Euclidean length and -1 for |x|. The
 * gradient of a maximum or minimum that several share is shared among them: as shipped each of them
 * has the whole.
 */
export function fixNorm(tf: typeof TensorFlow, replace: Replace): void {
  replace('Abs', ['x'], (dy, [x]) => ({
    x: () => tf.mul(dy, tf.sign(tf.cast(x, 'float32'))),
  }));
  for (const kernel of ['Max', 'Min'] as const) {
    replace(
      kernel,
      ['x'],
      (dy, [x, y], attributes) => ({
        x: () => {
          const given = attributes['reductionIndices'] ?? attributes['axis'];
          const axes = tf.util.parseAxisParam(given as number[], x.shape);
          const kept = x.shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
          const isExtreme = tf.cast(tf.equal(x, tf.reshape(y, kept)), 'float32');
          const share = tf.div(tf.reshape(dy, kept), tf.sum(isExtreme, axes, true));
          return tf.mul(share, isExtreme);
        },
      }),
      { outputsToSave: [true] },
    );
  }

  const core = coreOf(tf);
  const shipped = core.norm;
  /** The root of a sum of squares, with all derivatives 0 where it is 0. */
  const rootOf = tf.customGrad((squares, save) => {
    const given = squares as Tensor;
    (save as TensorFlow.GradSaveFunc)([given]);
    return {
      value: tf.sqrt(given),
      gradFunc: (dy: Tensor, [sum]: Tensor[]) => {
        const isPositive = tf.greater(sum, 0);
        const inverse = tf.rsqrt(tf.where(isPositive, sum, tf.onesLike(sum)));
        return tf.mul(dy, tf.mul(inverse, tf.mul(tf.cast(isPositive, 'float32'), 0.5)));
      },
    };
  });
  function norm(
    given: Tensor | TensorFlow.TensorLike,
    ord: Parameters<Norm>[1] = 'euclidean',
    axis: number | number[] | null = null,
    keepDims = false,
  ): Tensor {
    const x = given instanceof tf.Tensor ? given : tf.tensor(given);
    const isMatrix = Array.isArray(axis) && axis.length === 2;
    const isEuclidean = ord === 'euclidean' || ord === (isMatrix ? 'fro' : 2);
    const isSupported = axis === null || typeof axis === 'number' || axis.length <= 2;
    if (!isEuclidean || !isSupported || x.rank === 0)
      return shipped(x, ord, axis as number, keepDims);
    return rootOf(tf.sum(tf.square(x), axis as number, keepDims));
  }
  core.norm = norm;
  core.euclideanNorm = (x, axis, keepDims) => norm(x, 'euclidean', axis, keepDims);
  const methods = tf.Tensor.prototype as unknown as { norm: unknown; euclideanNorm: unknown };
  methods.norm = function (this: Tensor, ...rest: unknown[]) {
    return (norm as (...given: unknown[]) => Tensor)(this, ...rest);
  };
  methods.euclideanNorm = function (this: Tensor, axis?: number, keepDims?: boolean) {
    return norm(this, 'euclidean', axis, keepDims);
  };
}

interface Core {
  norm: Norm;
  euclideanNorm: typeof TensorFlow.euclideanNorm;
}

/**
 * The package that tf takes its operations from: what tf itself offers cannot be set, what this
 * package offers can.
 * @throws Error if it is not found
 */
function coreOf(tf: typeof TensorFlow): Core {
  const own = createRequire(__filename);
  for (const owner of ['@tensorflow/tfjs-node/package.json', __filename])
    try {
      const beside = createRequire(owner === __filename ? owner : own.resolve(owner));
      const tfjs = createRequire(beside.resolve('@tensorflow/tfjs/package.json'));
      const core = tfjs('@tensorflow/tfjs-core') as Core;
      if (core.norm === tf.norm) return core;
    } catch {
      continue; // not installed there
    }
  throw new Error('the package @tensorflow/tfjs-core that TensorFlow.js uses is not found');
}
