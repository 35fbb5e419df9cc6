// Every function of TensorFlow.js that makes tensors from tensors, each in a small case: what
// compile() must run as op by op does, or refuse.
import type { Random } from '../../src/core/random';
import { randomNormal, randomUniform, tf } from '../../src/tf';
import { pattern } from '../pattern';

/** Makes inputs of the same shapes with other values for each stream. */
type Inputs = (random: Random) => tf.Tensor[];
/** Given to compile(). May give back anything that compile() takes. */

type Run = (...inputs: any[]) => unknown;
export interface Case {
  readonly inputs: Inputs;
  readonly run: Run;
}

const floats =
  (...shapes: number[][]): Inputs =>
  (random) =>
    shapes.map((shape) => randomNormal(shape, random));
const between =
  (low: number, high: number, ...shapes: number[][]): Inputs =>
  (random) =>
    shapes.map((shape) => randomUniform(shape, random, low, high));
const ints =
  (bound: number, ...shapes: number[][]): Inputs =>
  (random) =>
    shapes.map((shape) =>
      tf.tensor(
        Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random.int(bound)),
        shape,
        'int32',
      ),
    );
const bools =
  (...shapes: number[][]): Inputs =>
  (random) =>
    shapes.map((shape) => tf.cast(tf.greater(randomNormal(shape, random), 0), 'bool'));
const all =
  (...parts: Inputs[]): Inputs =>
  (random) =>
    parts.flatMap((part) => part(random));

const ops = tf as unknown as Record<string, Run>;
const losses = tf.losses as unknown as Record<string, Run>;

/** The same function of several names, on the same inputs. */
const named = (
  names: string,
  inputs: Inputs,
  run?: (name: string) => Run,
  of = '',
): Record<string, Case> =>
  Object.fromEntries(
    names
      .split(' ')
      .map((name) => [
        name + of,
        { inputs, run: run ? run(name) : (...given: tf.Tensor[]) => ops[name](...given) },
      ]),
  );
const one = (name: string, inputs: Inputs, run: Run): Record<string, Case> => ({
  [name]: { inputs, run },
});

type T = any; // a tensor of whatever rank the function wants

const image = floats([2, 6, 6, 3]);
const filter = floats([3, 3, 3, 4]);
const complex = (...given: T[]): tf.Tensor => tf.complex(given[0], given[1]);
const parts = (x: tf.Tensor): tf.Tensor[] => [tf.real(x), tf.imag(x)];

