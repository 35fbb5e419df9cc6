import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { MemoryOptions } from '../../../src/config';
import { createRandom } from '../../../src/core/random';
import {
  type TestTimeInterface,
  TestTimeMemory,
  testTimeLinear,
  type TestTimeState,
} from '../../../src/memory/test-time';
import { ready, tf } from '../../../src/tf';
import { relativeError } from '../fast-weights/sequences';

before(ready);

const sizes = { memorySize: 4, memoryDim: 2, numReadHeads: 1, numWriteHeads: 1 };
const twoLayers: MemoryOptions = { ...sizes, layers: 2, initialMemory: 'learned' };
const random = createRandom(1);

const draw = (shape: number[]): tf.Tensor =>
  tf.tensor(Array.from({ length: shape.reduce((a, b) => a * b) }, random.normal), shape);

/** Controls of one row that learn a value under a key, and read it again; gates raw. */
const controls = (
  key: number[],
  value: number[],
  { rate = 0, momentum = 0, forgetting = 0 },
): TestTimeInterface => ({
  readKeys: tf.tensor3d([[key]]),
  writeKeys: tf.tensor3d([[key]]),
  writeVectors: tf.tensor3d([[value]]),
  learningRates: tf.tensor2d([[rate]]),
  momentum: tf.tensor2d([[momentum]]),
  forgetting: tf.tensor2d([[forgetting]]),
});

/** Raw gates at which nothing moves. */
const NEVER = -100;

const close = (found: tf.Tensor, expected: ArrayLike<number>, tolerance = 3e-6): void =>
  assert.ok(relativeError(found, expected) < tolerance, `${found.dataSync().join()}`);

function startOf(bank: TestTimeMemory): TestTimeState {
  const weights = Object.entries(bank.startShapes()).map(
    ([name, shape]) => [name, tf.mul(0.5, draw(shape))] as const,
  );
  return bank.initialState(1, Object.fromEntries(weights));
}

test('a fresh controller, whose raw gates are 0, learns a pair half in a step', () =>
  tf.tidy(() => {
    const bank = new TestTimeMemory(sizes);
    const given = controls([2, 0, -1, 1], [4, -6], { forgetting: NEVER });
    const { readVectors, state } = bank.step(bank.initialState(1), given);
    close(readVectors, [2, -3], 1e-5);
    const eta = 1 / (1 + Math.exp(2)); // of the change so far goes on
    close(bank.step(state, given).readVectors, [3 + 2 * eta, -4.5 - 3 * eta], 1e-5);
  }));

test('what is learned over and over is known', () =>
  tf.tidy(() => {
    for (const options of [sizes, twoLayers]) {
      const bank = new TestTimeMemory(options);
      const given = controls([1, 0.5, -1, 1], [0.5, -0.4], { forgetting: NEVER });
      let state = startOf(bank);
      let error = Infinity;
      for (let t = 0; t < 40; t++) {
        const step = bank.step(state, given);
        state = step.state;
        error = relativeError(step.readVectors, [0.5, -0.4]);
      }
      assert.ok(error < 1e-3, `${error} with ${bank.config.layers} layers`);
    }
  }));

