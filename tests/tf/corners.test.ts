// Gradients where there is more than one answer: at corners, at equals, and for what is not used.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { namedGradients, ready, tf } from '../../src/tf';

before(ready);

type Curve = (x: tf.Tensor) => tf.Tensor;
const numbers = (x: tf.Tensor): number[] => Array.from(x.dataSync(), (value) => value + 0);
const gradientAt = (f: Curve, x: tf.Tensor): number[] =>
  tf.tidy(() => numbers(tf.grad((v) => tf.sum(f(v)))(x)));

test('the gradient of every norm is 0 at 0, the second and third derivative too', () => {
  const norms: Record<string, Curve> = {
    'of a vector': (x) => tf.norm(tf.reshape(x, [6])),
    'of all numbers': (x) => tf.norm(x),
    2: (x) => tf.norm(x, 2, 1),
    euclidean: (x) => tf.norm(x, 'euclidean', [0], true),
    'along both axes': (x) => tf.norm(x, 'euclidean', [0, 1]),
    fro: (x) => tf.norm(x, 'fro', [0, 1]),
    1: (x) => tf.norm(x, 1, 1),
    'the greatest': (x) => tf.norm(x, Infinity),
    'the least': (x) => tf.norm(x, -Infinity, 0),
    'a method': (x) => x.norm(),
    euclideanNorm: (x) => tf.euclideanNorm(x, 1),
    abs: (x) => tf.abs(x),
  };
  const zero = tf.zeros([2, 3]);
  for (const [name, norm] of Object.entries(norms)) {
    const first: Curve = (x) => tf.grad((v) => tf.sum(norm(v)))(x);
    const second: Curve = (x) => tf.grad((v) => tf.sum(tf.add(first(v), tf.mul(v, 0))))(x);
    const third: Curve = (x) => tf.grad((v) => tf.sum(tf.add(second(v), tf.mul(v, 0))))(x);
    for (const derivative of [first, second, third])
      assert.deepEqual(numbers(derivative(zero)), [0, 0, 0, 0, 0, 0], name);
  }
});

test('of several rows, one all 0, each has its own gradient', () => {
  const x = tf.tensor2d([
    [3, 4],
    [0, 0],
  ]);
  const [a, b, c, d] = gradientAt((v) => tf.norm(v, 2, 1), x);
  assert.ok(Math.abs(a - 0.6) < 1e-6 && Math.abs(b - 0.8) < 1e-6);
  assert.deepEqual([c, d], [0, 0]);
});

test('tf.norm gives the values and shapes that it gave before', () => {
  const x = tf.tensor2d([
    [3, -4],
    [0, 12],
  ]);
  assert.deepEqual(numbers(tf.norm(x)), [13]);
  assert.deepEqual(numbers(tf.norm(x, 2, 1)), [5, 12]);
  assert.deepEqual(tf.norm(x, 2, -1, true).shape, [2, 1]);
  assert.deepEqual(tf.norm(x, 'fro', [0, 1], true).shape, [1, 1]);
  assert.deepEqual(numbers(tf.norm([3, 4])), [5]);
  assert.deepEqual(numbers(tf.norm(tf.scalar(-3))), [3]);
  assert.deepEqual(numbers(tf.norm(x, 1, [0, 1])), [16]);
  assert.deepEqual(numbers(tf.euclideanNorm(x, 0)), [3, Math.fround(Math.sqrt(160))]);
  assert.throws(() => tf.norm(x, 'fro', 1), /invalid ord value: fro/);
  assert.throws(() => tf.norm(tf.ones([2, 2, 2]), 2, [0, 1, 2]), /invalid axis/);
});

test('equals share the gradient of their maximum and minimum', () => {
  const x = tf.tensor2d([
    [2, 2, 1],
    [0, 5, 5],
  ]);
  assert.deepEqual(
    gradientAt((v) => tf.max(v, 1), x),
    [0.5, 0.5, 0, 0, 0.5, 0.5],
  );
  assert.deepEqual(
    gradientAt((v) => tf.max(v), x),
    [0, 0, 0, 0, 0.5, 0.5],
  );
  assert.deepEqual(
    gradientAt((v) => tf.min(v, 0, true), x),
    [0, 1, 1, 1, 0, 0],
  );
});

