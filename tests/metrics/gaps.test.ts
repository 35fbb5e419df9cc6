import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seedStats, statsOrGap } from '../../src/metrics';

test('statistics of values that may have diverged: all of them, or a gap', () => {
  assert.deepEqual(statsOrGap([1, 2, 3]), seedStats([1, 2, 3]));
  for (const diverged of [NaN, Infinity, null, 1e200])
    assert.ok(Number.isNaN(statsOrGap([1, diverged, 3]).mean));
  assert.ok(Number.isNaN(statsOrGap([4, 8], 5).mean), 'a mean above the limit');
  assert.equal(statsOrGap([4, 6], 5).mean, 5);
  assert.throws(() => statsOrGap([]), /values: got \[\]/);
  assert.throws(() => statsOrGap([1], 'x' as never), /limit: got "x", expected a number/);
});
