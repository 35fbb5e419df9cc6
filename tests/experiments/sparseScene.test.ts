// What chapter 09 shows of a sparse memory: where its heads go, and where gradients go.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { rowsWithGradient, sparseScene } from '../../src/experiments/sparseScene';
import { ready } from '../../src/tf';

before(ready);

const peak = (weights: ArrayLike<number>): number => {
  const list = Array.from(weights);
  return list.indexOf(Math.max(...list));
};

test('a sharp read keeps its word; the oldest of the others is overwritten', () => {
  const moments = sparseScene({ nearest: 2, strength: 12 });
  const slots = moments.map(({ writes }) => peak(writes[0]));
  assert.equal(new Set(slots.slice(0, 8)).size, 8, 'eight words in eight slots');
  assert.deepEqual(slots.slice(8), slots.slice(1, 5), 'then those of B, C, D and E');
  for (const { reads } of moments) assert.equal(peak(reads[0]), slots[0]);
});

test('a read touches K slots and no more', () => {
  for (const nearest of [1, 3, 8]) {
    const last = sparseScene({ nearest, strength: 4 })[11];
    assert.equal(Array.from(last.reads[0]).filter((weight) => weight > 0).length, nearest);
  }
});

test('a gradient reaches the slots that are touched', () => {
  for (const nearest of [1, 4, 16]) assert.equal(rowsWithGradient(nearest, 16), nearest);
  assert.throws(() => rowsWithGradient(1, 0), /slots: got 0/);
  assert.throws(() => rowsWithGradient(9, 4), /nearest/);
});
