// What a graph holds and what a function asks of TensorFlow: notebook 08 and whoever makes a step
// faster trust these numbers.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import {
  compile,
  countByKind,
  kindOfOperation,
  profileOperations,
  traceGraph,
} from '../../src/compile';
import { ready, tf } from '../../src/tf';

before(ready);

const target = tf.keep(
  tf.tensor([
    [1, 0],
    [0, 1],
  ]),
);
const distance = (x: tf.Tensor2D, w: tf.Tensor2D): tf.Scalar =>
  tf.sqrt(tf.sum(tf.square(tf.sub(tf.tanh(tf.matMul(x, w)), target)))) as tf.Scalar;
const x = tf.keep(
  tf.tensor2d([
    [1, 2, 3],
    [4, 5, 6],
  ]),
);
const w = tf.keep(
  tf.tensor2d([
    [0.1, 0.2],
    [0.3, 0.4],
    [0.5, 0.6],
  ]),
);

test('a graph lists every operation with its inputs and the shape that comes out', () => {
  const { nodes, outputs, kinds } = traceGraph(distance, x, w);
  const by = (op: string) => nodes.find((node) => node.op === op)!;
  assert.deepEqual(
    nodes.filter(({ op }) => op !== 'Const').map(({ op }) => op),
    ['Placeholder', 'Placeholder', 'BatchMatMulV2', 'Tanh', 'Sub', 'Square', 'Sum', 'Sqrt'],
  );
  assert.deepEqual(
    nodes.slice(0, 2).map(({ shape }) => shape),
    [
      [2, 3],
      [3, 2],
    ],
  );
  assert.deepEqual(
    [by('BatchMatMulV2').inputs, by('BatchMatMulV2').shape],
    [nodes.slice(0, 2).map(({ name }) => name), [2, 2]],
  );
  assert.deepEqual([by('Sum').shape, outputs], [[], [by('Sqrt').name]]);
  const baked = nodes.find(({ name }) => name === by('Sub').inputs[1])!;
  assert.deepEqual(
    [baked.op, baked.shape, baked.values],
    ['Const', [2, 2], [1, 0, 0, 1]],
    'the tensor from outside is a constant',
  );
  assert.equal(
    kinds.reduce((sum, { count }) => sum + count, 0),
    nodes.length,
  );
});

test('what no result needs is marked as unused', () => {
  const { nodes } = traceGraph((v: tf.Tensor) => {
    tf.exp(v);
    return { twice: tf.mul(v, 2) };
  }, x);
  assert.deepEqual(
    nodes.filter(({ used }) => !used).map(({ op }) => op),
    ['Exp'],
  );
});

test(
  'it is the graph that compile makes, where there is nothing to simplify: as many operations; ' +
    'of a gradient one less, as its first product is with 1',
  () => {
    const product = (a: tf.Tensor2D, b: tf.Tensor2D): tf.Tensor => tf.exp(tf.matMul(a, b));
    const gradient = (a: tf.Tensor2D, b: tf.Tensor2D): tf.Tensor =>
      tf.grad((v: tf.Tensor) => product(a, v as tf.Tensor2D))(b);
    for (const [fn, simplified] of [
      [product, 0],
      [gradient, 1],
    ] as const) {
      const compiled = compile(fn);
      compiled(x, w).dispose();
      const operations = traceGraph(fn, x, w).nodes.filter(
        ({ op, used }) => used && op !== 'Const' && op !== 'Placeholder',
      ).length;
      assert.equal(compiled.operations, operations - simplified + 1, 'one Identity for the result');
      compiled.dispose();
    }
  },
);

test(
  'looking at a graph or a profile leaves no tensors behind, and the binding as it was, also ' +
    'after an error',
  () => {
    const backend = tf.backend() as unknown as { binding: unknown };
    const { binding } = backend;
    const before = tf.memory().numTensors;
    traceGraph(distance, x, w);
    profileOperations(() => distance(x, w));
    assert.throws(
      () => traceGraph((v: tf.Tensor) => tf.scalar(v.dataSync()[0]), x),
      /reads the values/,
    );
    assert.throws(
      () =>
        profileOperations(() => {
          tf.exp(x);
          throw new Error('stop');
        }),
      /stop/,
    );
    assert.equal(tf.memory().numTensors, before);
    assert.equal(backend.binding, binding);
  },
);

test('a profile lists the calls in order, with what they write; a reshape writes nothing', () => {
  const { calls, kinds, written, nativeMs, totalMs } = profileOperations(
    () => tf.sum(tf.reshape(tf.mul(x, x), [6]), 0),
    { runs: 2 },
  );
  assert.deepEqual(
    calls
      .filter(({ op }) => op !== 'Const')
      .map(({ op, shape, written: numbers }) => [op, shape, numbers]),
    [
      ['Mul', [2, 3], 6],
      ['Reshape', [6], 0],
      ['Sum', [], 1],
    ],
  );
  assert.equal(
    kinds.reduce((sum, kind) => sum + kind.calls, 0),
    calls.length,
  );
  assert.equal(
    written,
    calls.reduce((sum, call) => sum + call.written, 0),
  );
  assert.ok(nativeMs > 0 && nativeMs < totalMs, 'the calls are a part of the whole');
});

test('a cast to the type that is there already writes nothing, a real one does', () => {
  const written = (type: 'float32' | 'bool'): number[] =>
    profileOperations(() => tf.cast(x, type), { runs: 1 }).calls.map((call) => call.written);
  assert.deepEqual([written('float32'), written('bool')], [[0], [6]]);
});

test('an operation with several results writes all of them', () => {
  const [split] = profileOperations(() => tf.split(x, 3, 1), { runs: 1 }).calls.filter(({ op }) =>
    op.startsWith('Split'),
  );
  assert.deepEqual([split?.shape, split?.written], [[2, 1], 6]);
});

test('a compiled function is one call', () => {
  const compiled = compile(distance);
  compiled(x, w).dispose();
  assert.deepEqual(
    profileOperations(() => compiled(x, w)).calls.map(({ op, kind }) => [op, kind]),
    [['CompiledGraph', 'whole graphs']],
  );
  compiled.dispose();
});

test('medians over runs that do different things would mean nothing: refused', () => {
  let run = 0;
  assert.throws(
    () => profileOperations(() => (run++ < 2 ? tf.exp(x) : tf.log(x)), { runs: 2 }),
    /fn: made 1 calls in one run and 1 in another, or others/,
  );
  assert.throws(() => profileOperations(() => x, { runs: 0 }), /runs: got 0/);
});

test('kinds: matrix products, shape only, number by number; counted from the most frequent', () => {
  assert.deepEqual(
    ['BatchMatMulV2', 'Reshape', 'Sum', 'Pack', 'Const', 'Tanh', 'NobodyKnowsThis'].map(
      kindOfOperation,
    ),
    [
      'matrix products',
      'shape only',
      'sums and extremes',
      'slices and joins',
      'constants',
      'number by number',
      'number by number',
    ],
  );
  assert.deepEqual(countByKind(['Mul', 'Sum', 'Add', 'Mul']), [
    { kind: 'number by number', count: 3, ops: ['Mul', 'Add'] },
    { kind: 'sums and extremes', count: 1, ops: ['Sum'] },
  ]);
});