test('of equals in a window, a max-pool takes the first, in the second derivative as well', () => {
  const x = tf.zeros([1, 3, 3, 1]);
  const arriving = tf.tensor4d([1, 2, 4, 8], [1, 2, 2, 1]);
  const weights = tf.reshape(tf.range(0, 9), [1, 3, 3, 1]);
  const first = (dy: tf.Tensor): tf.Tensor =>
    tf.grad((v) => tf.maxPool(v as tf.Tensor4D, 2, 1, 'valid'))(x, dy);
  assert.deepEqual(numbers(first(arriving)), [1, 2, 0, 4, 8, 0, 0, 0, 0]);
  const mixed = tf.grad((dy) => tf.sum(tf.mul(first(dy), weights)))(arriving);
  assert.deepEqual(numbers(mixed), [0, 1, 3, 4]);
});

test('what a function does not use has the gradient 0', () => {
  const [a, b, c] = [tf.ones([2]), tf.scalar(3), tf.tensor1d([1, 2], 'int32')];
  const gradients = tf.grads((_a, x) => tf.square(x))([a, b, c]);
  assert.deepEqual(gradients.map(numbers), [[0, 0], [6], [0, 0]]);
  assert.ok(gradients.every(({ dtype }) => dtype === 'float32'));
  const { value, grads } = tf.valueAndGrads((_a, x) => tf.square(x))([a, b]);
  assert.deepEqual([value, ...grads].map(numbers), [[9], [0, 0], [6]]);
  const named = namedGradients(({ w }) => tf.square(w) as tf.Scalar, { w: b, unused: a });
  assert.deepEqual([named.w, named.unused].map(numbers), [[6], [0, 0]]);
  // also where a gradient is differentiated
  const mixed = tf.grads((x, y) => tf.grad((v) => tf.mul(v, y))(x));
  assert.deepEqual(mixed([b, tf.scalar(5)]).map(numbers), [[0], [1]]);
});

test('a function that uses none of its inputs is refused by their names', () => {
  const inputs = [tf.scalar(1), tf.ones([2, 3])];
  const constant = (): tf.Scalar => tf.scalar(3);
  const ofNone = /y depends on none of x\[0\] of shape \[\], x\[1\] of shape \[2, 3\]\. All that/;
  assert.throws(() => tf.grads(constant)(inputs), ofNone);
  assert.throws(() => tf.valueAndGrads(constant)(inputs), ofNone);
  assert.throws(() => tf.grad(constant)(inputs[1]), /none of x\[0\] of shape \[2, 3\]\./);
  const read = (x: tf.Tensor): tf.Tensor => tf.square(tf.scalar(x.dataSync()[0]));
  assert.throws(() => tf.grad(read)(inputs[0]), /without reading their values \(dataSync\)/);
  const variable = tf.variable(tf.ones([2]), true, 'weights of the corners');
  assert.throws(
    () => tf.variableGrads(constant, [variable]),
    /y depends on none of variable weights of the corners of shape \[2\]/,
  );
  variable.dispose();
  assert.throws(
    () => namedGradients(constant, { w: inputs[0], v: inputs[1] }),
    /the loss depends on none of the parameters w, v\. All that leads/,
  );
});

test('a custom gradient may use its inputs by closure, to any order, and leaves nothing', () => {
  const square = (x: tf.Tensor): tf.Tensor =>
    tf.customGrad((v) => {
      const given = v as tf.Tensor;
      return {
        value: tf.square(given),
        gradFunc: (dy: tf.Tensor) => tf.mul(dy, tf.mul(2, given)),
      };
    })(x);
  const fourth: Curve = (x) => square(square(tf.mul(x, 1))); // of what was computed
  const x = tf.scalar(2);
  const tensors = tf.memory().numTensors;
  let derivative: Curve = fourth;
  for (const expected of [32, 48, 48]) {
    derivative = tf.grad(derivative);
    const slope = derivative(x);
    assert.ok(Math.abs(slope.dataSync()[0] - expected) < 1e-3, `${slope.dataSync()[0]}`);
    slope.dispose();
  }
  const fails = tf.customGrad(() => {
    throw new Error('within');
  });
  assert.throws(() => tf.tidy(() => tf.grad((v) => fails(v))(x)), /within/);
  assert.equal(tf.memory().numTensors, tensors);
});