/** What must be the same compiled and op by op. */
export const same: Readonly<Record<string, Case>> = {
  ...named(
    'abs acos acosh asin asinh atan atanh ceil cos cosh elu erf exp expm1 floor isFinite isInf ' +
      'isNaN leakyRelu log log1p logSigmoid neg reciprocal relu relu6 round rsqrt selu sigmoid ' +
      'sign sin sinh softplus sqrt square step tan tanh',
    between(0.1, 0.9, [2, 3]),
  ),
  ...named(
    'neg relu relu6 sign abs step leakyRelu selu elu ceil floor round',
    floats([2, 3]),
    (name) => (x: T) => ops[name](tf.mul(x, 3)),
    ' below and above 0',
  ),
  ...named(
    'add sub mul div divNoNan maximum minimum mod pow atan2 squaredDifference floorDiv equal ' +
      'notEqual greater greaterEqual less lessEqual',
    between(0.5, 3, [2, 3], [1, 3]),
  ),
  ...named('logicalAnd logicalOr logicalXor', bools([2, 3], [2, 3])),
  ...named(
    'floorDiv mod maximum minimum add mul sub squaredDifference equal less',
    ints(9, [2, 3], [2, 3]),
    (name) => (a: T, b: T) => ops[name](a, tf.add(b, tf.scalar(1, 'int32'))),
    ' of whole numbers',
  ),
  ...one('logicalNot', bools([4]), (x: T) => tf.logicalNot(x)),
  ...one('prelu', floats([2, 3], [3]), (x: T, a: T) => tf.prelu(x, a)),
  ...one('addN', floats([2], [2], [2]), (...x: T[]) => tf.addN(x)),
  ...one('clipByValue', floats([2, 3]), (x: T) => tf.clipByValue(x, -0.5, 0.5)),
  ...one('cast', floats([2, 3]), (x: T) => [
    tf.cast(x, 'int32'),
    tf.cast(x, 'bool'),
    tf.cast(tf.cast(x, 'int32'), 'float32'),
  ]),
  ...one('clone', floats([2]), (x: T) => tf.clone(x)),
  ...one('ensureShape', floats([2]), (x: T) => tf.ensureShape(x, [2])),
  // reductions
  ...named(
    'sum mean max min prod logSumExp euclideanNorm',
    floats([2, 3, 4]),
    (name) => (x: T) =>
      [[], [1], [0, 2]].flatMap((axes) =>
        [false, true].map((keep) => ops[name](x, axes.length ? axes : undefined, keep)),
      ),
  ),
  ...named('all any', bools([2, 3]), (name) => (x: T) => [ops[name](x), ops[name](x, 1, true)]),
  ...named('argMax argMin', floats([3, 4]), (name) => (x: T) => [ops[name](x), ops[name](x, 1)]),
  ...named('cumsum cumprod', floats([3, 4]), (name) => (x: T) => [
    ops[name](x, 0),
    ops[name](x, 1, true, true),
  ]),
  ...one('moments', floats([3, 4]), (x: T) => tf.moments(x, 0)),
  ...one('norm', floats([3, 4]), (x: T) => [
    tf.norm(x),
    tf.norm(x, 1, 0),
    tf.norm(x, Infinity),
    tf.norm(x, 'fro', [0, 1]),
  ]),
  ...one('softmax', floats([3, 4]), (x: T) => [tf.softmax(x), tf.logSoftmax(x)]),
  ...one('bincount', ints(5, [12]), (x: T) => tf.bincount(x, tf.tensor1d([]), 5)),
  ...one('unsortedSegmentSum', all(floats([5, 2]), ints(3, [5])), (x: T, ids: T) =>
    tf.unsortedSegmentSum(x, ids, 3),
  ),
  ...one('movingAverage', floats([2], [2]), (v: T, x: T) => tf.movingAverage(v, x, 0.9, 3)),
  // shapes
  ...one('reshape', floats([2, 6]), (x: T) => [
    tf.reshape(x, [3, -1]),
    tf.expandDims(x, 1),
    tf.squeeze(tf.expandDims(x, 0)),
    x.flatten(),
    x.as3D(2, 3, 2),
  ]),
  ...one('reshape of others', all(ints(5, [4]), bools([4])), (i: T, b: T) => [
    tf.reshape(i, [2, 2]),
    tf.reshape(b, [2, 2]),
    tf.expandDims(b, 0),
    tf.expandDims(i, 1),
  ]),
  ...one('transpose', floats([2, 3, 4]), (x: T) => [tf.transpose(x), tf.transpose(x, [1, 0, 2])]),
  ...one('concat', floats([2, 3], [2, 3]), (a: T, b: T) => [
    tf.concat([a, b]),
    tf.concat([a, b], 1),
    tf.stack([a, b], 2),
    tf.concat2d([a, b], 1),
  ]),
  ...one('concat of others', all(ints(4, [2]), bools([2])), (i: T, b: T) => [
    tf.concat([i, i]),
    tf.concat([b, b]),
    tf.stack([i, i]),
    tf.stack([b, b]),
  ]),
  ...one('split', floats([4, 6]), (x: T) => [
    ...tf.split(x, 2),
    ...tf.split(x, [1, 2, 3], 1),
    ...tf.unstack(x, 1),
  ]),
  ...one('slice', floats([4, 6]), (x: T) => [
    tf.slice(x, [1, 2], [2, 3]),
    tf.slice2d(x, [0, 1], [-1, 2]),
    tf.stridedSlice(x, [0, 5], [4, 0], [2, -1]),
    x.slice([1]),
  ]),
  ...one('slice of others', all(ints(4, [5]), bools([5])), (i: T, b: T) => [
    tf.slice(i, 1, 2),
    tf.slice(b, 1, 2),
    tf.reverse(b),
    tf.tile(b, [2]),
    tf.pad(i, [[1, 1]]),
    tf.gather(b, [1, 0]),
  ]),
  ...one('pad', floats([2, 3]), (x: T) => [
    tf.pad(
      x,
      [
        [1, 0],
        [0, 2],
      ],
      7,
    ),
    tf.mirrorPad(
      x,
      [
        [1, 1],
        [0, 1],
      ],
      'reflect',
    ),
    tf.mirrorPad(
      x,
      [
        [1, 1],
        [0, 1],
      ],
      'symmetric',
    ),
    tf.pad2d(x, [
      [1, 1],
      [1, 1],
    ]),
  ]),
  ...one('tile', floats([2, 3]), (x: T) => [
    tf.tile(x, [2, 1]),
    tf.broadcastTo(x, [4, 2, 3]),
    tf.reverse(x),
    tf.reverse2d(x, 1),
  ]),
  ...one('broadcastArgs', ints(4, [2]), (x: T) =>
    tf.add(x, tf.broadcastArgs(tf.tensor1d([1, 1], 'int32'), tf.tensor1d([1, 2], 'int32'))),
  ),
  ...one('meshgrid', floats([3], [2]), (a: T, b: T) => tf.meshgrid(a, b)),
  ...one('batchToSpaceND', floats([4, 2, 2, 1]), (x: T) => [
    tf.batchToSpaceND(
      x,
      [2, 2],
      [
        [0, 0],
        [0, 0],
      ],
    ),
    tf.spaceToBatchND(
      x,
      [2, 2],
      [
        [0, 0],
        [0, 0],
      ],
    ),
    tf.depthToSpace(tf.tile(x, [1, 1, 1, 4]), 2),
  ]),
  ...one('diag', floats([3]), (x: T) => tf.diag(x)),
  ...one('zerosLike', floats([3]), (x: T) => [
    tf.zerosLike(x),
    tf.onesLike(x),
    tf.add(x, tf.zeros([3])),
    tf.add(x, tf.ones([3])),
    tf.add(x, tf.fill([3], 2)),
    tf.add(x, tf.eye(3)),
    tf.add(x, tf.linspace(0, 1, 3)),
    tf.add(x, tf.range(0, 3)),
    tf.add(x, tf.scalar(2)),
    tf.mul(x, tf.cosineWindow(3, 0.5, 0.5)),
  ]),
  // choosing
  ...one('where', all(bools([2, 3]), floats([2, 3], [2, 3])), (c: T, a: T, b: T) =>
    tf.where(c, a, b),
  ),
  ...one('gather', all(floats([4, 3]), ints(3, [2])), (x: T, i: T) => [
    tf.gather(x, i),
    tf.gather(x, i, 1),
    tf.gather(x, [2, 0]),
    tf.gather(tf.stack([x, x]), tf.stack([i, i]), 1, 1),
  ]),
  ...one('gatherND', all(floats([4, 3]), ints(3, [2, 2])), (x: T, i: T) => tf.gatherND(x, i)),
  ...one('scatterND', all(ints(4, [2, 1]), floats([2, 3])), (i: T, v: T) =>
    tf.scatterND(i, v, [4, 3]),
  ),
  ...one('tensorScatterUpdate', all(floats([4, 3]), floats([2, 3])), (x: T, v: T) =>
    tf.tensorScatterUpdate(x, tf.tensor2d([[1], [3]], [2, 1], 'int32'), v),
  ),
  ...one('sparseToDense', floats([2]), (v: T) =>
    tf.sparseToDense(
      tf.tensor2d(
        [
          [0, 1],
          [2, 0],
        ],
        [2, 2],
        'int32',
      ),
      v,
      [3, 2],
      0.5,
    ),
  ),
  ...one('oneHot', ints(4, [3]), (i: T) => [tf.oneHot(i, 4), tf.oneHot(i, 4, 2, -1)]),
  ...one('topk', floats([3, 5]), (x: T) => tf.topk(x, 2)),
  ...one('confusionMatrix', ints(3, [6], [6]), (a: T, b: T) => tf.math.confusionMatrix(a, b, 3)),
  // products
  ...one('matMul', floats([2, 3], [3, 4]), (a: T, b: T) => [
    tf.matMul(a, b),
    tf.matMul(b, a, true, true),
    tf.dot(a, b),
  ]),
  ...one('matMul of batches', floats([5, 2, 3], [5, 4, 3], [1, 4, 3]), (a: T, b: T, c: T) => [
    tf.matMul(a, b, false, true),
    tf.matMul(a, c, false, true),
  ]),
  ...one('dot', floats([3], [3], [2, 3]), (a: T, b: T, m: T) => [
    tf.dot(a, b),
    tf.dot(m, b),
    tf.outerProduct(a, b),
  ]),
  ...one('einsum', floats([2, 3], [3, 4]), (a: T, b: T) => [
    tf.einsum('ij,jk->ik', a, b),
    tf.einsum('ij->j', a),
  ]),
  ...one('fused.matMul', floats([2, 3], [3, 4], [4]), (a: T, b: T, bias: T) => [
    tf.fused.matMul({ a, b, bias, activation: 'relu' }),
    tf.fused.matMul({ a, b, bias }),
    tf.fused.matMul({ a, b, activation: 'sigmoid' }),
  ]),
  ...one('linalg', floats([3, 3]), (x: T) => [
    tf.linalg.bandPart(x, 1, 0),
    tf.linalg.gramSchmidt(x),
    ...tf.linalg.qr(x),
  ]),
  ...one(
    'basicLSTMCell',
    floats([5, 8], [8], [1, 3], [1, 2], [1, 2]),
    (k: T, b: T, x: T, c: T, h: T) => tf.basicLSTMCell(tf.scalar(1), k, b, x, c, h),
  ),
  ...one(
    'multiRNNCell',
    floats([5, 8], [8], [1, 3], [1, 2], [1, 2]),
    (k: T, b: T, x: T, c: T, h: T) =>
      tf.multiRNNCell([(d, s, o) => tf.basicLSTMCell(tf.scalar(1), k, b, d, s, o)], x, [c], [h]),
  ),
  // convolutions
  ...one('conv2d', all(image, filter), (x: T, w: T) => [
    tf.conv2d(x, w, 1, 'same'),
    tf.conv2d(x, w, 2, 'valid'),
    tf.conv2d(x, w, 1, 'valid', 'NHWC', 2),
  ]),
  ...one('conv1d', floats([2, 6, 3], [3, 3, 4]), (x: T, w: T) => tf.conv1d(x, w, 1, 'same')),
  ...one('conv3d', floats([1, 4, 4, 4, 2], [2, 2, 2, 2, 3]), (x: tf.Tensor, w: tf.Tensor) =>
    tf.conv3d(x as never, w as never, 1, 'same'),
  ),
  ...one('conv2dTranspose', floats([1, 3, 3, 4], [3, 3, 2, 4]), (x: T, w: T) =>
    tf.conv2dTranspose(x, w, [1, 6, 6, 2], 2, 'same'),
  ),
  ...one(
    'conv3dTranspose',
    floats([1, 2, 2, 2, 3], [2, 2, 2, 2, 3]),
    (x: tf.Tensor, w: tf.Tensor) =>
      tf.conv3dTranspose(x as never, w as never, [1, 4, 4, 4, 2], 2, 'same'),
  ),
  ...one('depthwiseConv2d', all(image, floats([3, 3, 3, 2])), (x: T, w: T) => [
    tf.depthwiseConv2d(x, w, 1, 'same'),
    tf.depthwiseConv2d(x, w, 2, 'valid'),
  ]),
  ...one('separableConv2d', all(image, floats([3, 3, 3, 2], [1, 1, 6, 4])), (x: T, d: T, p: T) =>
    tf.separableConv2d(x, d, p, 1, 'same'),
  ),
  ...one('fused.conv2d', all(image, filter, floats([4])), (x: T, filter: T, bias: T) =>
    tf.fused.conv2d({ x, filter, strides: 1, pad: 'same', bias, activation: 'relu' }),
  ),
  ...one(
    'fused.depthwiseConv2d',
    all(image, floats([3, 3, 3, 1], [3])),
    (x: T, filter: T, bias: T) =>
      tf.fused.depthwiseConv2d({ x, filter, strides: 1, pad: 'same', bias, activation: 'relu6' }),
  ),
  ...one('dilation2d', all(image, floats([2, 2, 3])), (x: T, w: T) =>
    tf.dilation2d(x, w, 1, 'same'),
  ),
  ...one('pool', image, (x: T) => [
    tf.maxPool(x, 2, 2, 'same'),
    tf.avgPool(x, 3, 1, 'valid'),
    tf.pool(x, 2, 'max', 'same'),
  ]),
  ...one('pool3d', floats([1, 4, 4, 4, 2]), (x: tf.Tensor) => [
    tf.maxPool3d(x as never, 2, 2, 'same'),
    tf.avgPool3d(x as never, 2, 2, 'valid'),
  ]),
  ...one(
    'batchNorm',
    all(image, floats([3]), between(0.5, 2, [3]), floats([3], [3])),
    (x: T, m: T, v: T, o: T, s: T) => [tf.batchNorm(x, m, v, o, s), tf.batchNorm4d(x, m, v)],
  ),
  ...one('localResponseNormalization', image, (x: T) => tf.localResponseNormalization(x)),
  // gradients that have operations of their own
  ...one('gradients of convolutions', all(image, filter), (x: T, w: T) =>
    tf.grads((a, b) => tf.sum(tf.square(tf.conv2d(a as T, b as T, 1, 'same'))))([x, w]),
  ),
  ...one('gradients of depthwise convolutions', all(image, floats([3, 3, 3, 2])), (x: T, w: T) =>
    tf.grads((a, b) => tf.sum(tf.square(tf.depthwiseConv2d(a as T, b as T, 1, 'same'))))([x, w]),
  ),
  ...one('gradients of 3d convolutions', floats([1, 3, 3, 3, 2], [2, 2, 2, 2, 3]), (x: T, w: T) =>
    tf.grads((a, b) => tf.sum(tf.square(tf.conv3d(a as never, b as never, 1, 'same'))))([x, w]),
  ),
  ...one('gradients of pools', image, (x: T) => [
    tf.grad((a) => tf.sum(tf.square(tf.maxPool(a as T, 2, 2, 'same'))))(x),
    tf.grad((a) => tf.sum(tf.square(tf.avgPool(a as T, 2, 2, 'same'))))(x),
  ]),
  ...one('gradients of 3d pools', floats([1, 4, 4, 4, 2]), (x: T) => [
    tf.grad((a) => tf.sum(tf.square(tf.maxPool3d(a as never, 2, 2, 'same'))))(x),
    tf.grad((a) => tf.sum(tf.square(tf.avgPool3d(a as never, 2, 2, 'same'))))(x),
  ]),
  ...one('gradients of dilation2d', all(image, floats([2, 2, 3])), (x: T, w: T) =>
    tf.grads((a, b) => tf.sum(tf.square(tf.dilation2d(a as T, b as T, 1, 'same'))))([x, w]),
  ),
  ...one('gradients of resizing', image, (x: T) => [
    tf.grad((a) => tf.sum(tf.square(tf.image.resizeBilinear(a as T, [3, 4]))))(x),
    tf.grad((a) => tf.sum(tf.square(tf.image.resizeNearestNeighbor(a as T, [3, 4]))))(x),
  ]),
  ...one(
    'gradient of normalisation',
    all(image, floats([3]), between(0.5, 2, [3])),
    (x: T, m: T, v: T) => tf.grad((a) => tf.sum(tf.square(tf.batchNorm(a as T, m, v, m, v))))(x),
  ),
  ...one('gradient of gather', all(floats([4, 3]), ints(4, [5])), (x: T, i: T) =>
    tf.grad((a) => tf.sum(tf.square(tf.gather(a, i))))(x),
  ),
  ...one('gradient of elu and prelu', floats([3], [3]), (x: T, a: T) => [
    tf.grad((v) => tf.sum(tf.elu(v)))(x),
    ...tf.grads((v, w) => tf.sum(tf.prelu(v, w)))([x, a]),
  ]),
  ...one('gradient of prod', between(0.5, 2, [2, 3]), (x: T) =>
    tf.grad((v) => tf.sum(tf.prod(v, 1)))(x),
  ),
  ...one('gradient of tile, pad and slice', floats([2, 3]), (x: T) =>
    tf.grad((v) =>
      tf.sum(
        tf.square(
          tf.slice(
            tf.pad(tf.tile(v, [2, 2]), [
              [1, 1],
              [1, 1],
            ]),
            [0, 1],
            [3, 4],
          ),
        ),
      ),
    )(x),
  ),
  ...one(
    'gradients of what chooses by places',
    all(floats([4, 3]), ints(3, [2, 2])),
    (x: T, i: T) => [
      tf.grad((v) => tf.sum(tf.square(tf.gatherND(v, i))))(x),
      tf.grad((v) =>
        tf.sum(
          tf.square(tf.scatterND(tf.tensor2d([[1], [0], [1], [5]], [4, 1], 'int32'), v, [6, 3])),
        ),
      )(x),
      tf.grad((v) => tf.sum(tf.square(tf.stridedSlice(v, [0, 2], [4, 0], [2, -1]))))(x),
      tf.grad((v) => tf.sum(tf.square(tf.topk(v, 2).values)))(x),
      tf.grad((v) => tf.sum(tf.square(tf.gather(v, i, 1))))(x),
      tf.grad((v) => tf.sum(tf.square(tf.diag(tf.slice(v, [0, 0], [1, 3]).flatten()))))(x),
      tf.grad((v) => tf.sum(tf.square(tf.depthToSpace(tf.reshape(v, [1, 1, 3, 4]) as T, 2))))(x),
    ],
  ),
  ...one('gradients of what puts in places', floats([4], [2], []), (x: T, y: T, other: T) => [
    ...tf.grads((a, b) =>
      tf.sum(tf.square(tf.tensorScatterUpdate(a, tf.tensor2d([[1], [3]], [2, 1], 'int32'), b))),
    )([x, y]),
    ...tf.grads((a, b) =>
      tf.sum(tf.square(tf.sparseToDense([0, 2, 3, 5], a, [7], b as tf.Scalar))),
    )([x, other]),
  ]),
  ...one('gradients of einsum', floats([2, 3], [3, 4]), (a: T, b: T) =>
    tf.grads((x, y) => tf.sum(tf.square(tf.einsum('ij,jk->ik', x, y))))([a, b]),
  ),
  ...one('gradients of norms', floats([2, 3]), (x: T) => [
    tf.grad((v) => tf.sum(tf.norm(v, 2, 1)))(x),
    tf.grad((v) => tf.sum(tf.norm(v, 1, 1)))(x),
    tf.grad((v) => tf.norm(v, Infinity))(x),
    tf.grad((v) => tf.sum(tf.norm(tf.mul(v, 0), 2, 1)))(x),
  ]),
  ...one('gradient of logSigmoid of what was computed', floats([3]), (x: T) =>
    tf.grad((v) => tf.sum(tf.logSigmoid(tf.mul(v, 2))))(x),
  ),
  ...one('gradients of dilated convolutions', all(image, filter), (x: T, w: T) =>
    tf.grads((a, b) => tf.sum(tf.square(tf.conv2d(a as T, b as T, 1, 'same', 'NHWC', 2))))([x, w]),
  ),
  ...one('second derivatives of convolutions and pools', all(image, filter), (x: T, w: T) => {
    const pooled = (a: tf.Tensor, b: tf.Tensor): tf.Tensor =>
      tf.avgPool(tf.maxPool(tf.conv2d(a as T, b as T, 1, 'same'), 2, 2, 'same'), 2, 1, 'same');
    const slope = (a: tf.Tensor, b: tf.Tensor): tf.Tensor =>
      tf.sum(tf.square(tf.grad((v) => tf.sum(tf.square(pooled(a, v))))(b)));
    return tf.grads(slope)([x, w]);
  }),
  ...one('second derivatives of normalisation and images', image, (x: T) => {
    const slope = (f: (v: T) => tf.Tensor) =>
      tf.grad((a) => tf.sum(tf.square(tf.grad((v) => tf.sum(tf.square(f(v))))(a))))(x);
    return [
      slope((v) => tf.localResponseNormalization(v, 1)),
      slope((v) => tf.image.resizeBilinear(v, [4, 5])),
      slope((v) => tf.image.cropAndResize(v, [[0, 0.1, 0.9, 1]], [1], [3, 3])),
    ];
  }),
  // images
  ...one('image.resize', image, (x: T) => [
    tf.image.resizeBilinear(x, [4, 5]),
    tf.image.resizeBilinear(x, [4, 5], true),
    tf.image.resizeNearestNeighbor(x, [4, 5]),
  ]),
  ...one('image.flipLeftRight', image, (x: T) => tf.image.flipLeftRight(x)),
  ...one('image.colours', image, (x: T) => [
    tf.image.rgbToGrayscale(x),
    tf.image.grayscaleToRGB(tf.slice(x, [0, 0, 0, 0], [-1, -1, -1, 1])),
  ]),
  // its method 'otsu' is the same in some 8,000 operations, which take seconds to write down
  ...one('image.threshold', between(0, 255, [4, 4, 3]), (x: T) =>
    tf.image.threshold(x, 'binary', true, 0.4),
  ),
  ...one(
    'image.nonMaxSuppressionPadded',
    all(between(0, 1, [5, 4]), between(0, 1, [5])),
    (boxes: T, scores: T) => tf.image.nonMaxSuppressionPadded(boxes, scores, 3, 0.5, 0.1, true),
  ),
  ...one('image.cropAndResize', all(image, between(0, 1, [2, 4])), (x: T, boxes: T) =>
    tf.image.cropAndResize(x, boxes, tf.tensor1d([0, 1], 'int32'), [3, 3]),
  ),
  // signals
  ...one('fft', floats([2, 4], [2, 4]), (a: T, b: T) => [
    ...parts(tf.fft(complex(a, b))),
    ...parts(tf.ifft(complex(a, b))),
  ]),
  ...one('rfft', floats([2, 4]), (x: T) => [...parts(tf.rfft(x)), tf.irfft(tf.rfft(x))]),
  ...one('complex', floats([2], [2]), (a: T, b: T) => [
    tf.abs(complex(a, b)),
    ...parts(tf.mul(complex(a, b), complex(b, a))),
    ...parts(tf.add(complex(a, b), complex(b, a))),
    ...parts(tf.reshape(complex(a, b), [2, 1])),
  ]),
  ...one('signal', floats([12]), (x: T) => [
    tf.signal.frame(x, 4, 2),
    tf.mul(tf.signal.hannWindow(12), x),
    tf.mul(tf.signal.hammingWindow(12), x),
    tf.abs(tf.signal.stft(x, 4, 2)),
  ]),
  // losses
  ...named(
    'absoluteDifference hingeLoss huberLoss logLoss meanSquaredError sigmoidCrossEntropy ' +
      'softmaxCrossEntropy computeWeightedLoss',
    between(0.1, 0.9, [3, 4], [3, 4]),
    (name) => (a: T, b: T) => losses[name](a, b),
    ' of losses',
  ),
  ...one('losses.cosineDistance', floats([3, 4], [3, 4]), (a: T, b: T) =>
    tf.losses.cosineDistance(a, b, 1),
  ),
  ...one('dropout and random numbers of a given seed', floats([4, 5]), (x: T) => [
    tf.dropout(x, 0.5, undefined, 7),
    tf.add(x, tf.randomNormal([4, 5], 0, 1, 'float32', 3)),
    tf.add(x, tf.randomUniform([4, 5], 0, 1, 'float32', 3)),
    tf.add(x, tf.truncatedNormal([4, 5], 0, 1, 'float32', 3)),
  ]),
  // values that do not depend on the inputs may be read, tensors from outside are constants
  ...one('constants that are read', floats([2]), (x: T) =>
    tf.mul(x, tf.mul([1, 2], 2).dataSync()[1]),
  ),
  ...one('what no gradient reaches', floats([3]), (x: T) =>
    tf.grad((v) => tf.sum(tf.mul(v, tf.cast(tf.greater(v, 0), 'float32'))))(x),
  ),
};

