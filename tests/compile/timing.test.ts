// Times are what chapter 08 argues with: functions take turns, ratios are taken round by round.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import {
  compareRules,
  compiledGradients,
  isPairTensor,
  profileOperations,
  timeInTurn,
  timesFaster,
  whyRefused,
  withOwnGradient,
  writtenBy,
} from '../../src/compile';
import { ready, tf } from '../../src/tf';

before(ready);

/** A timing with these times. */
const timing = (...ms: number[]) => ({ ms, median: NaN, low: NaN, high: NaN, best: NaN });

test('functions take turns: one round that is not counted, then those that are', () => {
  const order: string[] = [];
  const times = timeInTurn({ a: () => order.push('a'), b: () => order.push('b') }, { rounds: 3 });
  assert.equal(order.join(''), 'abababab');
  for (const { ms, best, low, median, high } of Object.values(times)) {
    assert.equal(ms.length, 3);
    assert.ok(best >= 0 && best <= low && low <= median && median <= high);
  }
});

test('tensors that a timed function gives back are freed', () => {
  const x = tf.ones([4]);
  const before = tf.memory().numTensors;
  timeInTurn({ one: () => tf.neg(x), several: () => [tf.neg(x), { inner: tf.neg(x) }] });
  assert.equal(tf.memory().numTensors, before);
});

test('nothing to time, a promise, and no round are refused by name', () => {
  assert.throws(() => timeInTurn({}), /runs: .*expected at least one function/);
  assert.throws(() => timeInTurn({ late: async () => {} }), /runs\.late: got a Promise/);
  assert.throws(() => timeInTurn({ a: () => 1 }, { rounds: 0 }), /rounds/);
});

test('a ratio is taken in every round: a slow round of both does not count', () => {
  const ratio = timesFaster(timing(20, 200, 18, 20), timing(10, 100, 20, 8));
  assert.deepEqual({ faster: ratio.faster, rounds: ratio.rounds }, { faster: 3, rounds: 4 });
  assert.equal(ratio.median, 2);
  assert.throws(() => timesFaster(timing(1, 2), timing(1)), /fast: got 1 rounds, expected 2/);
});

test('what is written is divided among the first part whose test holds', (t) => {
  const a = tf.ones([3, 4]);
  const run = (): unknown => tf.sum(tf.reshape(tf.square(a), [12]));
  if (tf.getBackend() !== 'tensorflow') return t.skip('needs the native library');
  const { calls } = profileOperations(run, { runs: 1 });
  const written = writtenBy(calls, {
    matrices: ({ shape }) => shape.length === 2,
    never: () => false,
  });
  assert.deepEqual(written.matrices, { calls: 1, written: 12 });
  assert.deepEqual(written.never, { calls: 0, written: 0 });
  assert.ok(written['all else'].written >= 1);
});

test('a tensor of pairs of slots has both of its last axes as long as there are slots', () => {
  assert.ok(isPairTensor([9, 128, 128], 128) && isPairTensor([9, 1, 128, 128], 128));
  assert.ok(!isPairTensor([128, 128], 128) && !isPairTensor([9, 128, 64], 128));
});

test('rules are compared with the first: result, gradients, passes', (t) => {
  if (tf.getBackend() !== 'tensorflow') return t.skip('needs the native library');
  const x = tf.tensor([0.5, 1, 2, 4], [1, 2, 2]);
  const G = tf.tensor([1, 2, 3, 4], [1, 2, 2]);
  const before = tf.memory().numTensors;
  const rows = compareRules(
    {
      square: (v) => tf.square(v),
      product: (v) => tf.mul(v, v),
      'one more pass': (v) => tf.neg(tf.neg(tf.square(v))),
      other: (v) => tf.add(tf.square(v), v),
    },
    [x],
    G,
    2,
  );
  assert.equal(tf.memory().numTensors, before);
  assert.deepEqual(rows[0].rule, 'square');
  for (const row of rows.slice(0, 3)) {
    assert.ok(row['difference of the result'] < 1e-6 && row['of a gradient'] < 1e-6);
  }
  assert.ok(rows[2].passes > rows[0].passes);
  assert.equal(rows[3]['difference of the result'], 4);
  assert.ok(rows[3]['of a gradient'] > 0.1);
  assert.throws(() => compareRules({}, [x], G, 2), /rules: .*expected at least one rule/);
});

test('compiled gradients are those of the rule, computed anew for what they are given', () => {
  const x = tf.tensor([1, 2, 3]);
  const run = compiledGradients((v) => tf.square(v), [x], tf.tensor([1, 1, 2]));
  for (let i = 0; i < 2; i++) assert.deepEqual([...run()[0].dataSync()], [2, 4, 12]);
});

test('a function takes the gradient that it is given, right or wrong', () => {
  const x = tf.tensor([1, 2]);
  const dy = tf.tensor([1, 10]);
  const right = withOwnGradient(
    (v) => tf.square(v),
    (arriving, [v]) => [tf.mul(arriving, tf.mul(2, v))],
  );
  const wrong = withOwnGradient(
    (v) => tf.square(v),
    (arriving) => [arriving],
  );
  const slope = (rule: typeof right): number[] => [...tf.grads(rule)([x], dy)[0].dataSync()];
  assert.deepEqual(slope(right), [2, 40]);
  assert.deepEqual(slope(wrong), [1, 10]);
});

test('why a function is refused, or nothing where it is not', () => {
  const x = tf.scalar(4);
  if (tf.getBackend() === 'tensorflow')
    assert.match(
      whyRefused((v: tf.Tensor) => tf.mul(v, v.dataSync()[0]), x)!,
      /reads the values/,
    );
  assert.equal(
    whyRefused((v: tf.Tensor) => tf.sqrt(v), x),
    undefined,
  );
});
