import assert from 'node:assert/strict';
import { test } from 'node:test';
import { degreesBetween, innerProduct } from '../../src/core/vectors';

test('the inner product of two vectors, and the angle between them in degrees', () => {
  assert.equal(innerProduct([1, 2, 3], [4, 5, 6]), 32);
  assert.equal(degreesBetween([1, 0], [0, 2]), 90);
  assert.ok(Math.abs(degreesBetween([1, 0], [3, 3]) - 45) < 1e-12);
  assert.equal(degreesBetween([1, 1], [-1, -1]), 180);
  assert.ok(degreesBetween([0.1, 0.2], [0.3, 0.6]) < 1e-5, 'rounding does not make it NaN');
  assert.ok(Number.isNaN(degreesBetween([0, 0], [1, 0])));
  assert.throws(() => innerProduct([1], [1, 2]), /b: got 2 numbers, expected 1/);
});
