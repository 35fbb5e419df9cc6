// Every operation of TensorFlow.js with a gradient, in a small case: what must be right three times
// over, what must refuse.
import { tf } from '../../src/tf';

type T = tf.Tensor;
/** Makes tensors from tensors of the shapes of a case. */

export type Op = (...inputs: any[]) => T | T[];
/** An operation on inputs whose numbers are taken one after the other from `at`. */
export interface DerivativeCase {
  readonly op: Op;
  readonly shapes: readonly (readonly number[])[];
  /** Numbers the inputs are made of: none on a kink, none twice. */
  readonly at: readonly number[];
}

const ANY = [
  0.3, -0.7, 1.2, 0.9, -0.4, 0.55, -1.1, 0.75, 1.4, -0.25, 0.65, -0.9, 1.05, -0.15, 0.45, -1.3, 0.2,
  0.8,
];
const POSITIVE = [0.3, 0.7, 1.2, 0.9, 0.4, 1.6, 0.55, 1.35, 0.8, 1.05, 0.65, 1.45];
const INSIDE = [0.3, -0.6, 0.5, 0.1, -0.35, 0.7];
const BEYOND = [1.5, 2.2, 1.8, 1.3, 2.6, 1.9];

const named = (
  at: readonly number[],
  names: string,
  shapes: readonly (readonly number[])[] = [[6]],
): Record<string, DerivativeCase> =>
  Object.fromEntries(
    names
      .split(' ')
      .map((name) => [
        name,
        { op: (...x: T[]) => (tf as unknown as Record<string, Op>)[name](...x), shapes, at },
      ]),
  );
const one = (
  name: string,
  op: Op,
  shapes: readonly (readonly number[])[] = [[6]],
  at = ANY,
): Record<string, DerivativeCase> => ({ [name]: { op, shapes, at } });
const ids = (values: number[]): tf.Tensor1D => tf.tensor1d(values, 'int32');

