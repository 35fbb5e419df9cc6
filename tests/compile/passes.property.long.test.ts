// Any expression: value and gradients compiled with all passes are those op by op, and so are
// training steps and meta-training of second order.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import {
  adam,
  compileTraining,
  type Named,
  type Optimizer,
  rmsProp,
  sgd,
  type Training,
} from '../../src/compile';
import { passNames } from '../../src/compile/simplify';
import { mamlLoss, network } from '../../src/meta';
import { sinusoidTasks, type TaskBatch } from '../../src/tasks';
import { createRandom } from '../../src/core/random';
import { randomNormal, ready, tf } from '../../src/tf';
import fc from '../properties';
import { alike, eagerly, traced } from './rewritten';

before(ready);

/** Every expression takes and gives tensors of this shape: two tasks, rows, columns. */
const [TASKS, ROWS, COLUMNS] = [2, 3, 3];
const SHAPE = [TASKS, ROWS, COLUMNS];

/** What expressions are made of: two of them, and a matrix that all tasks share. */
type Operation = (a: tf.Tensor, b: tf.Tensor, w: tf.Tensor) => tf.Tensor;

const copies = (w: tf.Tensor): tf.Tensor => tf.add(w, tf.zeros(SHAPE));
const flat = [TASKS * ROWS, COLUMNS];
const operations: Record<string, Operation> = {
  add: (a, b) => tf.add(a, b),
  sub: (a, b) => tf.sub(a, b),
  neg: (a) => tf.neg(a),
  mul: (a, b) => tf.mul(a, b),
  'plus negated': (a, b) => tf.add(a, tf.neg(b)),
  'negated first': (a, b) => tf.add(tf.neg(a), b),
  'times ones': (a) => tf.mul(a, tf.ones(SHAPE)),
  'times one': (a) => tf.mul(a, 1),
  'plus zeros': (a) => tf.add(a, tf.zeros([COLUMNS])),
  'row spread by ones': (a) => tf.mul(tf.sum(a, 1, true), tf.ones(SHAPE)),
  'off the diagonal': (a) => tf.mul(a, tf.sub(1, tf.eye(ROWS, COLUMNS))),
  'both off the diagonal': (a, b) => {
    const off = tf.sub(1, tf.eye(ROWS, COLUMNS));
    return tf.mul(tf.add(tf.mul(a, off), b), off);
  },
  clip: (a) => tf.clipByValue(a, -0.5, 0.7),
  relu: (a) => tf.relu(a),
  'masked by its sign': (a) => tf.mul(a, tf.cast(tf.greater(a, 0), 'float32')),
  'masked by a sign': (a, b) => tf.mul(a, tf.cast(tf.greater(b, 0), 'float32')),
  sigmoid: (a) => tf.sigmoid(a),
  tanh: (a) => tf.tanh(a),
  softmax: (a) => tf.softmax(a),
  square: (a) => tf.square(tf.tanh(a)),
  'reshaped twice': (a) => tf.reshape(tf.reshape(a, flat), SHAPE),
  'reshaped between': (a) => tf.reshape(tf.tanh(tf.reshape(a, flat)), SHAPE),
  'sum kept': (a, b) => tf.add(b, tf.sum(a, 2, true)),
  'sum reshaped': (a, b) => tf.add(b, tf.reshape(tf.sum(a, 2), [TASKS, ROWS, 1])),
  'sum over tasks': (a, b) => tf.sub(b, tf.sum(a, 0)),
  'sum of all': (a, b) => tf.add(b, tf.tanh(tf.sum(a))),
  'sum of squares': (a, b) => tf.mul(b, tf.rsqrt(tf.add(1, tf.sum(tf.square(a))))),
  product: (a, b) => tf.matMul(a, b),
  'turned product': (a, b) => tf.matMul(a, b, true),
  'product turned': (a, b) => tf.matMul(a, b, false, true),
  'product over tasks': (a, b) => tf.add(a, tf.sum(tf.matMul(a, b, true), 0)),
  'shared matrix': (a, _, w) => tf.matMul(a, copies(w)),
  'shared matrix turned': (a, _, w) => tf.matMul(a, copies(w), false, true),
  'shared matrix of rows': (a, _, w) => tf.reshape(tf.matMul(tf.reshape(a, flat), w), SHAPE),
  'shared bias': (a, _, w) => tf.add(a, copies(w)),
};

const names = Object.keys(operations);
/** An operation, and which of the expressions so far it takes. */
const part = fc.record({
  name: fc.constantFrom(...names),
  left: fc.nat({ max: 20 }),
  right: fc.nat({ max: 20 }),
});

type Part = { name: string; left: number; right: number };

