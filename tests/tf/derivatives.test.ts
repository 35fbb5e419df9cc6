// No derivative is silently wrong: of every operation the first, second and third one is that of
// central differences, or an error says that there is none.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { ready, tf } from '../../src/tf';
import { never, once, right } from './derivatives';
import { check, runs } from './derivatives-check';

before(ready);

/**
 * What errors say. The second: tf.logSigmoid keeps what it was given by closure, and finds it
 * freed.
 */
const REFUSAL =
  /gradient function not found for \w+|Cannot read properties of undefined \(reading 'backend'\)/;

for (const order of [1, 2, 3] as const)
  test(`derivative ${order} of ${Object.keys(right).length} operations`, () => {
    const wrong: string[] = [];
    for (const [name, given] of Object.entries(right)) {
      const { worst, text } = check(given, order);
      if (!(worst < 5e-3)) wrong.push(`${name}: ${text}`);
    }
    assert.deepEqual(wrong, []);
  });

test(
  'what can be differentiated once is right once, and refuses a second time even where there ' +
    'is another way to the input',
  () => {
    for (const [name, given] of Object.entries(once)) {
      const { worst, text } = check(given, 1);
      assert.ok(worst < 5e-3, `${name}: ${text}`);
      assert.throws(() => check(given, 2), REFUSAL, name);
    }
  },
);

test('what has no gradient refuses the first', () => {
  for (const [name, given] of Object.entries(never))
    assert.throws(() => check(given, 1), REFUSAL, name);
});

test('no operation with a gradient is left out', async () => {
  const { kernelNames } = await tf.profile(() => {
    for (const given of [...Object.values(right), ...Object.values(once)]) runs(given);
    return tf.scalar(0);
  });
  const left = tf
    .getKernelsForBackend('tensorflow')
    .map(({ kernelName }) => kernelName)
    .filter((kernel) => tf.getGradient(kernel) && !kernelNames.includes(kernel));
  // of complex numbers, which have no gradient themselves: "Complex" is refused
  assert.deepEqual(left, ['ComplexAbs']);
});