/** First, second and third derivative must be those of central differences. */
export const right: Readonly<Record<string, DerivativeCase>> = {
  // of each number
  ...named(
    ANY,
    'abs atan asinh cos cosh elu erf exp expm1 leakyRelu neg relu relu6 selu sigmoid sin sinh ' +
      'softplus square tan tanh clone ceil floor round sign step',
  ),
  ...named(POSITIVE, 'log log1p reciprocal rsqrt sqrt'),
  ...named(INSIDE, 'acos asin atanh'),
  ...named(BEYOND, 'acosh'),
  ...one('relu6 above 6', (x) => tf.relu6(tf.mul(x, 7))),
  ...one('clipByValue', (x) => tf.clipByValue(x, -0.5, 1)),
  ...one('cast', (x) => tf.cast(tf.cast(x, 'float32'), 'float32')),
  ...one('cast to whole numbers and back', (x) =>
    tf.add(tf.cast(tf.cast(tf.mul(x, 3), 'int32'), 'float32'), x),
  ),
  ...one('softmax', (x) => tf.softmax(x, 1), [[2, 3]]),
  ...one('logSoftmax', (x) => tf.logSoftmax(x), [[2, 3]]),
  ...one('logSoftmax as a method', (x: T) => x.logSoftmax(), [[2, 3]]),
  // of two
  ...named(ANY, 'add sub mul maximum minimum squaredDifference atan2', [[2, 3], [3]]),
  ...named(POSITIVE, 'div divNoNan pow', [[2, 3], [3]]),
  ...one(
    'mod',
    (a, b) => tf.mod(a, tf.mul(b, 0.6)),
    [[2, 3], [3]],
    [0.3, 0.7, 1.2, 0.9, 0.4, 1.6, 0.62, 1.35, 0.83],
  ),
  ...one('pow of a constant', (x) => tf.pow(2, x)),
  ...one('pow to a constant', (x) => tf.pow(x, 3)),
  ...one('prelu', (x, alpha) => tf.prelu(x, alpha), [[2, 3], [3]]),
  ...one('addN', (a, b) => tf.addN([a, b, a]), [[3], [3]]),
  ...one('where', (a, b) => tf.where(tf.tensor1d([true, false, true], 'bool'), a, b), [[3], [3]]),
  ...one(
    'masks',
    (a, b) =>
      tf.mul(
        a,
        tf.cast(
          tf.logicalOr(
            tf.logicalAnd(tf.greater(a, b), tf.lessEqual(b, 0.5)),
            tf.logicalNot(
              tf.logicalOr(
                tf.less(a, b),
                tf.logicalOr(
                  tf.equal(a, b),
                  tf.logicalOr(tf.greaterEqual(b, 1), tf.notEqual(a, a)),
                ),
              ),
            ),
          ),
          'float32',
        ),
      ),
    [[4], [4]],
  ),
  ...one('tests for numbers', (x) =>
    tf.mul(
      x,
      tf.cast(tf.logicalOr(tf.isFinite(x), tf.logicalOr(tf.isNaN(x), tf.isInf(x))), 'float32'),
    ),
  ),
  ...one(
    'floorDiv',
    (a, b) => tf.add(tf.floorDiv(tf.mul(a, 2), b), tf.mul(a, b)),
    [[3], [3]],
    [0.3, 0.7, 1.2, 0.92, 0.4, 1.63],
  ),
  ...one('zerosLike and onesLike', (x) => tf.mul(tf.add(tf.zerosLike(x), tf.onesLike(x)), x)),
  // over axes
  ...one('sum', (x) => [tf.sum(x), tf.sum(x, 1), tf.sum(x, 0, true)], [[2, 3]]),
  ...one('mean', (x) => [tf.mean(x), tf.mean(x, 1), tf.mean(x, 0, true)], [[2, 3]]),
  ...one('max and min', (x) => [tf.max(x), tf.max(x, 1), tf.min(x), tf.min(x, 0, true)], [[2, 3]]),
  ...one('prod', (x) => [tf.prod(x), tf.prod(x, 1), tf.prod(x, 0, true)], [[2, 3]]),
  ...one(
    'prod with a zero',
    (x) => [tf.prod(x), tf.prod(x, 1)],
    [[2, 3]],
    [0.3, 0, 1.2, 0.9, -0.4, 0.55],
  ),
  ...one('prod over two of three axes', (x) => tf.prod(x, [0, 2]), [[2, 2, 2]]),
  ...one('logSumExp', (x) => [tf.logSumExp(x), tf.logSumExp(x, 1)], [[2, 3]]),
  ...one('cumsum', (x) => [tf.cumsum(x, 0), tf.cumsum(x, 1, true, true)], [[2, 3]]),
  ...one(
    'cumprod',
    (x) => [
      tf.cumprod(x, 0),
      tf.cumprod(x, 1, true, true),
      tf.cumprod(x, 1),
      tf.cumprod(x, 1, false, true),
    ],
    [[2, 3]],
  ),
  ...one('norm', (x) => [tf.norm(x), tf.norm(x, 2, 0), tf.norm(x, 1), tf.norm(x, 'euclidean', 1)], [
    [2, 3],
  ]),
  ...one(
    'moments',
    (x) => {
      const { mean, variance } = tf.moments(x, 1);
      return [mean, variance];
    },
    [[2, 3]],
  ),
  ...one('argMax and argMin', (x) =>
    tf.mul(x, tf.cast(tf.add(tf.argMax(x), tf.argMin(x)), 'float32')),
  ),
  // products
  ...one('matMul', (a, b) => tf.matMul(a, b), [
    [2, 3],
    [3, 2],
  ]),
  ...one('matMul, the first transposed', (a, b) => tf.matMul(a, b, true), [
    [3, 2],
    [3, 2],
  ]),
  ...one('matMul, the second transposed', (a, b) => tf.matMul(a, b, false, true), [
    [2, 3],
    [2, 3],
  ]),
  ...one('matMul, both transposed', (a, b) => tf.matMul(a, b, true, true), [
    [3, 2],
    [2, 3],
  ]),
  ...one('matMul of batches', (a, b) => tf.matMul(a, b), [
    [2, 1, 2],
    [2, 2, 2],
  ]),
  ...one('dot', (a, b) => tf.dot(a, b), [[3], [3]]),
  ...one('outerProduct', (a, b) => tf.outerProduct(a, b), [[3], [2]]),
  ...one(
    'fused.matMul',
    (a, b, bias) => [
      tf.fused.matMul({ a, b, bias, activation: 'relu' }),
      tf.fused.matMul({ a, b, bias, activation: 'sigmoid' }),
      tf.fused.matMul({ a, b, bias }),
    ],
    [[2, 2], [2, 2], [2]],
  ),
  // shapes
  ...one(
    'reshape',
    (x) => [tf.reshape(x, [3, 2]), tf.expandDims(x, 1), tf.squeeze(tf.expandDims(x, 0))],
    [[2, 3]],
  ),
  ...one('transpose', (x) => [tf.transpose(x), tf.transpose(tf.expandDims(x, 0), [1, 0, 2])], [
    [2, 3],
  ]),
  ...one('concat', (a, b) => [tf.concat([a, b]), tf.concat([a, b], 1), tf.stack([a, b], 1)], [
    [2, 3],
    [2, 3],
  ]),
  ...one('split', (x) => [...tf.split(x, [1, 2], 1), ...tf.unstack(x)], [[2, 3]]),
  ...one('unstack and split along an axis of 1', (x) => [...tf.split(x, 1, 0), ...tf.unstack(x)], [
    [1, 3],
  ]),
  ...one('slice', (x) => tf.slice(x, [0, 1], [2, 2]), [[2, 3]]),
  ...one(
    'pad',
    (x) =>
      tf.pad(
        x,
        [
          [1, 0],
          [0, 2],
        ],
        7,
      ),
    [[2, 3]],
  ),
  ...one(
    'mirrorPad',
    (x) => [
      tf.mirrorPad(
        x,
        [
          [1, 1],
          [0, 2],
        ],
        'reflect',
      ),
      tf.mirrorPad(
        x,
        [
          [1, 2],
          [0, 1],
        ],
        'symmetric',
      ),
    ],
    [[2, 3]],
  ),
  ...one('tile', (x) => [tf.tile(x, [2, 1]), tf.broadcastTo(x, [2, 2, 3])], [[2, 3]]),
  ...one('reverse', (x) => tf.reverse(x, 1), [[2, 3]]),
  ...one(
    'spaceToBatchND and back',
    (x) => [
      tf.spaceToBatchND(
        x,
        [2, 2],
        [
          [0, 0],
          [0, 0],
        ],
      ),
      tf.batchToSpaceND(
        tf.reshape(x, [4, 1, 1, 1]),
        [2, 2],
        [
          [0, 0],
          [0, 0],
        ],
      ),
    ],
    [[1, 2, 2, 1]],
  ),
  ...one('linalg.bandPart', (x) => tf.linalg.bandPart(x, 1, 0), [[2, 3]]),
  // choosing
  ...one('gather', (x) => [tf.gather(x, ids([0, 1, 1])), tf.gather(x, ids([2, 0]), 1)], [[2, 3]]),
  ...one('oneHot', (x) => tf.matMul(tf.oneHot(ids([0, 1, 1]), 2), x), [[2, 3]]),
  ...one('oneHot of computed places', (x) => tf.matMul(tf.oneHot(tf.argMax(x, 1), 3), x), [[3, 3]]),
  ...one('unsortedSegmentSum', (x) => tf.unsortedSegmentSum(x, ids([1, 0, 1]), 2), [[3, 2]]),
  // losses
  ...one('losses.meanSquaredError', (a, b) => tf.losses.meanSquaredError(a, b), [
    [2, 2],
    [2, 2],
  ]),
  ...one('losses.sigmoidCrossEntropy', (x) =>
    tf.losses.sigmoidCrossEntropy(tf.tensor1d([0, 1, 1, 0, 1, 0]), x),
  ),
  ...one(
    'losses.softmaxCrossEntropy',
    (x) =>
      tf.losses.softmaxCrossEntropy(
        tf.tensor2d([
          [0, 1, 0],
          [1, 0, 0],
        ]),
        x,
      ),
    [[2, 3]],
  ),
  ...one(
    'losses.softmaxCrossEntropy, labels too',
    (x, labels) => tf.losses.softmaxCrossEntropy(tf.softmax(labels), x),
    [
      [2, 3],
      [2, 3],
    ],
  ),
  ...one(
    'losses of other kinds',
    (a, b) => [
      tf.losses.absoluteDifference(a, b),
      tf.losses.huberLoss(a, b),
      tf.losses.hingeLoss(tf.tensor1d([1, 0, 1]), b),
      tf.losses.cosineDistance(a, b, 0),
    ],
    [[3], [3]],
  ),
  ...one('losses.logLoss', (a) => tf.losses.logLoss(tf.tensor1d([0, 1, 1, 0]), tf.sigmoid(a)), [
    [4],
  ]),
  // normalisation and convolutions
  ...one(
    'batchNorm',
    (x, mean, offset, scale) => tf.batchNorm(x, mean, tf.tensor1d([0.7, 1.3]), offset, scale),
    [[1, 2, 2, 2], [2], [2], [2]],
  ),
  ...one('conv2d', (x) => tf.conv2d(x, tf.tensor4d([0.5, -0.3, 1, 2], [2, 2, 1, 1]), 1, 'same'), [
    [1, 2, 3, 1],
  ]),
  ...one(
    'conv2dTranspose',
    (x) =>
      tf.conv2dTranspose(x, tf.tensor4d([0.5, -0.3, 1, 2], [2, 2, 1, 1]), [1, 3, 3, 1], 1, 'valid'),
    [[1, 2, 2, 1]],
  ),
  ...one('conv1d', (x) => tf.conv1d(x, tf.tensor3d([0.5, -0.3], [2, 1, 1]), 1, 'same'), [
    [1, 6, 1],
  ]),
};

