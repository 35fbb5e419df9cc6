// What must hold on every backend. tf.test.ts runs it on the native library, wasm.test.ts on
// WebAssembly.
import assert from 'node:assert/strict';
import test from 'node:test';
import { createRandom } from '../../src/core/random';
import { randomNormal, randomUniform, ready, stopGradient, tf } from '../../src/tf';

type Fn = (x: tf.Tensor) => tf.Tensor;

const total =
  (f: Fn) =>
  (x: tf.Tensor): tf.Scalar =>
    tf.sum(f(x));
const numbers = (x: tf.Tensor): number[] => Array.from(x.dataSync());

/** Derivative of sum(f(x)) by central differences: knows nothing of gradients. */
function differences(f: Fn, x: tf.Tensor, step = 2e-2): number[] {
  const at = (values: number[]): number =>
    tf.tidy(() => total(f)(tf.tensor(values, x.shape)).dataSync()[0]);
  const base = numbers(x);
  const moved = (i: number, by: number): number[] => base.map((v, j) => (i === j ? v + by : v));
  return base.map((_, i) => (at(moved(i, step)) - at(moved(i, -step))) / (2 * step));
}

function near(got: number[], expected: number[], relative: number, what: string): void {
  assert.equal(got.length, expected.length);
  const scale = Math.max(1, ...expected.map(Math.abs));
  got.forEach((g, i) =>
    assert.ok(
      Math.abs(g - expected[i]) <= relative * scale,
      `${what}: [${got.join(', ')}], by differences [${expected.join(', ')}]`,
    ),
  );
}

/** Checks the first derivative of f, and that of sum(gradient²): the second. */
function checkTwice(name: string, f: Fn, x: tf.Tensor): void {
  const gradient = (at: tf.Tensor): tf.Tensor => tf.grad(total(f))(at);
  near(numbers(gradient(x)), differences(f, x), 1e-2, `${name}, first`);
  const bent = (at: tf.Tensor): tf.Tensor => tf.square(gradient(at));
  near(numbers(tf.grad(total(bent))(x)), differences(bent, x), 2e-2, `${name}, second`);
}

const weights = [
  [0.3, -0.8, 0.5],
  [0.9, 0.2, -0.6],
  [-0.4, 0.7, 0.1],
  [0.6, -0.3, 0.8],
];

/** One gated cell and a content read: what a memory agent does in each step. */
export function cellAndRead(x: tf.Tensor): tf.Tensor {
  const memory = tf.tensor2d([
    [0.2, 0.9, -0.3],
    [0.8, -0.5, 0.4],
    [-0.7, 0.1, 0.6],
  ]);
  const gates = tf.matMul(x.reshape([1, 4]), tf.tensor2d(weights));
  const cell = tf.add(
    tf.mul(tf.sigmoid(gates), tf.tensor2d([[0.5, -0.2, 0.3]])),
    tf.mul(tf.sigmoid(tf.neg(gates)), tf.tanh(gates)),
  );
  const hidden = tf.mul(tf.sigmoid(tf.mul(gates, 2)), tf.tanh(cell));
  const size = (a: tf.Tensor): tf.Tensor => tf.sqrt(tf.add(tf.sum(tf.square(a), 1, true), 1e-6));
  const likeness = tf.div(
    tf.matMul(hidden, memory, false, true),
    tf.mul(size(hidden), tf.transpose(size(memory))),
  );
  const attention = tf.softmax(tf.mul(likeness, tf.add(1, tf.softplus(tf.sum(gates)))));
  return tf.matMul(attention, memory);
}

/**
 * A training step over the operations a differentiable neural computer uses; numbers to compare
 * between backends.
 */
