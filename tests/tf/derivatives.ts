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
  ...one('logSigmoid', (x) => [tf.logSigmoid(x), tf.logSigmoid(tf.mul(x, 2))]),
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
                tf.logicalXor(tf.less(a, b), tf.less(a, b)),
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
  ...one(
    'norm',
    (x) => [
      tf.norm(x),
      tf.norm(x, 2, 0),
      tf.norm(x, 1),
      tf.norm(x, 'euclidean', 1, true),
      tf.norm(x, Infinity, 1),
      tf.norm(x, -Infinity),
      tf.norm(x, 'fro', [0, 1]),
      tf.norm(x, 1, [0, 1]),
      tf.euclideanNorm(x, 0),
      x.norm(2, 1),
    ],
    [[2, 3]],
  ),
  ...one('norm at zero', (x) => [tf.norm(tf.mul(x, 0)), tf.norm(tf.mul(x, [0, 1, 0]), 2, 0)], [
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
    (x) => [
      tf.reshape(x, [3, 2]),
      tf.expandDims(x, 1),
      tf.squeeze(tf.expandDims(x, 0)),
      tf.ensureShape(x, [2, 3]),
    ],
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
  ...one(
    'gather of batches',
    (x) =>
      tf.gather(
        x,
        tf.tensor2d(
          [
            [1, 1, 0],
            [0, 1, 1],
          ],
          [2, 3],
          'int32',
        ),
        1,
        1,
      ),
    [[2, 2, 2]],
  ),
  ...one('gather of computed places', (x) => tf.gather(x, tf.topk(x, 2).indices)),
  ...one(
    'gatherND',
    (x) => [
      tf.gatherND(x, tf.tensor2d([[0], [1], [1]], [3, 1], 'int32')),
      tf.gatherND(x, tf.tensor3d([[[1, 2]], [[0, 1]], [[1, 2]]], [3, 1, 2], 'int32')),
      tf.gatherND(x, ids([1])),
    ],
    [[2, 3]],
  ),
  ...one('scatterND', (x) =>
    tf.scatterND(tf.tensor2d([[0], [2], [3], [5], [2], [7]], [6, 1], 'int32'), x, [8]),
  ),
  ...one(
    'scatterND of rows',
    (x) =>
      tf.scatterND(
        tf.tensor2d(
          [
            [0, 1],
            [1, 0],
            [0, 1],
          ],
          [3, 2],
          'int32',
        ),
        x,
        [2, 2, 2],
      ),
    [[3, 2]],
  ),
  ...one(
    'tensorScatterUpdate',
    (x, updates) => tf.tensorScatterUpdate(x, tf.tensor2d([[1], [3]], [2, 1], 'int32'), updates),
    [[6], [2]],
  ),
  ...one(
    'sparseToDense',
    (x, other) => [
      tf.sparseToDense(ids([0, 1, 2, 3, 5, 7]), x, [8], other),
      tf.sparseToDense(ids([0, 2]), tf.sum(x), [3], other),
    ],
    [[6], []],
  ),
  ...one('topk', (x) => [tf.topk(x, 2).values, tf.topk(tf.neg(x), 3, false).values], [[2, 3]]),
  ...one('bincount', (x) => tf.bincount(ids([0, 2, 2, 1, 7, 0]), x, 4)),
  ...one(
    'stridedSlice',
    (x) => [
      tf.stridedSlice(x, [0, 0], [2, 3], [1, 2]),
      tf.stridedSlice(x, [0, 2], [2, 0], [1, -1]),
      tf.stridedSlice(x, [1, 0], [2, 2], [1, 1], 0, 2, 0, 0, 1),
      tf.stridedSlice(x, [0, 0, 1], [0, 0, 3], [1, 1, 1], 0, 0, 1, 2, 0),
    ],
    [[2, 3]],
  ),
  ...one('depthToSpace', (x) => tf.depthToSpace(x, 2), [[1, 1, 2, 8]]),
  ...one('diag', (x) => [tf.diag(x), tf.diag(tf.reshape(x, [2, 2]))], [[4]]),
  ...one(
    'einsum of one',
    (x) => [
      tf.einsum('ij->i', x),
      tf.einsum('ij->ji', x),
      tf.einsum('ij->', x),
      tf.einsum('ii->i', tf.slice(x, [0, 0], [2, 2])),
      tf.einsum('ii->', tf.slice(x, [0, 0], [2, 2])),
      tf.einsum('...j->...', x),
    ],
    [[2, 3]],
  ),
  ...one(
    'einsum of two',
    (a, b) => [
      tf.einsum('ij,jk->ik', a, b),
      tf.einsum('ij,jk->k', a, b),
      tf.einsum('ij,kl->jl', a, b),
      tf.einsum('ij,jk->ijk', a, b),
      tf.einsum('...j,jk->...k', tf.expandDims(a, 0), b),
      tf.einsum('...i,...i->...', a, tf.expandDims(tf.transpose(b), 1)),
    ],
    [
      [2, 3],
      [3, 2],
    ],
  ),
  ...one('einsum of the same twice', (a) => tf.einsum('ij,kj->ik', a, a), [[2, 3]]),
  ...one('tests of all and any', (x) =>
    tf.mul(x, tf.cast(tf.logicalOr(tf.all(tf.greater(x, 0)), tf.any(tf.less(x, 0))), 'float32')),
  ),
  ...one(
    'multinomial of one choice',
    (x) => tf.mul(x, tf.cast(tf.multinomial(tf.slice(x, [0, 0], [2, 1]), 1), 'float32')),
    [[2, 3]],
  ),
  ...one(
    'image.nonMaxSuppression',
    (boxes, scores) => tf.gather(boxes, tf.image.nonMaxSuppression(boxes, scores, 2, 0.9)),
    [[3, 4], [3]],
  ),
  ...one(
    'image.nonMaxSuppressionPadded',
    (boxes, scores) =>
      tf.gather(boxes, tf.image.nonMaxSuppressionPadded(boxes, scores, 2, 0.9).selectedIndices),
    [[3, 4], [3]],
  ),
  ...one('meshgrid', (a, b) => tf.meshgrid(a, b), [[3], [2]]),
  ...one('slice by rank', (x) => [tf.slice2d(x, [0, 1], [-1, 2]), tf.reverse2d(x, 1)], [[2, 3]]),
  // networks
  ...one(
    'basicLSTMCell',
    (kernel, bias, x, c, h) => tf.basicLSTMCell(tf.scalar(1), kernel, bias, x, c, h),
    [[2, 4], [4], [1, 1], [1, 1], [1, 1]],
  ),
  ...one(
    'multiRNNCell',
    (kernel, x, c, h) =>
      tf
        .multiRNNCell(
          [(d, s, o) => tf.basicLSTMCell(tf.scalar(1), kernel, tf.zeros([4]), d, s, o)],
          x,
          [c],
          [h],
        )
        .flat(),
    [
      [2, 4],
      [1, 1],
      [1, 1],
      [1, 1],
    ],
  ),
  ...one('movingAverage', (v, x) => tf.movingAverage(v, x, 0.9, 3), [[2], [2]]),
  ...one('dropout of a given seed', (x) => tf.dropout(x, 0.5, undefined, 7)),
  ...one('signal.frame', (x) => tf.mul(tf.signal.frame(x, 4, 2), tf.signal.hannWindow(4))),
  ...one('linalg.gramSchmidt', (x) => tf.linalg.gramSchmidt(tf.add<tf.Tensor2D>(x, tf.eye(2, 3))), [
    [2, 3],
  ]),
  ...one('linalg.qr', (x) => tf.linalg.qr(tf.add(x, tf.eye(3, 2))), [[3, 2]]),
  // losses
  ...one('losses.computeWeightedLoss', (a, b) => tf.losses.computeWeightedLoss(a, b), [[3], [3]]),
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
  ...one(
    'conv2d with strides and dilations',
    (x, w) => [tf.conv2d(x, w, 2, 'same'), tf.conv2d(x, w, 1, 'same', 'NHWC', [1, 2])],
    [
      [1, 3, 4, 1],
      [1, 2, 1, 1],
    ],
  ),
  ...one('conv2d by input and filter', (x, w) => tf.conv2d(x, w, 1, 'same'), [
    [1, 2, 3, 1],
    [2, 2, 1, 2],
  ]),
  ...one('conv1d by its filter', (x, w) => tf.conv1d(x, w, 1, 'same', 'NWC', 2), [
    [1, 6, 1],
    [2, 1, 1],
  ]),
  ...one(
    'conv2dTranspose by its filter',
    (x, w) => tf.conv2dTranspose(x, w, [1, 3, 3, 1], 1, 'valid'),
    [
      [1, 2, 2, 1],
      [2, 2, 1, 1],
    ],
  ),
  ...one(
    'depthwiseConv2d',
    (x, w) => [
      tf.depthwiseConv2d(x, w, 1, 'same'),
      tf.depthwiseConv2d(x, w, 1, 'valid', 'NHWC', [1, 2]),
    ],
    [
      [1, 2, 3, 2],
      [1, 2, 2, 1],
    ],
  ),
  ...one(
    'separableConv2d',
    (x, depthwise, pointwise) => tf.separableConv2d(x, depthwise, pointwise, 1, 'same'),
    [
      [1, 2, 3, 1],
      [2, 2, 1, 1],
      [1, 1, 1, 2],
    ],
  ),
  ...one('conv3d', (x, w) => tf.conv3d(x, w, 1, 'same'), [
    [1, 2, 2, 2, 1],
    [1, 2, 2, 1, 1],
  ]),
  ...one('conv3dTranspose', (x, w) => tf.conv3dTranspose(x, w, [1, 2, 3, 3, 1], 1, 'valid'), [
    [1, 2, 2, 2, 1],
    [1, 2, 2, 1, 1],
  ]),
  ...one(
    'fused.conv2d',
    (x, filter, bias) => [
      tf.fused.conv2d({ x, filter, strides: 1, pad: 'same', bias }),
      tf.fused.conv2d({ x, filter, strides: 1, pad: 'same', bias, activation: 'elu' }),
      tf.fused.conv2d({ x, filter, strides: 1, pad: 'same' }),
    ],
    [[1, 2, 3, 1], [2, 2, 1, 1], [1]],
  ),
  ...one(
    'fused.depthwiseConv2d',
    (x, filter, bias) => [
      tf.fused.depthwiseConv2d({ x, filter, strides: 1, pad: 'same', bias }),
      tf.fused.depthwiseConv2d({ x, filter, strides: 1, pad: 'same' }),
    ],
    [[1, 2, 3, 1], [2, 2, 1, 1], [1]],
  ),
  ...one('avgPool', (x) => [tf.avgPool(x, 2, 1, 'valid'), tf.avgPool(x, [2, 1], 2, 'same')], [
    [1, 3, 3, 1],
  ]),
  ...one('maxPool', (x) => [tf.maxPool(x, 2, 1, 'valid'), tf.maxPool(x, [2, 3], 2, 'same')], [
    [1, 3, 3, 2],
  ]),
  ...one('pool', (x) => [tf.pool(x, 2, 'max', 'valid', 2), tf.pool(x, 2, 'avg', 'same')], [
    [1, 4, 4, 1],
  ]),
  ...one('avgPool3d', (x) => tf.avgPool3d(x, 2, 1, 'valid'), [[1, 2, 2, 3, 1]]),
  ...one('maxPool3d', (x) => [tf.maxPool3d(x, 2, 1, 'valid'), tf.maxPool3d(x, 2, 2, 'same')], [
    [1, 2, 2, 3, 1],
  ]),
  ...one(
    'dilation2d',
    (x, w) => [tf.dilation2d(x, w, 1, 'valid'), tf.dilation2d(x, w, 1, 'same', [1, 2])],
    [
      [1, 3, 3, 1],
      [2, 2, 1],
    ],
  ),
  ...one(
    'localResponseNormalization',
    (x) => [tf.localResponseNormalization(x), tf.localResponseNormalization(x, 1, 1.5, 0.7, 0.8)],
    [[1, 2, 1, 4]],
  ),
  ...one(
    'image.resizeBilinear',
    (x) => [tf.image.resizeBilinear(x, [3, 3]), tf.image.resizeBilinear(x, [3, 1], true)],
    [[1, 2, 2, 1]],
  ),
  ...one('image.resizeNearestNeighbor', (x) => tf.image.resizeNearestNeighbor(x, [4, 3]), [
    [1, 2, 2, 1],
  ]),
  ...one(
    'image.cropAndResize',
    (x) => {
      const boxes = tf.tensor2d([
        [0, 0, 1, 0.7],
        [0.9, -0.2, 0.3, 0.8],
        [0.1, 0.2, 0.8, 1.4],
      ]);
      return [
        tf.image.cropAndResize(x, boxes, ids([0, 1, 0]), [2, 3]),
        tf.image.cropAndResize(x, boxes, ids([0, 1, 0]), [1, 2], 'nearest', 0.5),
      ];
    },
    [[2, 3, 3, 1]],
  ),
  ...one('image.flipLeftRight', (x) => tf.image.flipLeftRight(x), [[1, 2, 2, 1]]),
  ...one(
    'image.rgbToGrayscale and back',
    (x) => tf.image.grayscaleToRGB(tf.image.rgbToGrayscale(x)),
    [[1, 2, 2, 3]],
  ),
};

/** Has no gradient: the first derivative must be refused by an error that says of what. */
export const never: Readonly<Record<string, DerivativeCase>> = {
  ...one('absolute value of complex numbers', (x) => tf.abs(tf.complex(x, x))),
  ...one('fft', (x) => tf.real(tf.fft(tf.complex(x, x)))),
  ...one('ifft', (x) => tf.imag(tf.ifft(tf.complex(x, x)))),
  ...one('rfft', (x) => tf.real(tf.rfft(x))),
  ...one('irfft', (x) => tf.irfft(tf.complex(x, x))),
  ...one('signal.stft', (x) => tf.abs(tf.signal.stft(x, 4, 2))),
  ...one(
    'image.nonMaxSuppressionWithScore',
    (scores) => tf.image.nonMaxSuppressionWithScore(tf.eye(4), scores, 2).selectedScores,
    [[4]],
  ),
  ...one('unique', (x) => tf.unique(x).values),
  ...one(
    'image.cropAndResize by its boxes',
    (boxes) => tf.image.cropAndResize(tf.ones([1, 3, 3, 1]), boxes, ids([0]), [2, 2]),
    [[1, 4]],
  ),
};

/** Functions of tf that stand in no table above, and why. */
export const apart: Readonly<Record<string, string>> = {
  'make tensors from numbers, or draw them':
    'cosineWindow fill hammingWindow linspace rand randomGamma randomNormal ' +
    'randomStandardNormal randomUniform randomUniformInt range truncatedNormal',
  'give whole numbers, truth values, texts or nothing, of such':
    'bitwiseAnd broadcastArgs confusionMatrix print staticRegexReplace stringNGrams stringSplit ' +
    'stringToHashBucketFast',
  'give 0 or 255: no derivative but 0; their method "otsu" reads values': 'threshold',
  'TensorFlow.js runs them on no native library':
    'denseBincount lowerBound maxPoolWithArgmax raggedGather raggedRange rotateWithOffset ' +
    'searchSorted sparseFillEmptyRows sparseReshape sparseSegmentMean sparseSegmentSum transform ' +
    'upperBound',
};

/** Operations of the native library without a gradient, and why. */
export const withoutRule: Readonly<Record<string, string>> = {
  'complex numbers: refused, as the engine passes on gradients of float32 only':
    'Complex FFT IFFT Imag Real',
  'refused: see `never`': 'NonMaxSuppressionV5 Unique',
  'their inputs are no floats': 'BroadcastArgs Fill LinSpace Range StaticRegexReplace',
  'their functions have custom gradients': 'FusedConv2D FusedDepthwiseConv2D _FusedMatMul',
  'made for gradients that other rules compute':
    'Dilation2DBackpropFilter Dilation2DBackpropInput EluGrad LRNGrad',
};
