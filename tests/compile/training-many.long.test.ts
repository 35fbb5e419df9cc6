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
import { NonFiniteLossError } from '../../src/core/errors';
import { createRandom } from '../../src/core/random';
import { randomNormal, ready, tf } from '../../src/tf';

before(ready);

const STEPS = 7;
const random = createRandom(3);
const weights = {
  w: randomNormal([5, 4], random),
  b: randomNormal([4], random),
  v: randomNormal([4, 1], random),
};

type Rows = { x: tf.Tensor; y: tf.Tensor };

const network = (
  optimizer: Optimizer,
  options: { eager?: boolean; clipNorm?: number; clipValue?: number } = {},
): Training<[Rows]> =>
  compileTraining({
    parameters: weights,
    optimizer,
    ...options,
    loss: ({ w, b, v }: Named, { x, y }: Rows) => {
      const hidden = tf.relu(tf.add(tf.matMul(x as tf.Tensor2D, w as tf.Tensor2D), b));
      const answer = tf.matMul(hidden as tf.Tensor2D, v as tf.Tensor2D);
      return tf.mean<tf.Scalar>(tf.squaredDifference(answer, y));
    },
  });

/** Rows of all steps, `[STEPS, 6, ...]`. */
const stacked = (): Rows => ({
  x: randomNormal([STEPS, 6, 5], createRandom(1)),
  y: randomNormal([STEPS, 6, 1], createRandom(2)),
});
const rowsOf = ({ x, y }: Rows, step: number | tf.Scalar): Rows => {
  const at = typeof step === 'number' ? tf.scalar(step, 'int32') : step;
  return { x: tf.gather(x, at), y: tf.gather(y, at) };
};
const inTurn = { batchOf: (step: tf.Scalar, rows: Rows): [Rows] => [rowsOf(rows, step)] };

const optimizers: Readonly<Record<string, () => Optimizer>> = {
  adam: () => adam({ learningRate: 0.01 }),
  sgd: () => sgd({ learningRate: 0.05 }),
  'sgd with momentum': () => sgd({ learningRate: 0.05, momentum: 0.9 }),
  rmsProp: () => rmsProp({ momentum: 0.5 }),
};

test('many steps a call are the same steps, bit for bit, compiled and op by op', () => {
  const rows = stacked();
  for (const [name, make] of Object.entries(optimizers))
    for (const clip of [{}, { clipNorm: 0.5 }, { clipValue: 0.1 }])
      for (const eager of [false, true]) {
        const [one, many] = [0, 1].map(() => network(make(), { ...clip, eager }));
        const expected = Array.from({ length: STEPS }, (_, i) => one.update(rowsOf(rows, i)));
        // in two calls, the second shorter than the rows that are given
        const { losses } = many.updateMany(4, inTurn, rows);
        const rest = { batchOf: (step: tf.Scalar, all: Rows) => inTurn.batchOf(later(step), all) };
        losses.push(...many.updateMany(3, rest, rows).losses);
        assert.deepEqual(losses, expected, `${name}, ${JSON.stringify(clip)}, ${eager}`);
        assert.deepEqual(many.state(), one.state(), name);
        [one, many].forEach((training) => training.dispose());
      }
});

const later = (step: tf.Scalar): tf.Scalar => tf.add(step, tf.scalar(4, 'int32'));

test('a step whose loss is not finite: those before it are made, it and those after it not', () => {
  const rows = stacked();
  const broken = { ...rows, y: rows.y.clone() };
  const numbers = broken.y.dataSync().slice();
  numbers[3 * 6] = NaN;
  broken.y = tf.tensor(numbers, [STEPS, 6, 1]);
  for (const eager of [false, true]) {
    const [one, many] = [0, 1].map(() => network(adam(), { eager }));
    one.update(rowsOf(rows, 0));
    many.update(rowsOf(rows, 0));
    for (let i = 0; i < 3; i++) one.update(rowsOf(rows, i));
    assert.throws(
      () => many.updateMany(STEPS, inTurn, broken),
      (error) => {
        assert.ok(error instanceof NonFiniteLossError);
        assert.match(error.message, /loss: got NaN at step 5, expected finite numbers/);
        return true;
      },
    );
    assert.equal(many.step, 4);
    assert.deepEqual(many.state(), one.state());
    many.updateMany(STEPS, inTurn, rows);
    assert.equal(many.step, 4 + STEPS);
    [one, many].forEach((training) => training.dispose());
  }
});