/** The expressions that some parts make of two tensors and a shared matrix, one a part. */
function evaluate(parts: readonly Part[], x: tf.Tensor, y: tf.Tensor, w: tf.Tensor): tf.Tensor[] {
  const made = [x, y];
  for (const { name, left, right } of parts) {
    const value = operations[name](made[left % made.length], made[right % made.length], w);
    // numbers stay small, so that a difference by rounding stays one
    made.push(/product|matrix|sum|mul/.test(name) ? tf.mul(value, 0.4) : value);
  }
  return made.slice(2);
}

const draw = (seed: number): tf.Tensor[] => {
  const random = createRandom(seed);
  return [SHAPE, SHAPE, [ROWS, COLUMNS]].map((shape) => randomNormal(shape, random));
};

const seeds = fc.integer({ min: 1, max: 1e6 });

test('any expression: values and gradients compiled are those op by op', () =>
  fc.assert(
    fc.property(fc.array(part, { minLength: 1, maxLength: 8 }), seeds, (parts, seed) => {
      const inputs = draw(seed);
      const last = (...given: tf.Tensor[]): tf.Tensor => {
        const [x, y, w] = given;
        return evaluate(parts, x, y, w)[parts.length - 1];
      };
      const weights = randomNormal(SHAPE, createRandom(seed + 1));
      const loss = (...given: tf.Tensor[]): tf.Tensor => tf.sum(tf.mul(last(...given), weights));
      const step = (...given: tf.Tensor[]): tf.Tensor[] => {
        const { value, grads } = tf
          .engine()
          .gradients(() => loss(...given) as tf.Scalar, given, undefined, true);
        const found = grads.map((one, i) => (one as tf.Tensor | null) ?? tf.zerosLike(given[i]));
        return [value, last(...given), ...found];
      };
      alike(traced(step, inputs, []).results, eagerly(step, inputs), 2e-5, 'all passes');
      tf.dispose([inputs, weights]);
    }),
    { numRuns: 120 },
  ));

test('any expression: every part of it may be a result, whichever pass is left out', () =>
  fc.assert(
    fc.property(
      fc.array(part, { minLength: 2, maxLength: 8 }),
      fc.array(fc.nat({ max: 7 }), { minLength: 1, maxLength: 4 }),
      fc.constantFrom([], ...passNames.map((name) => [name]), passNames),
      seeds,
      (parts, chosen, without, seed) => {
        const inputs = draw(seed);
        const step = (...[x, y, w]: tf.Tensor[]): tf.Tensor[] => {
          const all = evaluate(parts, x, y, w);
          return chosen.map((i) => all[i % all.length]);
        };
        alike(
          traced(step, inputs, without).results,
          eagerly(step, inputs),
          5e-6,
          `without ${without.join()}`,
        );
        tf.dispose(inputs);
      },
    ),
    { numRuns: 120 },
  ));

test('any expression: gradients of gradients compiled are those op by op', () =>
  fc.assert(
    fc.property(fc.array(part, { minLength: 1, maxLength: 5 }), seeds, (parts, seed) => {
      const inputs = draw(seed);
      const step = (...[x, y, w]: tf.Tensor[]): tf.Tensor =>
        tf.grad((v: tf.Tensor) => {
          const adapted = tf.grad((u: tf.Tensor) => {
            const all = evaluate(parts, x, tf.mul(y, tf.mean(u)), u);
            return tf.sum(tf.add(tf.square(tf.tanh(all[parts.length - 1])), tf.mul(0.1, u)));
          })(v);
          return tf.sum(tf.square(tf.sub(v, tf.mul(0.1, adapted))));
        })(w);
      alike(traced(step, inputs, []).results, eagerly(step, inputs), 5e-5, 'second order');
      tf.dispose(inputs);
    }),
    { numRuns: 40 },
  ));

const optimizers: Record<string, () => Optimizer> = {
  sgd: () => sgd({ learningRate: 0.05, momentum: 0.5 }),
  adam: () => adam({ learningRate: 0.01, epsilon: 1e-3 }),
  rmsProp: () => rmsProp({ learningRate: 0.01, momentum: 0.5, epsilon: 1e-2 }),
};

/** Parameters after some steps, in a list. */
function train<B extends unknown[]>(training: Training<B>, batches: readonly B[]): number[] {
  const losses = batches.map((batch) => training.update(...batch));
  const parameters = training.parameters();
  const values = Object.values(parameters).flatMap((tensor) => Array.from(tensor.dataSync()));
  tf.dispose(parameters);
  training.dispose();
  return [...losses, ...values];
}

function near(got: readonly number[], expected: readonly number[], allowed: number): void {
  assert.equal(got.length, expected.length);
  got.forEach((value, i) =>
    assert.ok(
      Math.abs(value - expected[i]) <= allowed * Math.max(1, Math.abs(expected[i])),
      `${value} instead of ${expected[i]} at ${i}`,
    ),
  );
}

