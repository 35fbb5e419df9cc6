import assert from 'node:assert/strict';
import { afterEach, before, test } from 'node:test';
import { compile } from '../../src/compile';
import { nativeBackend } from '../../src/compile/native';
import { createRandom } from '../../src/core/random';
import { randomNormal, ready, tf } from '../../src/tf';
import fc from '../properties';
import { graphFolders } from './graph-folders';

before(ready);

const values = (x: tf.Tensor): number[] => Array.from(x.dataSync());
const made: { dispose(): void }[] = [];
const compiled = <A extends unknown[], R>(...args: Parameters<typeof compile<A, R>>) => {
  const f = compile<A, R>(...args);
  made.push(f);
  return f;
};
afterEach(() => made.splice(0).forEach((f) => f.dispose()));

test('a compiled function gives what the function gives, for other values too', () => {
  const fn = (x: tf.Tensor, { w, b }: { w: tf.Tensor2D; b: tf.Tensor }) => {
    const y = tf.tanh(tf.add(tf.matMul(x as tf.Tensor2D, w), b));
    return { y, parts: [tf.softmax(y), tf.sum(y, 1), tf.greater(y, 0)] as const };
  };
  const f = compiled(fn);
  for (const seed of [1, 2, 3]) {
    const random = createRandom(seed);
    const x = randomNormal([4, 3], random);
    const at = { w: randomNormal([3, 5], random) as tf.Tensor2D, b: randomNormal([5], random) };
    const a = f(x, at);
    const b = fn(x, at);
    for (const [one, other] of [
      [a.y, b.y],
      ...a.parts.map((part, i) => [part, b.parts[i]] as const),
    ] as [tf.Tensor, tf.Tensor][]) {
      assert.deepEqual(one.shape, other.shape);
      assert.equal(one.dtype, other.dtype);
      values(one).forEach((v, i) => assert.ok(Math.abs(v - values(other)[i]) < 1e-6));
    }
  }
  assert.equal(f.graphs, 1);
  assert.ok(f.operations > 3);
});

test(
  'another shape, type or number in the arguments is ' + 'another graph; the cache is bounded',
  () => {
    const f = compiled((x: tf.Tensor, k: number) => tf.mul(x, k), { cacheSize: 2 });
    assert.deepEqual(values(f(tf.tensor([1, 2]), 3)), [3, 6]);
    assert.deepEqual(values(f(tf.tensor([1, 2]), 4)), [4, 8]);
    assert.deepEqual(values(f(tf.tensor([1, 2, 5]), 4)), [4, 8, 20]);
    assert.deepEqual(values(f(tf.tensor([1, 2], [2], 'int32'), 4)), [4, 8]);
    assert.equal(f.graphs, 2);
    assert.deepEqual(values(f(tf.tensor([5, 6]), 3)), [15, 18]); // traced again
    assert.throws(() => compile((x: tf.Tensor) => x, { cacheSize: 0 }), /cacheSize: got 0/);
  },
);

test('two arguments that are one tensor stay two arguments', () => {
  const f = compiled((a: tf.Tensor, b: tf.Tensor) => tf.sub(a, b));
  const x = tf.tensor([1, 2]);
  assert.deepEqual(values(f(x, x)), [0, 0]);
  assert.deepEqual(values(f(x, tf.tensor([5, 5]))), [-4, -3]);
});

test('results that are arguments, constants or tensors from outside', () => {
  const outside = tf.tensor([7, 8]);
  const f = compiled((x: tf.Tensor) => [x, tf.zeros([2]), outside, tf.add(outside, x), x]);
  for (const given of [
    [1, 2],
    [3, 4],
  ]) {
    const found = f(tf.tensor(given)).map(values);
    assert.deepEqual(found, [given, [0, 0], [7, 8], [7 + given[0], 8 + given[1]], given]);
  }
  assert.deepEqual(values(outside), [7, 8], 'a tensor from outside is not freed');
});

test('first and second derivatives compile; a compiled function itself has none', () => {
  const cube = (x: tf.Tensor) => tf.sum(tf.mul(x, tf.mul(x, tf.tanh(x)))) as tf.Scalar;
  const second = (x: tf.Tensor) => tf.grad((v) => tf.sum(tf.grad(cube)(v)))(x);
  const x = tf.tensor([0.5, -1, 2]);
  const [got, expected] = [values(compiled(second)(x)), values(second(x))];
  got.forEach((v, i) => assert.ok(Math.abs(v - expected[i]) < 1e-5));
  const f = compiled(cube);
  assert.throws(() => tf.grad((v) => f(v))(x), /a compiled function has no gradient/);
});

