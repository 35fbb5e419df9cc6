// Singular values: what chapter 09 looks at while a matrix fills.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { singularValues } from '../../src/core/singularValues';

const close = (got: number, wanted: number): boolean =>
  Math.abs(got - wanted) <= 1e-9 * Math.max(1, Math.abs(wanted));

test('a diagonal matrix has the sizes of its numbers, a wide one as many as rows', () => {
  assert.deepEqual(
    singularValues([
      [3, 0],
      [0, -4],
    ]),
    [4, 3],
  );
  assert.deepEqual(singularValues([[0, 2, 0]]), [2]);
  assert.deepEqual(singularValues([[0], [0]]), [0]);
});

test('one pair in an empty matrix is one pattern: length of key times length of value', () => {
  const key = [0.6, 0.8];
  const value = [2, -1, 2];
  const [first, second] = singularValues(key.map((k) => value.map((v) => k * v)));
  assert.ok(close(first, 3));
  assert.ok(Math.abs(second) < 1e-9);
});

test('the squares add up to the squares of all numbers; turned on its side nothing changes', () => {
  const number = fc.integer({ min: -50, max: 50 });
  const matrix = fc
    .tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 }))
    .chain(([rows, columns]) =>
      fc.array(fc.array(number, { minLength: columns, maxLength: columns }), {
        minLength: rows,
        maxLength: rows,
      }),
    );
  fc.assert(
    fc.property(matrix, (rows) => {
      const values = singularValues(rows);
      const squares = (list: readonly number[]): number => list.reduce((s, v) => s + v * v, 0);
      assert.equal(values.length, Math.min(rows.length, rows[0].length));
      assert.ok(close(squares(values), squares(rows.flat())));
      const turned = rows[0].map((_, j) => rows.map((row) => row[j]));
      singularValues(turned).forEach((value, i) => assert.ok(Math.abs(value - values[i]) < 1e-8));
      assert.ok(values.every((value, i) => i === 0 || value <= values[i - 1] + 1e-9));
    }),
  );
});

test('what is no matrix is refused by name', () => {
  assert.throws(() => singularValues([]), /matrix: got no numbers, expected rows/);
  assert.throws(() => singularValues([[1, 2], [3]]), /matrix: got a row of 1, expected rows of 2/);
  assert.throws(() => singularValues([[NaN]]), /matrix: got NaN, expected finite numbers/);
});
