import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { createRandom } from '../../../src/core/random';
import {
  deltaRule,
  type FastWeightsInterface,
  FastWeightsMemory,
} from '../../../src/memory/fast-weights';
import { ready, tf } from '../../../src/tf';
import { relativeError } from './sequences';

before(ready);

/** Keys at right angles, of lengths that are not 1. */
const keyRows = [
  [2, 2, 2, 2],
  [1, 1, -1, -1],
  [3, -3, 3, -3],
];
const valueRows = [
  [1, 2],
  [3, 4],
  [5, 6],
];

/** Controls of one row that write some pairs at a rate, and read under a key. */
const controls = (
  pairs: readonly (readonly [key: number[], value: number[]])[],
  rate: number,
  query = keyRows[0],
): FastWeightsInterface => ({
  readKeys: tf.tensor3d([[query]]),
  writeKeys: tf.tensor3d([pairs.map(([key]) => key)]),
  writeVectors: tf.tensor3d([pairs.map(([, value]) => value)]),
  writeGates: tf.tensor2d([pairs.map(() => rate)]),
});

const close = (found: tf.Tensor, expected: number[], tolerance = 3e-6): void =>
  assert.ok(relativeError(found, expected) < tolerance, `${found.dataSync().join()}`);

test('values under keys at right angles are recalled, and each can be overwritten alone', () =>
  tf.tidy(() => {
    const bank = new FastWeightsMemory({
      memorySize: 4,
      memoryDim: 2,
      numReadHeads: 1,
      numWriteHeads: 1,
    });
    let state = bank.initialState(1);
    keyRows.forEach((key, i) => {
      const step = bank.step(state, controls([[key, valueRows[i]]], 1, key));
      close(step.readVectors, valueRows[i]);
      state = step.state;
    });
    const read = (at: typeof state, key: number[]): tf.Tensor =>
      bank.step(at, controls([[key, [9, 9]]], 0, key)).readVectors; // rate 0 writes nothing
    keyRows.forEach((key, i) => close(read(state, key), valueRows[i]));
    const { state: after } = bank.step(state, controls([[keyRows[1], [-7, -8]]], 1));
    [valueRows[0], [-7, -8], valueRows[2]].forEach((value, i) =>
      close(read(after, keyRows[i]), value),
    );
  }));

test('at rate 0 nothing changes', () =>
  tf.tidy(() => {
    const bank = new FastWeightsMemory({ memorySize: 4, memoryDim: 2, numReadHeads: 1 });
    const { state } = bank.step(bank.initialState(1), controls([[keyRows[0], [1, 2]]], 1));
    const after = bank.step(state, controls([[keyRows[1], [3, 4]]], 0)).state;
    assert.deepEqual(after.memory.dataSync(), state.memory.dataSync());
  }));

test('a step with several heads is several steps with one', () =>
  tf.tidy(() => {
    const sizes = { memorySize: 4, memoryDim: 2, numReadHeads: 1 };
    const one = new FastWeightsMemory(sizes);
    const three = new FastWeightsMemory({ ...sizes, numWriteHeads: 3 });
    const pairs = keyRows.map((key, i) => [key.map((x, j) => x + j), valueRows[i]] as const);
    const together = three.step(three.initialState(1), controls(pairs, 0.6));
    let state = one.initialState(1);
    for (const pair of pairs) state = one.step(state, controls([pair], 0.6)).state;
    close(together.state.memory, [...state.memory.dataSync()], 1e-6);
  }));

