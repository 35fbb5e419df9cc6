// Where the time of a step goes: the bench's profile.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { benchOptions } from '../../benchmarks/lab/options';
import { gigaflops, timesByKind } from '../../benchmarks/lab/profile';

test('kinds add up what is alike; the speed of a product is that of its multiplications', () => {
  const product = {
    op: '_MklMatMul',
    kind: 'matrix products',
    inputs: [
      [9, 448],
      [448, 512],
    ],
    shape: [9, 512],
    count: 3,
    ms: 0.1,
  };
  const sum = { op: 'Sum', kind: 'sums and extremes', inputs: [[9]], shape: [], count: 2, ms: 1 };
  assert.deepEqual(
    timesByKind([product, sum, { ...sum, op: 'Max' }]).map(({ kind, count, ms }) => [
      kind,
      count,
      Number(ms.toFixed(6)),
    ]),
    [
      ['sums and extremes', 4, 4],
      ['matrix products', 3, 0.3],
    ],
  );
  assert.equal(gigaflops(product)!.toFixed(4), ((2 * 9 * 448 * 512) / 1e5).toFixed(4));
  // turned: [448, 9] times [448, 512] is [9, 512], too
  const turned = { ...product, inputs: [[448, 9], product.inputs[1]] };
  assert.equal(gigaflops(turned), gigaflops(product));
  assert.equal(gigaflops(sum), undefined);
});

test('profile takes steps, all three if none is named, and nobody else', () => {
  assert.deepEqual(benchOptions(['profile'])?.cases, ['dnc-9x1', 'dnc-16x8', 'maml', 'profile']);
  assert.deepEqual(benchOptions(['profile', 'maml'])?.cases, ['maml', 'profile']);
  assert.throws(() => benchOptions(['profile', 'replay']), /profile: got "replay", expected dnc/);
  assert.throws(() => benchOptions(['profile', '--peers']), /profile: got --peers or --only/);
});
