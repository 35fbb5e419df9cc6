// The stored times against slots, as chapter 09 reads them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readSlotBenchmarks, slotCurves } from '../../src/experiments/slotBenchmarks';

test('a curve a memory and contestant, with the slots growing', () => {
  const curves = slotCurves(readSlotBenchmarks());
  const names = curves.map(({ name }) => name);
  assert.equal(new Set(names).size, names.length);
  assert.ok(names.includes('DNC') && names.includes('sparse DNC'));
  for (const { x, y, low, high, peakMemory } of curves) {
    assert.deepEqual(
      x,
      [...x].sort((a, b) => a - b),
    );
    for (const values of [y, low, high, peakMemory]) assert.equal(values.length, x.length);
    assert.ok(y.every((ms, i) => low[i] <= ms && ms <= high[i]));
  }
});

test('the sparse memory was measured from 128 to a million slots', () => {
  const sparse = slotCurves(readSlotBenchmarks()).find(({ name }) => name === 'sparse DNC');
  assert.equal(sparse?.x[0], 128);
  assert.ok(sparse.x.includes(65_536));
  assert.equal(sparse.x.at(-1), 1_048_576);
});