export function memoryStep(): number[] {
  return tf.tidy(() => {
    const random = createRandom(7);
    const x = randomNormal([2, 4, 3], random, 0.5);
    const loss = (input: tf.Tensor): tf.Scalar => {
      const [left, right] = tf.split(input, [2, 2], 1) as [tf.Tensor, tf.Tensor];
      const both = tf.concat([tf.tanh(left), tf.softplus(right)], 1);
      const order = stopGradient(tf.topk(tf.sum(both, 2), 4).indices);
      const sorted = tf.stack(
        tf.unstack(both).map((rows, b) => tf.gather(rows, tf.unstack(order)[b] as tf.Tensor1D)),
      );
      const kept = tf.exp(tf.cumsum(tf.log(tf.add(tf.sigmoid(sorted), 1e-6)), 1, true));
      const later = tf.cast(
        tf.less(tf.expandDims(tf.sum(both, 2), 1), tf.expandDims(tf.sum(both, 2), 2)),
        'float32',
      );
      const links = tf.matMul(later, tf.softmax(kept, 2));
      const padded = tf
        .pad(links, [
          [0, 0],
          [1, 0],
          [0, 0],
        ])
        .slice([0, 1, 0], [2, 4, 3]);
      const hot = tf.oneHot(tf.tensor1d([0, 2], 'int32'), 4).reshape([2, 4, 1]);
      const chosen = tf.where(
        tf.equal(hot, 1),
        padded,
        tf.tile(tf.mean(padded, 1, true), [1, 4, 1]),
      );
      return tf.add(
        tf.mean(tf.square(tf.sub(chosen, tf.clipByValue(input, -0.4, 0.6)))),
        tf.mul(0.1, tf.sum(cellAndRead(input.slice([0, 0, 0], [1, 4, 1])))),
      ) as tf.Scalar;
    };
    const { value, grad } = tf.valueAndGrad((input) => loss(input))(x);
    return [value.dataSync()[0], ...numbers(grad)];
  });
}