test('at rate 0 the memory stays as it is; forgetting shrinks it; momentum carries on', () =>
  tf.tidy(() => {
    for (const options of [{ ...sizes, initialMemory: 'learned' } as const, twoLayers]) {
      const bank = new TestTimeMemory(options);
      const start = startOf(bank);
      const key = [1, 2, -1, 0.5];
      const still = controls(key, [5, 5], { rate: NEVER, momentum: NEVER, forgetting: NEVER });
      const { state } = bank.step(start, still);
      assert.deepEqual(state.memory.dataSync(), start.memory.dataSync());
      assert.deepEqual(state.hidden?.dataSync(), start.hidden?.dataSync());

      const fading = controls(key, [5, 5], { rate: NEVER, momentum: NEVER, forgetting: 4 });
      const faded = bank.step(start, fading).state; // forgets sigmoid(0), a half
      close(faded.memory, start.memory.dataSync().map((x) => x / 2)); // prettier-ignore

      const learned = bank.step(start, controls(key, [5, 5], { forgetting: NEVER })).state;
      const moving = controls(key, [5, 5], { rate: NEVER, momentum: 2, forgetting: NEVER });
      const moved = bank.step(learned, moving).state; // half of the change again
      close(moved.memory, tf.add(learned.memory, tf.mul(0.5, learned.change)).dataSync());
      if (moved.hidden && learned.hidden && learned.hiddenChange)
        close(moved.hidden, tf.add(learned.hidden, tf.mul(0.5, learned.hiddenChange)).dataSync());
    }
  }));

test('with one layer and one head the bank is the linear rule over the sequence', () =>
  tf.tidy(() => {
    const [length, N, W] = [6, 4, 3];
    const bank = new TestTimeMemory({ ...sizes, memorySize: N, memoryDim: W });
    const [queries, keys] = [draw([1, 1, length, N]), draw([1, 1, length, N])];
    const values = draw([1, 1, length, W]);
    const [rate, momentum, forgetting] = [0, 1, 2].map(() => draw([1, 1, length]));
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
        learningRates: gate(rate),
        momentum: gate(momentum),
        forgetting: gate(forgetting),
      });
      state = step.state;
      reads.push(step.readVectors);
    }
    const unit = (x: tf.Tensor): tf.Tensor4D => tf.div(x, tf.norm(x, 2, 3, true));
    const sequence = testTimeLinear({
      queries: unit(queries),
      keys: unit(keys),
      values: values as tf.Tensor4D,
      learningRates: tf.div(tf.sigmoid(rate), 2),
      momentum: tf.sigmoid(tf.sub(momentum, 2)) as tf.Tensor3D,
      forgetting: tf.sigmoid(tf.sub(forgetting, 4)) as tf.Tensor3D,
      chunkSize: 4,
    });
    close(tf.stack(reads, 2), sequence.outputs.dataSync());
    close(state.memory, sequence.state.dataSync());
    close(state.change, sequence.change!.dataSync());
  }));

test('heads learn at once: the order in which they stand does not matter', () =>
  tf.tidy(() => {
    const bank = new TestTimeMemory({ ...twoLayers, numWriteHeads: 2 });
    const start = startOf(bank);
    const first = controls([1, 2, 3, 4], [1, -1], { rate: 1 });
    const second = controls([4, -3, 2, 1], [2, 0.5], { rate: -1 });
    const both = (a: TestTimeInterface, b: TestTimeInterface): TestTimeInterface => ({
      ...a,
      writeKeys: tf.concat([a.writeKeys, b.writeKeys], 1),
      writeVectors: tf.concat([a.writeVectors, b.writeVectors], 1),
      learningRates: tf.concat([a.learningRates, b.learningRates], 1),
    });
    const one = bank.step(start, both(first, second)).state;
    const other = bank.step(start, both(second, first)).state;
    close(one.memory, other.memory.dataSync(), 1e-6);
    close(one.hidden!, other.hidden!.dataSync(), 1e-6);
  }));

test('two layers need a start with differences; weights of one layer name none of two', () => {
  assert.deepEqual(new TestTimeMemory(twoLayers).startShapes(), {
    initialMemory: [4, 2],
    initialHidden: [4, 4],
  });
  assert.deepEqual(new TestTimeMemory(sizes).startShapes(), {});
  assert.throws(
    () => new TestTimeMemory({ ...sizes, layers: 2 }),
    /MemoryConfig.initialMemory: got "constant", expected 'learned' or 'random' with layers 2/,
  );
  assert.throws(() => new TestTimeMemory({ kind: 'dnc' }), /MemoryConfig.kind: got "dnc"/);
});