test('a compiled function inside another is taken apart into its operations', () => {
  const inner = compiled((x: tf.Tensor) => tf.exp(x));
  const outer = compiled((x: tf.Tensor) => tf.grad((v) => tf.sum(inner(v)))(x));
  assert.ok(Math.abs(values(outer(tf.tensor([1])))[0] - Math.E) < 1e-5);
  assert.equal(inner.graphs, 0);
});

test('what a graph cannot follow is refused with its reason, and nothing is left behind', () => {
  const x = tf.tensor([1, 2]);
  const weight = tf.variable(tf.tensor([1, 1]));
  const refused: [(x: tf.Tensor) => tf.Tensor, RegExp][] = [
    [(v) => tf.mul(v, v.dataSync()[0]), /reads the values of a tensor/],
    [(v) => tf.mul(v, tf.add(v, 1).arraySync()), /reads the values of a tensor/],
    [(v) => tf.add(v, tf.randomNormal([2])), /draws random numbers/],
    [(v) => tf.add(v, randomNormal([2], createRandom(1))), /draws random numbers/],
    [(v) => tf.add(v, weight), /uses a variable of shape \[2\] from outside/],
    [
      () => {
        throw new Error('my own mistake');
      },
      /my own mistake/,
    ],
  ];
  const random = Math.random;
  for (const [fn, reason] of refused) {
    const f = compiled(fn);
    const tensors = tf.memory().numTensors;
    for (let i = 0; i < 3; i++) assert.throws(() => f(x), reason);
    assert.equal(tf.memory().numTensors, tensors, 'tensors leaked');
    assert.equal(f.graphs, 0);
  }
  assert.equal(Math.random, random);
  assert.deepEqual(values(tf.add(x, weight)), [2, 3], 'everything works op by op afterwards');
  assert.throws(
    () => compiled((f: () => void) => f)(() => undefined),
    /inputs\[0\]: got a function, expected tensors/,
  );
  assert.throws(
    () => compiled((f: Float32Array) => f)(new Float32Array(1)),
    /inputs\[0\]: got a Float32Array/,
  );
});

test(
  'nothing in it, nothing to give back, infinite numbers: the ' + 'corners of what can be passed',
  () => {
    assert.deepEqual(
      values(compiled((x: tf.Tensor2D) => tf.concat([x, tf.zeros([0, 2])]))(tf.tensor2d([[1, 2]]))),
      [1, 2],
    );
    assert.deepEqual(compiled((x: tf.Tensor) => tf.mul(x, 2))(tf.zeros([0, 2])).shape, [0, 2]);
    assert.deepEqual(values(compiled(() => tf.add(1, 2))()), [3]);
    assert.deepEqual(
      compiled((x: tf.Tensor) => {
        tf.add(x, 1);
        return { n: 3 };
      })(tf.scalar(1)),
      { n: 3 },
    );
    assert.deepEqual(
      values(compiled((x: tf.Tensor) => tf.mul(x, 2))(tf.variable(tf.scalar(4)))),
      [8],
      'a variable may be an argument',
    );
    assert.deepEqual(
      compiled((x: tf.Tensor) => [
        tf.leakyRelu(x, Infinity),
        tf.leakyRelu(x, -Infinity),
        tf.leakyRelu(x, 0.5),
      ])(tf.tensor([-1, 2])).map(values),
      [
        [-Infinity, 2],
        [Infinity, 2],
        [-0.5, 2],
      ],
    );
    assert.deepEqual(
      values(compiled((x: tf.Tensor) => tf.real(tf.mul(x, x)))(tf.complex([1, 2], [3, 4]))),
      [-8, -12],
    );
    assert.throws(
      () => compiled((x: { a: tf.Tensor }) => x)({ a: tf.tensor(['a']) }),
      /inputs\[0\]\.a: got a tensor of texts, expected float32/,
    );
    const gone = tf.tensor([1, 2]);
    const f = compiled((x: tf.Tensor) => tf.mul(x, 2));
    f(gone).dispose();
    gone.dispose();
    assert.throws(() => f(gone), /inputs\[0\]: got a tensor of shape \[2\] that was disposed/);
  },
);