test('what a step hands to the next: a running mean of its answers', () => {
  const carrying = (eager: boolean) =>
    compileTraining({
      eager,
      parameters: { w: tf.scalar(1) },
      optimizer: sgd({ learningRate: 0.1 }),
      loss: ({ w }: Named, x: tf.Tensor, mean: tf.Tensor) => {
        const answer = tf.mul(w, x);
        const loss = tf.square(tf.sub(answer, tf.add(mean, 1)));
        return { loss: loss as tf.Scalar, outputs: { answer } };
      },
    });
  const sequence = {
    batchOf: (step: tf.Scalar, { x }: { x: tf.Tensor }, { mean }: { mean: tf.Tensor }) =>
      [tf.gather(x, step), mean] as [tf.Tensor, tf.Tensor],
    carry: (
      { answer }: { answer: tf.Tensor },
      _step: tf.Scalar,
      _given: object,
      { mean }: { mean: tf.Tensor },
    ) => ({ mean: tf.mul(0.5, tf.add(mean, answer)) }),
  };
  const x = [1, -2, 0.5, 3];
  // by hand: w moves by -0.1 x 2 (w x - mean - 1) x
  let [w, mean] = [1, 0];
  const expected = x.map((value) => {
    const answer = w * value;
    const off = answer - mean - 1;
    w -= 0.1 * 2 * off * value;
    mean = 0.5 * (mean + answer);
    return off * off;
  });
  for (const eager of [false, true]) {
    const training = carrying(eager);
    const given = { x: tf.tensor1d(x) };
    const first = { mean: tf.scalar(0) };
    const { losses, carried } = training.updateMany(x.length, sequence, given, first);
    losses.forEach((loss, i) => assert.ok(Math.abs(loss - expected[i]) < 1e-4, `${losses}`));
    assert.ok(Math.abs(carried.mean.dataSync()[0] - mean) < 1e-5);
    assert.equal(first.mean.dataSync()[0], 0);
    tf.dispose([given, first, carried]);
    training.dispose();
  }
});

test('a step may hand on what its loss function gave, as it is', () => {
  for (const eager of [false, true]) {
    const training = compileTraining({
      eager,
      parameters: { w: tf.scalar(1) },
      optimizer: sgd({ learningRate: 0.5 }),
      loss: ({ w }: Named, before: { w: tf.Tensor }) => ({
        loss: tf.square(w as tf.Scalar),
        outputs: { w: tf.add(before.w, w) },
      }),
    });
    const sequence = {
      batchOf: (_step: tf.Scalar, _given: undefined, carried: { w: tf.Tensor }) =>
        [carried] as [{ w: tf.Tensor }],
      carry: (outputs: { w: tf.Tensor }) => outputs,
    };
    const { carried } = training.updateMany(2, sequence, undefined, { w: tf.scalar(0) });
    assert.equal(carried.w.dataSync()[0], 1); // w is 1, then 0
    training.dispose();
  }
});

test('what is carried must keep its form; the number of steps is checked', () => {
  const training = network(sgd());
  const rows = stacked();
  const growing = { ...inTurn, carry: () => ({ sum: tf.zeros([2]) }) };
  for (const eager of [false, true])
    assert.throws(
      () => network(sgd(), { eager }).updateMany(2, growing, rows, { sum: tf.zeros([1]) } as never),
      /carry: got \{"sum":float32\[2\]\}, expected \{"sum":float32\[1\]\}, as carried is/,
    );
  assert.throws(() => training.updateMany(0, inTurn, rows), /count: got 0, expected/);
  assert.throws(
    () => training.updateMany(2, {} as never, rows),
    /sequence.batchOf: got undefined, /,
  );
  assert.equal(training.step, 0);
});

test('calls with many steps leak no tensor, and go on from where single steps were', () => {
  const rows = stacked();
  for (const eager of [false, true]) {
    const training = network(adam(), { eager });
    const other = network(adam(), { eager });
    training.updateMany(2, inTurn, rows);
    training.update(rowsOf(rows, 2));
    training.updateMany(2, inTurn, rows);
    for (const i of [0, 1, 2, 0, 1]) other.update(rowsOf(rows, i));
    assert.deepEqual(training.state(), other.state());
    const tensors = tf.memory().numTensors;
    for (let i = 0; i < 20; i++) training.updateMany(3, inTurn, rows);
    assert.equal(tf.memory().numTensors, tensors);
    [training, other].forEach((one) => one.dispose());
  }
});
