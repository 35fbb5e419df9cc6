// The door to TensorFlow.js on WebAssembly. The choice is made on import, so it is stated in a
// module of its own that comes first.
import './choose-wasm';
import assert from 'node:assert/strict';
import test from 'node:test';
import { backend, ready, tf } from '../../src/tf';
import { checkBackend } from './checks';

test('WebAssembly is in use here', () => assert.equal(backend().name, 'wasm'));

test('gathering in batches takes the indices of each member', async () => {
  await ready();
  const x = tf.tensor3d([...Array(24).keys()], [2, 3, 4]);
  const indices = tf.tensor2d(
    [
      [2, 0, 1],
      [1, 1, 0],
    ],
    [2, 3],
    'int32',
  );
  const rows = tf.gather(x, indices, 1, 1);
  assert.deepEqual(
    (rows.arraySync() as number[][][]).map((member) => member.map(([first]) => first)),
    [
      [8, 0, 4],
      [16, 16, 12],
    ],
  );
  const columns = tf.gather(x, indices, 2, 1);
  assert.deepEqual(columns.shape, [2, 3, 3]);
  assert.deepEqual((columns.arraySync() as number[][][])[1][2], [21, 21, 20]);
});

test('a matrix that was multiplied in one shape is multiplied rightly in another', async () => {
  await ready();
  const numbers = tf.tensor2d([
    [1, 2, 3],
    [4, 5, 6],
  ]);
  const shapes: [number, number][] = [
    [2, 3],
    [3, 2],
    [6, 1],
    [2, 3],
  ];
  for (const [rows, columns] of shapes) {
    const b = tf.reshape(numbers, [rows, columns]) as ReturnType<typeof tf.tensor2d>;
    const a = tf.eye(rows);
    for (const product of [tf.matMul(a, b), tf.fused.matMul({ a, b })])
      assert.deepEqual([...product.dataSync()], [1, 2, 3, 4, 5, 6], `${rows} x ${columns}`);
    const inBatch = tf.matMul(tf.expandDims(a, 0), tf.expandDims(b, 0));
    assert.deepEqual([...inBatch.dataSync()], [1, 2, 3, 4, 5, 6], `1 x ${rows} x ${columns}`);
    const turned = tf.matMul(tf.eye(columns), b, false, true);
    assert.deepEqual(turned.arraySync(), tf.transpose(b).arraySync());
  }
});

checkBackend();