test('the bank, step by step, is the delta rule over the sequence', () =>
  tf.tidy(() => {
    const [length, N, W] = [6, 4, 3];
    const random = createRandom(1);
    const draw = (shape: number[]): tf.Tensor =>
      tf.tensor(Array.from({ length: shape.reduce((a, b) => a * b) }, random.normal), shape);
    const [queries, keys] = [draw([1, 1, length, N]), draw([1, 1, length, N])];
    const values = draw([1, 1, length, W]);
    const rates = tf.sigmoid(draw([1, 1, length]));
    const keep = draw([1, 1, length]);
    const unit = (x: tf.Tensor): tf.Tensor4D => tf.div(x, tf.norm(x, 2, 3, true));
    const bank = new FastWeightsMemory({
      memorySize: N,
      memoryDim: W,
      numReadHeads: 1,
      gated: true,
    });
    let state = bank.initialState(1);
    const reads: tf.Tensor[] = [];
    for (let t = 0; t < length; t++) {
      const at = (x: tf.Tensor): tf.Tensor3D =>
        tf.reshape(tf.slice(x, [0, 0, t], [-1, -1, 1]), [1, 1, -1]);
      const gate = (x: tf.Tensor): tf.Tensor2D => tf.reshape(at(x), [1, 1]);
      const step = bank.step(state, {
        readKeys: at(queries),
        writeKeys: at(keys),
        writeVectors: at(values),
        writeGates: gate(rates),
        keepGates: gate(keep),
      });
      state = step.state;
      reads.push(step.readVectors);
    }
    const { outputs, state: last } = deltaRule({
      queries: unit(queries),
      keys: unit(keys),
      values: values as tf.Tensor4D,
      rates: rates as tf.Tensor3D,
      logDecay: tf.logSigmoid(tf.add(keep, 4)) as tf.Tensor3D,
      scale: 1,
      chunkSize: 4,
    });
    close(tf.stack(reads, 2), [...outputs.dataSync()]);
    close(state.memory, [...last.dataSync()]);
  }));

test('a fresh gated memory, whose raw gates are 0, keeps 98 % a step; without a gate all', () =>
  tf.tidy(() => {
    for (const gated of [false, true]) {
      const bank = new FastWeightsMemory({
        memorySize: 4,
        memoryDim: 2,
        numReadHeads: 1,
        gated,
        initialMemory: 'learned',
      });
      const start = bank.initialState(1, { initialMemory: tf.ones([4, 2]) });
      const gates = gated && { keepGates: tf.tensor2d([[0]]) };
      const given = { ...controls([[keyRows[0], [1, 2]]], 0), ...gates };
      const { state } = bank.step(start, given);
      close(state.memory, new Array<number>(8).fill(gated ? 1 / (1 + Math.exp(-4)) : 1), 1e-6);
      const { wiped, written } = bank.writeShares(state, given);
      close(wiped, new Array<number>(4).fill(gated ? 1 - 1 / (1 + Math.exp(-4)) : 0), 1e-5);
      close(written, [0, 0, 0, 0]);
    }
  }));

test('shares of a write: rate k² is wiped, rate |k| written', () =>
  tf.tidy(() => {
    const bank = new FastWeightsMemory({ memorySize: 2, memoryDim: 2, numReadHeads: 1 });
    const given = controls([[[3, -4], [1, 2]]], 0.5, [1, 0]); // prettier-ignore
    const { state } = bank.step(bank.initialState(1), given);
    const { wiped, written } = bank.writeShares(state, given);
    close(wiped, [0.5 * 0.36, 0.5 * 0.64]);
    close(written, [0.5 * 0.6, 0.5 * 0.8]);
  }));

test('a learned start takes gradients, a random one none', () =>
  tf.tidy(() => {
    for (const initialMemory of ['learned', 'random'] as const) {
      const bank = new FastWeightsMemory({
        memorySize: 4,
        memoryDim: 2,
        numReadHeads: 1,
        initialMemory,
      });
      const gradient = tf.grad((start: tf.Tensor) => {
        const state = bank.initialState(1, { initialMemory: start });
        return tf.sum(bank.step(state, controls([[keyRows[1], [1, 2]]], 0.5)).readVectors);
      })(tf.ones([4, 2]));
      const isUsed = gradient.dataSync().some((value) => value !== 0);
      assert.equal(isUsed, initialMemory === 'learned');
    }
  }));

test('another kind of memory, or what this one has no use for, is refused', () => {
  assert.throws(() => new FastWeightsMemory({ kind: 'dnc' }), /MemoryConfig.kind: got "dnc"/);
  assert.throws(() => new FastWeightsMemory({ layers: 2 }), /MemoryConfig.layers/);
});