for (const [name, optimizer] of Object.entries(optimizers))
  test(`training with ${name} on few rows, the gradient clipped or not, is that op by op`, () =>
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 6 }),
        fc.constantFrom(undefined, 1e-3, 0.5, 100),
        fc.constantFrom(undefined, 0.01, 1),
        fc.constantFrom('relu', 'tanh', 'sigmoid'),
        seeds,
        (rows, clipNorm, clipValue, activation, seed) => {
          const random = createRandom(seed);
          const parameters = {
            w: randomNormal([12, 16], random, 0.3),
            b: randomNormal([16], random, 0.3),
            v: randomNormal([16, 10], random, 0.3),
          };
          const batches = Array.from({ length: 3 }, (): [tf.Tensor, tf.Tensor] => [
            randomNormal([rows, 12], random),
            randomNormal([rows, 10], random),
          ]);
          const activate = { relu: tf.relu, tanh: tf.tanh, sigmoid: tf.sigmoid }[activation]!;
          const results = [false, true].map((eager) =>
            train(
              compileTraining({
                parameters,
                optimizer: optimizer(),
                eager,
                clipNorm,
                clipValue,
                loss: ({ w, b, v }: Named, x: tf.Tensor, y: tf.Tensor) =>
                  tf.mean<tf.Scalar>(
                    tf.squaredDifference(tf.matMul(activate(tf.add(tf.matMul(x, w), b)), v), y),
                  ),
              }),
              batches,
            ),
          );
          near(results[0], results[1], 2e-5);
          tf.dispose([parameters, batches]);
        },
      ),
      { numRuns: 12 },
    ));

/** Losses whose gradients are other parameters, or pass through what holds a parameter. */
const ofParameters: Record<string, (p: Named, x: tf.Tensor) => tf.Tensor> = {
  'each the gradient of the other': ({ w, v }) => tf.sum(tf.mul(w, v)),
  'the same gradient': ({ w, v }) => tf.sum(tf.add(w, v)),
  'one negated': ({ w, v }, x) => tf.sum(tf.sub(tf.mul(w, x), v)),
  squares: ({ w, v }) => tf.add(tf.sum(tf.square(w)), tf.sum(tf.square(v))),
  relu: ({ w, v }, x) => tf.add(tf.sum(tf.relu(w)), tf.sum(tf.mul(tf.relu(v), x))),
  bounds: ({ w, v }, x) =>
    tf.add(tf.sum(tf.square(tf.clipByValue(w, -0.3, 0.3))), tf.sum(tf.mul(tf.sigmoid(v), x))),
  'no diagonal': ({ w, v }, x) => tf.sum(tf.mul(tf.mul(w, tf.sub(1, tf.eye(4))), tf.matMul(v, x))),
  'copies of both': ({ w, v }) => {
    const zeros = tf.zeros([3, 4, 4]);
    return tf.sum(tf.square(tf.matMul(tf.add(w, zeros), tf.add(v, zeros))));
  },
  'one not used': ({ w }, x) => tf.sum(tf.mul(w, x)),
  'none used': (_, x) => tf.sum(x),
};

test('losses of parameters alone: training compiled is that op by op', () => {
  const random = createRandom(6);
  const parameters = { w: randomNormal([4, 4], random), v: randomNormal([4, 4], random) };
  const x = randomNormal([4, 4], random);
  for (const loss of Object.values(ofParameters))
    for (const optimizer of Object.values(optimizers))
      for (const clipping of [{}, { clipNorm: 0.1 }, { clipValue: 0.2, clipNorm: 10 }]) {
        const results = [false, true].map((eager) =>
          train(
            compileTraining({
              loss: (given: Named, rows: tf.Tensor) => loss(given, rows) as tf.Scalar,
              parameters,
              optimizer: optimizer(),
              eager,
              ...clipping,
            }),
            [[x], [x], [x]],
          ),
        );
        near(results[0], results[1], 1e-5);
      }
});

test('meta-training of second order through shared weights is that op by op', () => {
  for (const activation of ['relu', 'tanh', 'sigmoid'] as const)
    for (const steps of [1, 2]) {
      const net = network([1, 6, 5, 1], activation);
      const parameters = net.initialParameters(createRandom(4));
      const tasks = sinusoidTasks(createRandom(9), { tasks: 3, support: 4, query: 5 });
      const results = [false, true].map((eager) =>
        train(
          compileTraining({
            parameters,
            optimizer: sgd({ learningRate: 0.05 }),
            clipNorm: 1,
            eager,
            loss: (given: Named, batch: TaskBatch) =>
              mamlLoss(net.forward, given, batch, { learningRate: 0.1, steps }),
          }),
          [[tasks], [tasks]],
        ),
      );
      near(results[0], results[1], 1e-5);
      tf.dispose([parameters, { ...tasks }]);
    }
});
