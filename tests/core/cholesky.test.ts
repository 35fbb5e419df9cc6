import assert from 'node:assert/strict';
import { test } from 'node:test';
import { choleskyFactor, choleskySolve } from '../../src/core/cholesky';
import { createRandom } from '../../src/core/random';
import fc from '../properties';

/** A symmetric matrix with eigenvalues of at least 1, row by row. */
function symmetricMatrix(size: number, seed: number): number[][] {
  const random = createRandom(seed);
  const rows = Array.from({ length: size }, () => Array.from({ length: size }, random.normal));
  return rows.map((a, i) =>
    rows.map((b, j) => a.reduce((total, value, k) => total + value * b[k], i === j ? 1 : 0)),
  );
}

test('the factor times its transpose is the matrix, and solving undoes multiplying', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 150 }), fc.nat(999), (size, seed) => {
      const matrix = symmetricMatrix(size, seed);
      const flat = Float64Array.from(matrix.flat());
      const factor = choleskyFactor(flat, size);
      const entry = (i: number, j: number): number => factor[i * size + j];
      for (let i = 0; i < size; i++)
        for (let j = 0; j < size; j++) {
          let product = 0;
          for (let k = 0; k < size; k++) product += entry(i, k) * entry(j, k);
          assert.ok(Math.abs(product - matrix[i][j]) < 1e-9 * size, `${i}, ${j}`);
          if (j > i) assert.equal(entry(i, j), 0);
        }
      const wanted = Array.from({ length: size }, (_, k) => Math.sin(k + seed));
      const right = matrix.map((row) => row.reduce((all, value, k) => all + value * wanted[k], 0));
      const solution = choleskySolve(factor, Float64Array.from(right));
      solution.forEach((value, k) => assert.ok(Math.abs(value - wanted[k]) < 1e-6, `${k}`));
    }),
    { numRuns: 20 },
  );
});

test('a matrix that has no factor is refused, as is one of another size', () => {
  assert.throws(
    () => choleskyFactor(Float64Array.of(1, 2, 2, 1), 2),
    /matrix: got -3 in place of a square, expected eigenvalues above 0/,
  );
  assert.throws(
    () => choleskyFactor(Float64Array.of(1, 2), 2),
    /matrix: got 2 numbers, expected 4/,
  );
  assert.throws(
    () => choleskySolve(Float64Array.of(1), Float64Array.of(1, 2)),
    /factor: got 1 numbers, expected 4/,
  );
});