/** Registers the tests that every backend must pass. */
export function checkBackend(): void {
  test.before(ready);
  const x = (): tf.Tensor => tf.tensor1d([0.3, -0.7, 1.2, 0.9]);
  const other = (): tf.Tensor => tf.tensor1d([0.5, 1.5, -0.4, 2]);
  const functions: Record<string, Fn> = {
    tanh: (a) => tf.tanh(a),
    sigmoid: (a) => tf.sigmoid(a),
    exp: (a) => tf.exp(a),
    softmax: (a) => tf.mul(tf.softmax(a), other()),
    'softmax of rows': (a) =>
      tf.mul(tf.softmax(a.reshape([2, 2])), [
        [1, -2],
        [0.5, 3],
      ]),
    'log of softmax': (a) => tf.mul(tf.log(tf.softmax(a)), other()),
    logSumExp: (a) => tf.logSumExp(a),
    max: (a) => tf.square(tf.max(a)),
    'clip by value': (a) => tf.square(tf.clipByValue(a, -0.5, 1)),
    minimum: (a) => tf.square(tf.minimum(a, other())),
    gather: (a) => tf.square(tf.square(tf.gather(a, tf.tensor1d([0, 2, 2], 'int32')))),
    'gather of rows': (a) =>
      tf.square(tf.square(tf.gather(a.reshape([2, 2]), tf.tensor1d([1, 1, 0], 'int32')))),
    'cumsum down the columns': (a) =>
      tf.mul(tf.square(tf.cumsum(tf.square(a.reshape([2, 2])), 0, true)), [
        [1, -2],
        [0.5, 3],
      ]),
    'cumsum backwards along the middle': (a) =>
      tf.mul(tf.square(tf.cumsum(tf.square(a.reshape([1, 2, 2])), 1, false, true)), [
        [
          [1, -2],
          [0.5, 3],
        ],
      ]),
    'cumulative product by logs': (a) => tf.exp(tf.cumsum(tf.log(tf.sigmoid(a)), 0, true)),
    'gated cell and content read': cellAndRead,
  };
  for (const [name, f] of Object.entries(functions))
    test(`${name}: first and second derivative`, () => checkTwice(name, f, x()));

  test(
    'a gradient step inside a gradient (MAML) is right ' + 'through tanh, sigmoid and softmax',
    () => {
      const input = tf.tensor2d([
        [0.2, -0.6, 0.9, 0.1],
        [1.1, 0.4, -0.3, 0.7],
      ]);
      const goal = tf.tensor2d([
        [1, 0, 0],
        [0, 0, 1],
      ]);
      const loss = (w: tf.Tensor): tf.Scalar => {
        const y = tf.softmax(
          tf.mul(
            tf.sigmoid(tf.matMul(input, w.reshape([4, 3]))),
            tf.tanh(tf.matMul(input, w.reshape([4, 3]))),
          ),
        );
        return tf.sum(tf.square(tf.sub(y, goal)));
      };
      const afterOneStep: Fn = (w) => loss(tf.sub(w, tf.mul(0.5, tf.grad((at) => loss(at))(w))));
      const start = tf.tensor1d(weights.flat());
      near(
        numbers(tf.grad(total(afterOneStep))(start)),
        differences(afterOneStep, start, 1e-2),
        1e-2,
        'meta-gradient',
      );
    },
  );

  test('masks carry no gradient, and do not stop that of the values they mask', () => {
    const compare: ((a: tf.Tensor, b: tf.Tensor) => tf.Tensor)[] = [
      tf.equal,
      tf.notEqual,
      tf.greater,
      tf.greaterEqual,
      tf.less,
      tf.lessEqual,
    ];
    for (const op of compare) {
      const mask = (a: tf.Tensor): tf.Tensor =>
        tf.cast(
          tf.logicalNot(
            tf.logicalOr(op(a, other()), tf.logicalAnd(op(a, other()), op(other(), a))),
          ),
          'float32',
        );
      const masked = (a: tf.Tensor): tf.Tensor => tf.mul(mask(a), tf.square(a));
      assert.deepEqual(
        numbers(tf.grad(total(masked))(x())).map((g) => g.toFixed(5)),
        numbers(tf.mul(mask(x()), tf.mul(2, x()))).map((g) => g.toFixed(5)),
      );
    }
  });

  test(
    'stopGradient: the values pass, the gradient does not, not ' + 'even in the second derivative',
    () => {
      assert.deepEqual(numbers(stopGradient(x())), numbers(x()));
      near(
        numbers(tf.grad(total((a) => tf.mul(stopGradient(a), tf.square(a))))(x())),
        numbers(tf.mul(2, tf.square(x()))),
        1e-6,
        'half stopped',
      );
      const inner = (a: tf.Tensor): tf.Tensor =>
        tf.grad(total((b) => tf.mul(stopGradient(b), tf.square(b))))(a); // 2 · stopped · a
      near(numbers(tf.grad(total(inner))(x())), numbers(tf.mul(2, x())), 1e-6, 'second');
    },
  );

  test('stopGradient takes indices off the tape without leaking or losing their data', () => {
    const before = tf.memory();
    tf.tidy(() => {
      const ranked = (a: tf.Tensor): tf.Tensor =>
        tf.mul(tf.gather(a, stopGradient(tf.topk(a, 3).indices)), [1, 10, 100]);
      assert.deepEqual(numbers(tf.grad(total(ranked))(x())), [100, 0, 1, 10]);
    });
    const kept = tf.tidy(() => stopGradient(tf.tensor1d([1, 2], 'int32')));
    assert.deepEqual(numbers(kept), [1, 2], 'it outlives the tensor it was made of');
    kept.dispose();
    assert.deepEqual(
      [tf.memory().numTensors, tf.memory().numDataBuffers],
      [before.numTensors, before.numDataBuffers],
    );
  });

  test('random tensors follow their seed, their shape and their moments', () => {
    assert.deepEqual(
      numbers(randomNormal([3, 2], createRandom(5))),
      numbers(randomNormal([3, 2], createRandom(5))),
    );
    assert.notDeepEqual(
      numbers(randomNormal([3, 2], createRandom(5))),
      numbers(randomNormal([3, 2], createRandom(6))),
    );
    const { mean, variance } = tf.moments(randomNormal([100, 100], createRandom(1), 2, 3));
    assert.ok(Math.abs(mean.dataSync()[0] - 3) < 0.1 && Math.abs(variance.dataSync()[0] - 4) < 0.2);
    const flat = randomUniform([2, 500], createRandom(2), -1, 3);
    assert.deepEqual(flat.shape, [2, 500]);
    assert.ok(
      numbers(flat).every((v) => v >= -1 && v < 3) &&
        numbers(flat).some((v) => v > 2.8) &&
        numbers(flat).some((v) => v < -0.8),
    );
    assert.deepEqual(
      numbers(tf.randomNormal([4], 0, 1, 'float32', 9)),
      numbers(tf.randomNormal([4], 0, 1, 'float32', 9)),
      'the seed argument of tfjs itself',
    );
  });
}
