import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tf, withGradientRule, type GradientRule } from '../../src/tf';

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
