// No derivative is silently wrong: of every operation the first, second and third one is that of
// central differences, or an error says that there is none.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { before, test } from 'node:test';
import { ready, tf } from '../../src/tf';
import { apart as withoutTensors } from '../compile/operations';
import { apart, never, right, withoutRule } from './derivatives';
import { check, runs } from './derivatives-check';

before(ready);

/** What an error says of what has no gradient. */
const REFUSAL = /gradient function not found for \w+|has no gradient for its \w+/;

for (const order of [1, 2, 3] as const)
  test(`derivative ${order} of ${Object.keys(right).length} operations`, () => {
    const wrong: string[] = [];
    for (const [name, given] of Object.entries(right)) {
      const { worst, text } = check(given, order);
      if (!(worst < 5e-3)) wrong.push(`${name}: ${text}`);
    }
    assert.deepEqual(wrong, []);
  });

test('what has no gradient refuses the first', () => {
  for (const [name, given] of Object.entries(never))
    assert.throws(() => check(given, 1), REFUSAL, name);
});

test('no operation with a gradient is left out', async () => {
  const { kernelNames } = await tf.profile(() => {
    for (const given of Object.values(right)) runs(given);
    return tf.scalar(0);
  });
  const left = tf
    .getKernelsForBackend('tensorflow')
    .map(({ kernelName }) => kernelName)
    .filter((kernel) => tf.getGradient(kernel) && !kernelNames.includes(kernel));
  // of complex numbers, which have no gradient themselves: "Complex" is refused
  assert.deepEqual(left, ['ComplexAbs']);
});

const listed = (lists: Readonly<Record<string, string>>): string[] =>
  Object.values(lists).flatMap((names) => names.split(' '));

test('every operation without a gradient is explained', () => {
  const without = tf
    .getKernelsForBackend('tensorflow')
    .map(({ kernelName }) => kernelName)
    .filter((kernel) => !tf.getGradient(kernel));
  assert.deepEqual(without.sort(), listed(withoutRule).sort());
});

test('every function of TensorFlow.js is in a table, or it is said why not', () => {
  const text = readFileSync(path.join(__dirname, 'derivatives.ts'), 'utf8');
  const tables = text.slice(0, text.indexOf('export const apart'));
  const { linalg, spectral, image, signal, losses, fused, math, sparse, string } = tf;
  const spaces = [linalg, spectral, image, signal, losses, fused, math, sparse, string];
  const functions = Object.keys(tf)
    .filter((name) => typeof tf[name as keyof typeof tf] === 'function' && !/^[A-Z]/.test(name))
    .concat(spaces.flatMap((space) => Object.keys(space)));
  const explained = [...withoutTensors, ...listed(apart)];
  const missing = functions.filter(
    (name) =>
      !explained.includes(name) &&
      !new RegExp(`\\b${name}\\b`).test(tables) &&
      // those that read values, and those of a fixed rank
      !/Async$|^(pad|slice|concat|reverse|batchNorm)\dd$/.test(name),
  );
  assert.deepEqual(missing, []);
});