test('10,000 calls leak no tensor, no memory and no folder', () => {
  const before = graphFolders().length;
  const f = compiled((x: tf.Tensor, y: tf.Tensor) => tf.matMul(x as tf.Tensor2D, y as tf.Tensor2D));
  const x = tf.ones([64, 64]);
  const y = tf.ones([64, 64]); // 16 kB a result: 160 MB in all
  const run = (calls: number): void => {
    for (let i = 0; i < calls; i++) f(x, y).dispose();
  };
  run(500);
  const tensors = tf.memory().numTensors;
  const resident = process.memoryUsage().rss;
  run(10_000);
  assert.equal(tf.memory().numTensors, tensors);
  assert.ok(
    process.memoryUsage().rss - resident < 60 * 2 ** 20,
    `memory grew by ${((process.memoryUsage().rss - resident) / 2 ** 20).toFixed(0)} MiB`,
  );
  assert.equal(graphFolders().length, before);
});

test('disposing frees the graphs; calling again traces anew', () => {
  const f = compile((x: tf.Tensor) => tf.square(x));
  const models = (): number =>
    (tf as unknown as { node: { getNumOfSavedModels?(): number } }).node?.getNumOfSavedModels?.() ??
    0;
  const before = models();
  f(tf.tensor([2]));
  f.dispose();
  assert.equal(models(), before);
  assert.deepEqual(values(f(tf.tensor([3]))), [9]);
  f.dispose();
});

test('any chain of operations gives the same compiled and op by op', () => {
  assert.ok(nativeBackend(), 'this test compares with the native backend');
  const steps: Record<string, (x: tf.Tensor2D) => tf.Tensor> = {
    tanh: (x) => tf.tanh(x),
    softmax: (x) => tf.softmax(x),
    transpose: (x) => tf.transpose(x),
    cumsum: (x) => tf.cumsum(x, 1),
    'sum and stretch': (x) => tf.add(x, tf.sum(x, 0, true)),
    split: (x) => tf.concat(tf.split(x, 2, 1).reverse(), 1),
    stack: (x) => tf.stack(tf.unstack(x, 0).reverse(), 0),
    pad: (x) =>
      tf.slice(
        tf.pad(x, [
          [1, 1],
          [0, 0],
        ]),
        [0, 0],
        x.shape,
      ),
    gather: (x) => tf.gather(x, tf.tensor1d([3, 0, 2, 1], 'int32'), 1),
    where: (x) => tf.where(tf.greater(x, 0), x, tf.mul(x, 0.1)),
    clip: (x) => tf.clipByValue(x, -1, 1),
    matmul: (x) => tf.matMul(x, x, true) as tf.Tensor2D,
    tile: (x) => tf.slice(tf.tile(x, [2, 1]), [2, 0], [4, 4]),
    log: (x) => tf.log(tf.add(1, tf.square(x))),
    oneHot: (x) => tf.mul(x, tf.oneHot(tf.tensor1d([0, 1, 2, 3], 'int32'), 4)),
    reverse: (x) => tf.reverse(x, 0),
  };
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...Object.keys(steps)), { minLength: 1, maxLength: 6 }),
      fc.integer({ min: 0, max: 1000 }),
      (names, seed) => {
        const chain = (x: tf.Tensor2D): tf.Tensor2D =>
          names.reduce((y, name) => (steps[name] as (x: tf.Tensor2D) => tf.Tensor2D)(y), x);
        const gradient = (x: tf.Tensor2D) => [
          chain(x),
          tf.grad((v) => tf.sum(tf.square(chain(v as tf.Tensor2D))))(x),
        ];
        const f = compile(gradient);
        const x = randomNormal([4, 4], createRandom(seed)) as tf.Tensor2D;
        const [got, expected] = [f(x), gradient(x)];
        got.forEach((g, i) =>
          values(g).forEach((v, j) => {
            const e = values(expected[i])[j];
            assert.ok(Math.abs(v - e) <= 1e-5 * (1 + Math.abs(e)), `${v} instead of ${e}`);
          }),
        );
        f.dispose();
      },
    ),
    { numRuns: 40 },
  );
});