/**
 * Refused, by the call that the error names and the reason; the line is that on which the case
 * stands here.
 */
export const refused: Readonly<Record<string, readonly [(x: T) => unknown, RegExp]>> = {
  arraySync: [(x) => tf.sum(x.arraySync()), /reads the values of a tensor \(arraySync, /],
  dataSync: [(x) => tf.mul(x, x.dataSync()[0]), /reads the values of a tensor \(dataSync, /],
  'dataSync in a try': [
    (x) => {
      try {
        return tf.mul(x, x.dataSync()[0]);
      } catch {
        return x;
      }
    },
    /reads the values of a tensor \(dataSync, /,
  ],
  'dataSync of what depends on an input': [
    (x) => tf.mul(x, tf.max(x).dataSync()[0]),
    /reads the values of a tensor \(dataSync, /,
  ],
  bufferSync: [(x) => x.bufferSync().toTensor(), /reads the values of a tensor \(bufferSync, /],
  data: [async (x) => tf.scalar((await x.data())[0]), /reads the values of a tensor \(data, /],
  print: [
    (x) => {
      x.print();
      return x;
    },
    /reads the values of a tensor \(print, /,
  ],
  'tf.print': [
    (x) => {
      tf.print(x);
      return x;
    },
    /reads the values of a tensor \(tf\.print, /,
  ],
  whereAsync: [
    (x) => tf.whereAsync(tf.greater(x, 0)),
    /reads the values of a tensor \(tf\.whereAsync, /,
  ],
  booleanMaskAsync: [
    async (x) => tf.booleanMaskAsync(x, tf.greater(x, 0)),
    /reads the values of a tensor \(tf\.booleanMaskAsync, /,
  ],
  setdiff1dAsync: [
    (x) => tf.setdiff1dAsync(tf.reshape(x, [4]), [1]),
    /reads the values of a tensor \(tf\.setdiff1dAsync, /,
  ],
  inTopKAsync: [
    (x) => tf.inTopKAsync(x, tf.tensor1d([0, 1], 'int32')),
    /reads the values of a tensor \(tf\.inTopKAsync, /,
  ],
  'a function that waits': [
    async (x) => x,
    /result: got a Promise, expected tensors: a compiled function cannot wait/,
  ],
  unique: [
    (x) => tf.unique(tf.reshape(x, [4])),
    /operation UniqueV2, whose result has another shape for other values \(tf\.unique, /,
  ],
  'where without values': [
    (x) => backend().where(tf.greater(x, 0)),
    /operation Where, whose result has another shape/,
  ],
  nonMaxSuppression: [
    (x) =>
      tf.image.nonMaxSuppression(tf.tile(x as tf.Tensor2D, [1, 2]), tf.sum(x, 1) as tf.Tensor1D, 2),
    /has another shape for other values \(tf\.nonMaxSuppression, /,
  ],
  nonMaxSuppressionWithScore: [
    (x) =>
      tf.image.nonMaxSuppressionWithScore(
        tf.tile(x as tf.Tensor2D, [1, 2]),
        tf.sum(x, 1) as tf.Tensor1D,
        2,
      ),
    /has another shape for other values \(tf\.nonMaxSuppressionWithScore, /,
  ],
  nonMaxSuppressionPadded: [
    (x) =>
      tf.image.nonMaxSuppressionPadded(
        tf.tile(x as tf.Tensor2D, [1, 2]),
        tf.sum(x, 1) as tf.Tensor1D,
        2,
        0.5,
        0.1,
        false,
      ),
    /has another shape for other values \(tf\.nonMaxSuppressionPadded, /,
  ],
  randomNormal: [
    (x) => tf.add(x, tf.randomNormal([2])),
    /draws random numbers \(tf\.randomNormal, /,
  ],
  randomStandardNormal: [
    (x) => tf.add(x, tf.randomStandardNormal([2])),
    /draws random numbers \(tf\.randomStandardNormal, /,
  ],
  randomUniform: [
    (x) => tf.add(x, tf.randomUniform([2])),
    /draws random numbers \(tf\.randomUniform, /,
  ],
  randomUniformInt: [
    (x) => tf.add(x, tf.randomUniformInt([2], 0, 5)),
    /draws random numbers \(tf\.randomUniformInt, /,
  ],
  randomGamma: [
    (x) => tf.add(x, tf.randomGamma([2], 1)),
    /draws random numbers \(tf\.randomGamma, /,
  ],
  truncatedNormal: [
    (x) => tf.add(x, tf.truncatedNormal([2])),
    /draws random numbers \(tf\.truncatedNormal, /,
  ],
  rand: [(x) => tf.add(x, tf.rand([2], Math.random)), /draws random numbers \(tf\.rand, /],
  dropout: [(x) => tf.dropout(x, 0.5), /draws random numbers \(tf\.dropout, /],
  multinomial: [(x) => tf.multinomial(x, 3), /draws random numbers \(tf\.multinomial, /],
  'multinomial with a seed': [
    (x) => tf.multinomial(x, 3, 7),
    /draws random numbers with the operation Multinomial \(tf\.multinomial, /,
  ],
  'Math.random': [(x) => tf.mul(x, Math.random()), /draws random numbers \(tests/],
  'a variable': [
    (x) => tf.add(x, outside()),
    /uses a variable of shape \[\] from outside \(tf\.add, /,
  ],
  'the values of a variable': [
    (x) => tf.add(x, outside().dataSync()[0]),
    /reads a variable \(dataSync, /,
  ],
  'a variable that is changed': [
    (x) => {
      outside().assign(tf.sum(x));
      return x;
    },
    /changes a variable \(/,
  ],
  'an optimiser': [
    (x) => {
      tf.train.sgd(0.1).minimize(() => tf.mul(outside(), tf.sum(x)));
      return x;
    },
    /uses a variable of shape \[\] from outside \(tf\.mul, /,
  ],
  texts: [
    (x) => {
      tf.string.staticRegexReplace(tf.tensor(['a']), 'a', 'b');
      return x;
    },
    /uses texts \(tf\.staticRegexReplace, /,
  ],
  'an attribute that TensorFlow fills in only op by op': [
    (x) =>
      backend().executeSingleOutput('GatherNd', [], [x, tf.tensor2d([[0, 1]], [1, 2], 'int32')]),
    pattern(
      /cannot be loaded as a graph at its operation GatherNd \(tf\.executeSingleOutput, /s,
      /.*: .*No attr named 'Tparams'/s,
    ),
  ],
  'an attribute of an unknown kind': [
    (x) =>
      backend().executeSingleOutput(
        'Sum',
        [{ name: 'keep_dims', type: 99, value: true }],
        [x, tf.scalar(0, 'int32')],
      ),
    pattern(
      /uses the operation Sum \(tf\.executeSingleOutput, .*: its attribute keep_dims is of /,
      /a kind that cannot be compiled/,
    ),
  ],
};

/** Run by TensorFlow.js 4.22 on no native library: an error of its own, compiled and op by op. */
export const unavailable: Readonly<Record<string, (x: T) => unknown>> = {
  bitwiseAnd: (x) => tf.bitwiseAnd(tf.cast(x, 'int32'), tf.cast(x, 'int32')),
  denseBincount: (x) => tf.denseBincount(tf.cast(x, 'int32'), x, 4),
  searchSorted: (x) => tf.searchSorted(x, x),
  upperBound: (x) => tf.upperBound(x, x),
  lowerBound: (x) => tf.lowerBound(x, x),
  maxPoolWithArgmax: (x) => tf.maxPoolWithArgmax(x.reshape([1, 2, 2, 1]), 2, 1, 'same'),
  rotateWithOffset: (x) => tf.image.rotateWithOffset(tf.reshape(x, [1, 2, 2, 1]), 0.3),
  transform: (x) =>
    tf.image.transform(tf.reshape(x, [1, 2, 2, 1]), tf.tensor2d([1, 0, 0, 0, 1, 0, 0, 0], [1, 8])),
  raggedGather: (x) =>
    tf.raggedGather([tf.tensor1d([0, 1], 'int32')], x, tf.tensor1d([0], 'int32'), 1),
  raggedRange: (x) => tf.raggedRange(x, x, x),
  sparseSegmentSum: (x) =>
    tf.sparse.sparseSegmentSum(x, tf.tensor1d([0], 'int32'), tf.tensor1d([0], 'int32')),
  sparseReshape: () =>
    tf.sparse.sparseReshape(
      tf.tensor2d([[0, 0]], [1, 2], 'int32'),
      tf.tensor1d([1, 1], 'int32'),
      tf.tensor1d([1], 'int32'),
    ),
};

/**
 * Functions of tf that make no tensor from tensors, or that are built of others and need no case of
 * their own.
 */
export const apart = (
  'backend buffer copyRegisteredKernels customGrad deprecationWarn disableDeprecationWarnings ' +
  'dispose disposeVariables enableDebugMode enableProdMode enclosingPowerOfTwo engine env ' +
  'findBackend findBackendFactory getBackend getGradient getKernel getKernelsForBackend grad ' +
  'grads keep memory nextFrame op profile ready registerBackend registerGradient ' +
  'registerKernel removeBackend setBackend setPlatform sumOutType tidy time unregisterGradient ' +
  'unregisterKernel upcastType valueAndGrad valueAndGrads variable variableGrads input ' +
  'loadLayersModel model registerCallbackConstructor sequential deregisterOp loadGraphModel ' +
  'loadGraphModelSync registerOp forceHalfFloat setWebGLContext tensor tensor1d tensor2d ' +
  'tensor3d tensor4d tensor5d tensor6d train raggedTensorToTensor'
).split(' ');

let held: tf.Variable | undefined;
const outside = (): tf.Variable => (held ??= tf.variable(tf.scalar(2)));
const backend = () =>
  tf.backend() as unknown as {
    executeSingleOutput(op: string, attributes: object[], inputs: tf.Tensor[]): tf.Tensor;
    where(condition: tf.Tensor): tf.Tensor;
  };
