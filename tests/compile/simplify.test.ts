// What is traced is rewritten before it runs: fewer operations, the same results.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { compile } from '../../src/compile';
import { Graph } from '../../src/compile/graph';
import { nativeBackend } from '../../src/compile/native';
import { simplify } from '../../src/compile/simplify';
import { trace } from '../../src/compile/trace';
import { ready, tf } from '../../src/tf';
import fc from '../properties';

before(ready);

type Step = (...inputs: tf.Tensor2D[]) => tf.Tensor | tf.Tensor[];

/** Compiled and op by op on the same inputs; the operations of the graph. */
function compare(fn: Step, inputs: tf.Tensor2D[]): number {
  const compiled = compile(fn);
  const list = (result: tf.Tensor | tf.Tensor[]): tf.Tensor[] =>
    Array.isArray(result) ? result : [result];
  tf.tidy(() => {
    const [got, expected] = [list(compiled(...inputs)), list(fn(...inputs))];
    assert.equal(got.length, expected.length);
    got.forEach((tensor, i) => {
      assert.deepEqual(tensor.shape, expected[i]?.shape);
      const b = expected[i].dataSync();
      const scale = Math.max(1, ...Array.from(b, Math.abs));
      tensor
        .dataSync()
        .forEach((v, j) =>
          assert.ok(Math.abs(v - b[j]) <= 1e-5 * scale, `result ${i}: ${v} instead of ${b[j]}`),
        );
    });
  });
  const { operations } = compiled;
  compiled.dispose();
  return operations;
}

const random = (rows: number, columns: number): tf.Tensor2D => tf.randomNormal([rows, columns]);

test(
  'the gradient of a weight that is used in every step is one product, not one a step and ' +
    'their sum',
  () => {
    const steps = 6;
    const w = random(30, 20);
    const xs = Array.from({ length: steps }, () => random(4, 30));
    const gradient: Step = (weight, ...inputs) =>
      tf.grad((v: tf.Tensor) =>
        tf.addN(inputs.map((x) => tf.sum(tf.tanh(tf.matMul(x, v as tf.Tensor2D))))),
      )(weight);
    const operations = compare(gradient, [w, ...xs]);
    const apart = compare(
      (weight, ...inputs) =>
        inputs.map((x) =>
          tf.grad((v: tf.Tensor) => tf.sum(tf.tanh(tf.matMul(x, v as tf.Tensor2D))))(weight),
        ),
      [w, ...xs],
    );
    assert.ok(
      operations < apart - steps + 3,
      `${operations} operations, ${apart} for the terms alone`,
    );
  },
);

test('a term that something else needs too stays; a sum that is a result stays', () => {
  const [a, b, c, d] = [random(20, 3), random(3, 20), random(20, 3), random(3, 20)] as [
    tf.Tensor2D,
    tf.Tensor2D,
    tf.Tensor2D,
    tf.Tensor2D,
  ];
  compare(
    (p, q, r, s) => {
      const term = tf.matMul(p, q);
      return [tf.add(term, tf.matMul(r, s)), term];
    },
    [a, b, c, d],
  );
  compare(
    (p, q, r, s) => {
      const sum = tf.add(tf.matMul(p, q), tf.matMul(r, s));
      return [sum, tf.add(sum, tf.matMul(p, s))];
    },
    [a, b, c, d],
  );
  compare(
    (p, q) => {
      const term = tf.matMul(p, q);
      return tf.add(term, term);
    },
    [a, b],
  );
});

test('the same operation on the same inputs is made once', () => {
  const x = random(3, 3);
  const once = compare((v) => tf.tanh(v), [x]);
  assert.equal(
    compare((v) => [tf.tanh(v), tf.tanh(v)], [x]),
    once + 1,
    'a name for the second result, no second tanh',
  );
});