/**
 * The first derivative must be right; a second one must be refused by an error that names what has
 * none, even where there is another way to the input.
 */
export const once: Readonly<Record<string, DerivativeCase>> = {
  ...one('avgPool', (x) => tf.avgPool(x, 2, 1, 'valid'), [[1, 3, 3, 1]]),
  ...one('maxPool', (x) => tf.maxPool(x, 2, 1, 'valid'), [[1, 3, 3, 1]]),
  ...one('avgPool3d', (x) => tf.avgPool3d(x, 2, 1, 'valid'), [[1, 2, 2, 3, 1]]),
  ...one('maxPool3d', (x) => tf.maxPool3d(x, 2, 1, 'valid'), [[1, 2, 2, 3, 1]]),
  ...one(
    'conv2d by its filter',
    (w) => tf.conv2d(tf.tensor4d(ANY.slice(0, 6), [1, 2, 3, 1]), w, 1, 'same'),
    [[2, 2, 1, 1]],
  ),
  ...one(
    'conv3d',
    (x) => tf.conv3d(x, tf.tensor5d([0.5, -0.3, 1, 2], [1, 2, 2, 1, 1]), 1, 'same'),
    [[1, 2, 2, 2, 1]],
  ),
  ...one(
    'depthwiseConv2d',
    (x) => tf.depthwiseConv2d(x, tf.tensor4d([0.5, -0.3, 1, 2], [2, 2, 1, 1]), 1, 'same'),
    [[1, 2, 3, 1]],
  ),
  ...one(
    'dilation2d',
    (x) => tf.dilation2d(x, tf.tensor3d([0.5, -0.3, 1, 2], [2, 2, 1]), 1, 'valid'),
    [[1, 3, 3, 1]],
  ),
  ...one('localResponseNormalization', (x) => tf.localResponseNormalization(x), [[1, 2, 1, 3]]),
  ...one('image.resizeBilinear', (x) => tf.image.resizeBilinear(x, [3, 3]), [[1, 2, 2, 1]]),
  ...one('image.resizeNearestNeighbor', (x) => tf.image.resizeNearestNeighbor(x, [4, 4]), [
    [1, 2, 2, 1],
  ]),
};

