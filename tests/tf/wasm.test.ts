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

checkBackend();
