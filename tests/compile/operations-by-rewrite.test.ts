// What each pass over a graph saves.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { compile, operationsByRewrite } from '../../src/compile';
import { passNames } from '../../src/compile/simplify';
import { traceWith } from '../../src/compile/choosePasses';
import { memoryStep } from '../../src/experiments/memoryStep';
import { backend, ready, tf } from '../../src/tf';

before(ready);

const sizes = { B: 2, T: 2, N: 12, W: 4, R: 1, units: 8 };

test('one trace counts what traces with more and more passes have', (t) => {
  if (backend().name !== 'tensorflow') return t.skip('needs the native library');
  const all = memoryStep(sizes, { eager: false });
  const counts = operationsByRewrite(all.step);
  const [traced, ...passes] = Object.entries(counts);
  assert.equal(traced[0], 'as traced');
  assert.deepEqual(
    passes.map(([name]) => name),
    passNames.slice(0, passes.length),
  );
  assert.equal(passes.at(-1)![1], all.training.operations);
  for (const count of [0, 5, 10]) {
    const some = memoryStep(sizes, { eager: false });
    traceWith({ without: passNames.slice(count) }, some.step);
    const expected = count === 0 ? traced[1] : counts[passNames[count - 1]];
    assert.equal(some.training.operations, expected, `with ${count} passes`);
    some.training.dispose();
  }
  all.training.dispose();
});

test('the slope of a sigmoid is one operation in the place of three', (t) => {
  if (backend().name !== 'tensorflow') return t.skip('needs the native library');
  const slope = compile((x: tf.Tensor) => tf.grad((v: tf.Tensor) => tf.sum(tf.sigmoid(v)))(x));
  const counts = operationsByRewrite(() => slope(tf.tensor([1, 2])));
  const names = Object.keys(counts);
  const name = 'gradients of sigmoid and tanh in one';
  assert.equal(counts[name], counts[names[names.indexOf(name) - 1]] - 2);
});

test('where nothing is traced, it says so', () => {
  const double = compile((x: tf.Tensor) => tf.mul(x, 2));
  double(tf.scalar(1));
  assert.throws(() => operationsByRewrite(() => double(tf.scalar(2))), /nothing was traced/);
  assert.throws(() => operationsByRewrite(1 as never), /trace/);
});
