// The step that chapter 08 takes apart.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { memoryExample, memoryStep, writersOf } from '../../src/experiments/memoryStep';
import { ready, tf } from '../../src/tf';

before(ready);

const sizes = { B: 2, T: 2, N: 12, W: 4, R: 1, units: 8 };

test('op by op and compiled make the same steps', () => {
  const slow = memoryStep(sizes, { eager: true });
  const fast = memoryStep(sizes, { eager: false });
  const losses: number[] = [];
  for (let i = 0; i < 4; i++) {
    losses.push(slow.step());
    assert.ok(Math.abs(fast.step() - losses[i]) < 1e-5);
  }
  assert.ok(losses[3] < losses[0]);
});

test('a step whose graph is not rewritten makes the same steps with another graph', (t) => {
  if (tf.getBackend() !== 'tensorflow') return t.skip('needs the native library');
  const traced = memoryStep(sizes, { eager: false, rewrite: false });
  const fast = memoryStep(sizes, { eager: false });
  for (let i = 0; i < 3; i++) assert.ok(Math.abs(traced.step() - fast.step()) < 1e-5);
  assert.ok(traced.training.operations > fast.training.operations);
});

test('a size that is none is refused by name', () => {
  assert.throws(() => memoryStep({ ...sizes, N: 0 }, { eager: true }), /sizes\.N/);
});

test('pairs of slots write more when slots grow, weights do not with the rows', (t) => {
  if (tf.getBackend() !== 'tensorflow') return t.skip('needs the native library');
  const [few, more] = [writersOf(sizes), writersOf({ ...sizes, N: 24 })];
  assert.ok(more['pairs of slots'].written > 2 * few['pairs of slots'].written);
  assert.equal(more['pairs of slots'].calls, few['pairs of slots'].calls);
  const rows = writersOf({ ...sizes, B: 4 });
  assert.equal(rows.weights.written, few.weights.written);
  assert.equal(rows['pairs of slots'].written, 2 * few['pairs of slots'].written);
});

test('an example of a memory: weights are shares, links have no diagonal', () => {
  const { L, p, w, u, G, g } = memoryExample(3, 5);
  assert.deepEqual(
    [L.shape, G.shape],
    [
      [3, 1, 5, 5],
      [3, 1, 5, 5],
    ],
  );
  assert.ok(Math.abs(tf.sum(p).dataSync()[0] - 3) < 1e-5);
  assert.ok(Math.abs(tf.sum(w).dataSync()[0] - 2.4) < 1e-5);
  assert.equal(tf.sum(tf.abs(tf.mul(L, tf.eye(5)))).dataSync()[0], 0);
  const usage = [...u.dataSync()];
  assert.ok(usage.every((v) => v > 0.05 && v < 0.95) && g.size === 15);
  const again = memoryExample(3, 5).L;
  assert.equal(tf.max(tf.abs(tf.sub(again, L))).dataSync()[0], 0);
});
