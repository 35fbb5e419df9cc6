// On WebAssembly no derivative is silently wrong either: that of central differences, or an error.
import './choose-wasm';
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { backend, ready } from '../../src/tf';
import { right } from './derivatives';
import { check } from './derivatives-check';

before(ready);

test('the first three derivatives of all operations that the package has', () => {
  assert.equal(backend().name, 'wasm');
  const wrong: string[] = [];
  const refused = new Set<string>();
  for (const [name, given] of Object.entries(right))
    for (const order of [1, 2, 3] as const)
      try {
        const { worst, text } = check(given, order);
        if (!(worst < 5e-3)) wrong.push(`${name}, ${order}: ${text}`);
      } catch (error) {
        assert.match((error as Error).message, /^Kernel 'Einsum' not registered for backend/, name);
        refused.add(name);
      }
  assert.deepEqual(wrong, []);
  assert.deepEqual(
    [...refused],
    ['einsum of one', 'einsum of two', 'einsum of the same twice', 'image.rgbToGrayscale and back'],
  );
});