/** Has no gradient at all: the first derivative must be refused. */
export const never: Readonly<Record<string, DerivativeCase>> = {
  ...one('einsum', (x) => tf.einsum('ij->i', x), [[2, 3]]),
  ...one('stridedSlice', (x) => tf.stridedSlice(x, [0], [6], [2])),
  ...one('gatherND', (x) => tf.gatherND(x, tf.tensor2d([[0], [2]], [2, 1], 'int32'))),
  ...one('scatterND', (x) =>
    tf.scatterND(tf.tensor2d([[0], [2], [3], [5], [1], [7]], [6, 1], 'int32'), x, [8]),
  ),
  ...one('topk', (x) => tf.topk(x, 2).values),
  // write tf.neg(tf.softplus(tf.neg(x)))
  ...one('logSigmoid of what was computed', (x) => tf.logSigmoid(tf.mul(x, 2))),
  ...one('absolute value of complex numbers', (x) => tf.abs(tf.complex(x, x))),
  ...one('diag', (x) => tf.diag(x)),
  ...one('fft', (x) => tf.real(tf.fft(tf.complex(x, x)))),
  ...one('depthToSpace', (x) => tf.depthToSpace(x, 2), [[1, 1, 1, 4]]),
  ...one(
    'image.cropAndResize',
    (x) => tf.image.cropAndResize(x, tf.tensor2d([[0, 0, 1, 0.7]]), ids([0]), [2, 2]),
    [[1, 3, 3, 1]],
  ),
  ...one('tensorScatterUpdate', (x) =>
    tf.tensorScatterUpdate(x, tf.tensor2d([[1], [3]], [2, 1], 'int32'), tf.tensor1d([1, 2])),
  ),
  ...one('sparseToDense', (x) =>
    tf.sparseToDense(tf.tensor1d([0, 1, 2, 3, 5, 7], 'int32'), x, [8], 0),
  ),
};
