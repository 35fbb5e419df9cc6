import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from '../properties';
import { nearestHiddenSize } from '../../src/controller';

test('no other hidden size comes nearer to a number of parameters', () => {
  const counts = fc.tuple(fc.nat(5), fc.nat(200), fc.nat(1000));
  fc.assert(
    fc.property(
      counts,
      fc.integer({ min: 2000, max: 1_000_000 }),
      ([square, unit, bias], wanted) => {
        const count = (hidden: number): number => square * hidden ** 2 + (unit + 1) * hidden + bias;
        const found = nearestHiddenSize(wanted, count);
        const off = (hidden: number): number => Math.abs(count(hidden) - wanted);
        assert.ok(off(found) <= off(found + 1));
        assert.ok(found === 1 || off(found) <= off(found - 1));
      },
    ),
  );
});

test('too few parameters for one hidden unit are refused, and what is no number', () => {
  const count = (hidden: number): number => 10 * hidden + 4;
  assert.equal(nearestHiddenSize(14, count), 1);
  assert.throws(
    () => nearestHiddenSize(13, count),
    /parameters: got 13, expected at least 14, those of one hidden unit/,
  );
  assert.throws(() => nearestHiddenSize(Infinity, count), /parameters: got Infinity/);
});
