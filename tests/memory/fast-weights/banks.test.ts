import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { ready, tf } from '../../../src/tf';
import {
  bankMakers,
  bankSizes,
  controlsAt,
  runSteps,
  stepInputs,
  stepShapes,
  type Tensors,
} from './banks';
import { gradientsOf, relativeError, tensorsOf, weighedTensors } from './sequences';

before(ready);

const BATCH = 2;
const STEPS = 3;

const without = (tensors: Tensors, name: string): Tensors =>
  Object.fromEntries(Object.entries(tensors).filter(([other]) => other !== name));

for (const [name, make] of Object.entries(bankMakers)) {
  test(`${name}: goes on bit for bit from a state that was stored`, () =>
    tf.tidy(() => {
      const bank = make(bankSizes[0]);
      const shapes = stepShapes(bank, BATCH, STEPS);
      const tensors = tensorsOf(stepInputs(shapes, 7), shapes);
      const whole = runSteps(bank, tensors, { batch: BATCH, to: STEPS });
      const half = runSteps(bank, tensors, { batch: BATCH, to: 2 });
      const stored = Object.entries(half.state).map(
        ([part, x]) => [part, x.shape, Float32Array.from(x.dataSync())] as const,
      );
      const state = Object.fromEntries(
        stored.map(([part, shape, x]) => [part, tf.tensor(x, shape)]),
      );
      const rest = runSteps(bank, tensors, { batch: BATCH, from: 2, to: STEPS, state });
      assert.deepEqual(rest.reads[0].dataSync(), whole.reads[2].dataSync());
      for (const [part, x] of Object.entries(whole.state))
        assert.deepEqual(rest.state[part].dataSync(), x.dataSync(), part);
    }));

  test(`${name}: what one row of a batch holds does not reach another`, () =>
    tf.tidy(() => {
      const bank = make(bankSizes[0]);
      const shapes = stepShapes(bank, BATCH, STEPS);
      const tensors = tensorsOf(stepInputs(shapes, 9), shapes);
      const both = runSteps(bank, tensors, { batch: BATCH, to: STEPS });
      const second = Object.fromEntries(
        Object.entries(tensors).map(([part, x]) => [
          part,
          part.startsWith('step') ? tf.slice(x, [1], [1]) : x,
        ]),
      );
      const alone = runSteps(bank, second, { batch: 1, to: STEPS });
      for (const [part, x] of Object.entries(both.state)) {
        const own = tf.slice(x, [1], [1]).dataSync();
        assert.ok(relativeError(alone.state[part], own) < 1e-6, part);
      }
    }));

  test(`${name}: shares of writes are 0 to 1, views have the shapes of figures`, () =>
    tf.tidy(() => {
      for (const sizes of bankSizes) {
        const bank = make(sizes);
        const shapes = stepShapes(bank, BATCH, 1);
        const tensors = tensorsOf(stepInputs(shapes, 11), shapes);
        const { state } = runSteps(bank, tensors, { batch: BATCH, to: 1 });
        const { memorySize: N, memoryDim: W, numReadHeads: R, numWriteHeads: H } = bank.config;
        const { wiped, written } = bank.writeShares(state, controlsAt(tensors, 0));
        for (const share of [wiped, written]) {
          assert.deepEqual(share.shape, [BATCH, N]);
          assert.ok(share.dataSync().every((value) => value >= 0 && value <= 1));
        }
        const { memory, writeWeights, readWeights } = bank.view(state);
        assert.deepEqual(memory.shape, [BATCH, N, W]);
        assert.deepEqual(writeWeights.shape, [BATCH, H, N]);
        assert.deepEqual(readWeights.shape, [BATCH, R, N]);
        assert.equal(bank.whole(state), state);
      }
    }));

  test(`${name}: keys of 0 write and read nothing, with finite gradients`, () =>
    tf.tidy(() => {
      const bank = make(bankSizes[0]);
      const shapes = stepShapes(bank, BATCH, STEPS);
      const tensors = tensorsOf(stepInputs(shapes, 13), shapes);
      for (const key of Object.keys(tensors).filter((part) => part.endsWith('Keys')))
        tensors[key] = tf.zeros(shapes[key]);
      const { reads, state } = runSteps(bank, tensors, { batch: BATCH, to: STEPS });
      assert.ok(reads.every((read) => read.dataSync().every((value) => value === 0)));
      assert.ok(state['writeWeights'].dataSync().every((value) => value === 0));
      const gradients = gradientsOf(
        (at) => weighedTensors(runSteps(bank, at, { batch: BATCH, to: STEPS }).reads),
        tensors,
      );
      for (const [part, gradient] of Object.entries(gradients))
        assert.ok(gradient.dataSync().every(Number.isFinite), part);
    }));

  test(`${name}: each task begins with weights of its own`, () =>
    tf.tidy(() => {
      const bank = make(bankSizes[0]);
      const shapes = stepShapes(bank, BATCH, 1);
      const tensors = tensorsOf(stepInputs(shapes, 15), shapes);
      const ofTasks = (change: (x: tf.Tensor) => tf.Tensor): Tensors =>
        Object.fromEntries(
          Object.keys(bank.startShapes()).map((part) => [
            part,
            tf.stack([tensors[part], change(tensors[part])]),
          ]),
        );
      const weights = ofTasks((x) => tf.neg(x));
      const state = bank.initialState(4, weights) as Tensors;
      const [first, , third] = tf.unstack(state['memory']);
      assert.deepEqual(first.dataSync(), tensors['initialMemory'].dataSync());
      assert.deepEqual(third.dataSync(), tf.neg(first).dataSync());
      if (state['hidden']) {
        const rows = tf.unstack(state['hidden']);
        assert.deepEqual(rows[3].dataSync(), tf.neg(tensors['initialHidden']).dataSync());
      }
    }));

  test(`${name}: a step names the tensor that is missing or of another shape`, () =>
    tf.tidy(() => {
      const bank = make({ memorySize: 3, memoryDim: 2, numReadHeads: 1, numWriteHeads: 1 });
      const shapes = stepShapes(bank, BATCH, 1);
      const tensors = tensorsOf(stepInputs(shapes, 17), shapes);
      const state = bank.initialState(BATCH, tensors) as Tensors;
      const controls = controlsAt(tensors, 0);
      for (const part of Object.keys(controls)) {
        const others = without(controls, part);
        const missing = new RangeError(`controls.${part}: got undefined, expected a tensor`);
        assert.throws(() => bank.step(state, others), missing);
        const longer = { ...controls, [part]: tf.zeros([1, ...shapes[`step0 ${part}`].slice(1)]) };
        assert.throws(() => bank.step(state, longer), new RegExp(`controls.${part}: got shape`));
      }
      for (const part of Object.keys(state).filter((one) => one !== 'memory')) {
        const others = without(state, part);
        const missing = new RangeError(`state.${part}: got undefined, expected a tensor`);
        assert.throws(() => bank.step(others, controls), missing);
      }
      assert.throws(() => bank.step(state, undefined), /controls: got undefined/);
      assert.throws(() => bank.initialState(0, tensors), /batch: got 0/);
      assert.throws(() => bank.initialState(1), /weights.initialMemory: got nothing/);
      const { initialMemory } = tensors;
      if ('initialHidden' in tensors)
        assert.throws(
          () => bank.initialState(1, { initialMemory }),
          /weights.initialHidden: got n/,
        );
    }));
}