test(
  'any sum of products, turned or not, of few or many columns, and of other terms gives the ' +
    'same',
  () => {
    const term = fc.record({
      kind: fc.constantFrom('product', 'turned', 'right', 'both', 'other'),
      depth: fc.integer({ min: 1, max: 12 }),
    });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 20 }),
        fc.array(term, { minLength: 2, maxLength: 7 }),
        fc.boolean(),
        (rows, columns, terms, balanced) => {
          const inputs = terms.flatMap(({ kind, depth }) => [
            kind === 'turned' || kind === 'both' ? random(depth, rows) : random(rows, depth),
            kind === 'right' || kind === 'both' ? random(columns, depth) : random(depth, columns),
          ]);
          compare((...given) => {
            const parts = terms.map(({ kind }, i): tf.Tensor => {
              const [left, right] = [given[2 * i], given[2 * i + 1]] as [tf.Tensor2D, tf.Tensor2D];
              if (kind === 'other') return tf.tanh(tf.matMul(left, right));
              return tf.matMul(
                left,
                right,
                kind === 'turned' || kind === 'both',
                kind === 'right' || kind === 'both',
              );
            });
            return balanced
              ? tf.add(
                  parts.slice(0, 2).reduce((a, b) => tf.add(a, b)),
                  parts.slice(2).reduce((a, b) => tf.add(a, b), tf.zeros([rows, columns])),
                )
              : parts.reduce((a, b) => tf.add(a, b));
          }, inputs);
          inputs.forEach((tensor) => tensor.dispose());
        },
      ),
      { numRuns: 30 },
    );
  },
);

test(
  'the sum of all squares is read in one pass; a sum along an axis, and squares that are ' +
    'needed themselves, stay',
  () => {
    const x = random(7, 5);
    compare((v) => tf.sum(tf.square(v)), [x]);
    const native = nativeBackend()!;
    const graph = new Graph(native.binding);
    const [result] = trace(
      native,
      graph,
      [x],
      (to, input) => to.placeholder(input.shape, native.binding.TF_FLOAT),
      ([v]) => [tf.sum(tf.square(v))],
    ) as [string];
    simplify(graph, [result]);
    assert.deepEqual(
      graph.nodes.filter(({ op }) => op !== 'Const').map(({ op }) => op),
      ['Placeholder', 'L2Loss', 'Mul'],
    );
    compare((v) => tf.sum(tf.square(v), 1), [x]);
    compare((v) => [tf.sum(tf.square(v)), tf.square(v)], [x]);
  },
);

/** Operations of a simplified graph, in order, constants left out. */
function simplified(fn: (x: tf.Tensor) => readonly tf.Tensor[], example: tf.Tensor): string[] {
  const native = nativeBackend()!;
  const graph = new Graph(native.binding);
  const results = trace(
    native,
    graph,
    [example],
    (to, input) => to.placeholder(input.shape, native.binding.TF_FLOAT),
    ([x]) => fn(x),
  );
  simplify(graph, results);
  return graph.nodes.filter(({ op }) => op !== 'Const').map(({ op }) => op);
}

test(
  'the gradient of relu is one pass; where the step is a result itself, or broadcast, or of ' +
    'another slope, all stays as it was',
  () => {
    const x = random(6, 5);
    const ops = simplified((v) => [tf.grad((u: tf.Tensor) => tf.sum(tf.square(tf.relu(u))))(v)], x);
    assert.ok(
      ops.includes('ReluGrad') && !ops.includes('Select') && !ops.includes('IsNan'),
      ops.join(),
    );
    compare((v) => tf.grad((u: tf.Tensor) => tf.sum(tf.square(tf.relu(u))))(v), [x]);
    compare(
      (v) =>
        tf.grad((u: tf.Tensor) =>
          tf.sum(tf.grad((w: tf.Tensor) => tf.sum(tf.pow(tf.relu(w), 3)))(u)),
        )(v),
      [x],
    );
    compare((v) => [tf.step(v), tf.mul(v, tf.step(v)), tf.mul(tf.step(v), v)], [x]);
    compare((v, one) => tf.mul(tf.step(v), one), [x, random(1, 5)]);
    compare((v) => tf.mul(v, tf.step(v, 0.5)), [x]);
    compare((v) => tf.grad((u: tf.Tensor) => tf.sum(tf.square(tf.leakyRelu(u, 0.1))))(v), [x]);
    assert.equal(
      tf.tidy(() =>
        compile((v: tf.Tensor) => tf.grad((u: tf.Tensor) => tf.sum(tf.relu(u)))(v))(
          tf.tensor1d([-1, 0, 2]),
        )
          .dataSync()
          .join(),
      ),
      '0,0,1',
    );
  },
);

test('TF_ENABLE_ONEDNN_OPTS=0 multiplies without oneDNN, with the same result', () => {
  const a = random(5, 7);
  const b = random(7, 3);
  const old = process.env['TF_ENABLE_ONEDNN_OPTS'];
  process.env['TF_ENABLE_ONEDNN_OPTS'] = '0';
  try {
    compare((p, q) => tf.matMul(p, q), [a, b]);
  } finally {
    if (old === undefined) delete process.env['TF_ENABLE_ONEDNN_OPTS'];
    else process.env['TF_ENABLE_ONEDNN_OPTS'] = old;
  }
});
