import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from './properties';
import { createRandom } from '../src/random';
import { ReservoirReplay } from '../src/replay';

const item = (i: number) => ({ x: Float32Array.of(i, i + 0.5), y: Float32Array.of(-i) });
const storeOf = (capacity: number, seed = 0) => new ReservoirReplay(capacity, { x: 2, y: 1 }, createRandom(seed));

test('the store never holds more than its capacity, and only whole items that were offered', () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 20 }), fc.nat(60), fc.nat(1000), (capacity, offers, seed) => {
    const store = storeOf(capacity, seed);
    for (let i = 1; i <= offers; i++) store.offer(item(i));
    assert.equal(store.size, Math.min(capacity, offers));
    const { x, y } = store.sample(store.size);
    const seen = new Set<number>();
    y.forEach((value, k) => {
      assert.deepEqual([x[2 * k], x[2 * k + 1]], [-value, -value + 0.5]);
      assert.ok(-value >= 1 && -value <= offers);
      seen.add(value);
    });
    assert.equal(seen.size, store.size, 'an item came twice');
  }));
});

test('every item ever offered has the same chance to be in the store', () => {
  const kept = new Array<number>(40).fill(0);
  for (let seed = 0; seed < 3000; seed++) {
    const store = storeOf(10, seed);
    for (let i = 0; i < 40; i++) store.offer(item(i));
    store.sample(10).y.forEach((value) => kept[-value]++);
  }
  const expected = (3000 * 10) / 40;
  const chi = kept.reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0);
  assert.ok(chi < 72.1, `chi-square ${chi} (0.1 % of fair stores are above)`);
});

test('what the caller does to an item afterwards does not reach the store', () => {
  const store = storeOf(1);
  const mine = item(3);
  store.offer(mine);
  mine.x[0] = 99;
  store.sample(1).x[0] = 77;
  assert.equal(store.sample(1).x[0], 3);
});

test('a wrong item changes nothing; a wrong count is refused', () => {
  const store = storeOf(2);
  assert.throws(() => store.offer({ x: Float32Array.of(1), y: Float32Array.of(1) }), /item.x: got 1, expected 2 numbers/);
  assert.throws(() => store.offer({ x: Float32Array.of(1, 2) } as never), /item.y: got nothing, expected 1 numbers/);
  assert.equal(store.size + store.offered, 0);
  assert.throws(() => store.sample(1), /count: got 1, expected a whole number from 0 to size \(0\)/);
  assert.throws(() => storeOf(0), /capacity: got 0/);
});
