// On WebAssembly the sparse memory computes what plain numbers say.
import '../../tf/choose-wasm';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { backend, ready, tf } from '../../../src/tf';
import { plainSparseStep, plainStart } from './plain';
import { controlTensors, gap, randomSequence, run, startOf } from './sequences';

test('reads and gradients on WebAssembly', async () => {
  await ready();
  assert.equal(backend().name, 'wasm');
  tf.tidy(() => {
    const { config, memory, controls } = randomSequence(
      { kind: 'sparse', memorySize: 10, memoryDim: 4, nearest: 3, numWriteHeads: 2 },
      { batch: 1, steps: 3 },
    );
    const asked = controls.map((rows) => controlTensors(config, rows));
    const { readVectors, state } = run(config, startOf(config, tf.tensor3d(memory)), asked);
    let plain = plainStart(config, memory[0]);
    controls.forEach(([step], t) => {
      const next = plainSparseStep(config, plain, step);
      assert.ok(gap(readVectors[t], tf.tensor3d([next.readVectors])) < 1e-5, `step ${t}`);
      plain = next.state;
    });
    assert.ok(gap(state.memory, tf.tensor3d([plain.memory])) < 1e-5);

    const loss = (added: tf.Tensor): tf.Scalar => {
      const steps = [{ ...asked[0], writeVectors: added as tf.Tensor3D }, ...asked.slice(1)];
      const { readVectors: read } = run(config, startOf(config, tf.tensor3d(memory)), steps);
      return tf.addN(read.map((x) => tf.sum(tf.square(x)))) as tf.Scalar;
    };
    const { writeVectors } = asked[0];
    const gradient = tf.grad(loss)(writeVectors);
    const step = 1e-2;
    const along = (by: number): number =>
      loss(tf.add(writeVectors, tf.mul(by, gradient))).dataSync()[0];
    const expected = (along(step) - along(-step)) / (2 * step);
    const found = tf.sum(tf.square(gradient)).dataSync()[0];
    assert.ok(Math.abs(found - expected) < 0.01 * found, `${found}, by differences ${expected}`);
  });
});
