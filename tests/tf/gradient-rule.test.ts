import assert from 'node:assert/strict';
import { test } from 'node:test';
import { namedGradients, tf, withGradientRule, type GradientRule } from '../../src/tf';

/** A rule of tanh that gives 7, whatever comes in. */
const seven: GradientRule = {
  kernelName: 'Tanh',
  inputsToSave: ['x'],
  gradFunc: (dy) => ({ x: () => tf.mul(dy as tf.Tensor, 7) }),
};
const slopeAt0 = (): number =>
  tf.tidy(
    () =>
      tf
        .grad((x) => tf.tanh(x))(tf.scalar(0))
        .dataSync()[0],
  );

test('another rule holds while the function runs, and no longer, also after an error', () => {
  assert.equal(withGradientRule(seven, slopeAt0), 7);
  assert.equal(slopeAt0(), 1);
  const fails = (): never => {
    throw new Error('within');
  };
  assert.throws(() => withGradientRule(seven, fails), /within/);
  assert.equal(slopeAt0(), 1);
});

test('what is no rule is refused by name', () => {
  const none = (rule: unknown) => () => withGradientRule(rule as GradientRule, slopeAt0);
  assert.throws(none(undefined), /rule\.kernelName: got undefined, expected the name/);
  assert.throws(none({ kernelName: 'Tanh' }), /rule\.gradFunc: got undefined, expected a function/);
  assert.throws(
    none({ ...seven, kernelName: 'Tan h' }),
    /got "Tan h", expected an operation with a gradient/,
  );
});

test('gradients by name are those of tf.grads, and can be differentiated again', () => {
  const parameters = { w: tf.scalar(2), v: tf.scalar(3) };
  const loss = ({ w, v }: Record<string, tf.Tensor>): tf.Scalar =>
    tf.mul(tf.square(w), v) as tf.Scalar;
  const { w, v } = namedGradients(loss, parameters);
  assert.deepEqual([w.dataSync()[0], v.dataSync()[0]], [12, 4]);
  const again = namedGradients((own) => namedGradients(loss, own).w as tf.Scalar, parameters);
  assert.deepEqual([again.w.dataSync()[0], again.v.dataSync()[0]], [6, 4]);
  assert.throws(() => namedGradients(1 as never, parameters), /loss: got 1, expected a function/);
  assert.throws(() => namedGradients(loss, { w: 2 } as never), /parameters: got/);
});
