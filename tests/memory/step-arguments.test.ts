import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { type MemoryInterface, type MemoryState, NeuralMemoryBank } from '../../src/memory';
import { ready, tf } from '../../src/tf';

before(ready);

test('a step names the tensor that is missing or of another shape', () => {
  const bank = new NeuralMemoryBank({ memorySize: 3, memoryDim: 2, numReadHeads: 1 });
  const state = bank.initialState(2);
  const controls: MemoryInterface = {
    readKeys: tf.zeros([2, 1, 2]),
    readStrengths: tf.zeros([2, 1]),
    writeKeys: tf.zeros([2, 1, 2]),
    writeStrengths: tf.zeros([2, 1]),
    writeVectors: tf.zeros([2, 1, 2]),
    eraseVectors: tf.zeros([2, 1, 2]),
    freeGates: tf.zeros([2, 1]),
    allocationGates: tf.zeros([2, 1]),
    writeGates: tf.zeros([2, 1]),
    readModes: tf.zeros([2, 1, 3]),
  };
  const step = (...given: unknown[]): unknown =>
    bank.step(given[0] as MemoryState, given[1] as MemoryInterface);
  const wrong: [act: () => unknown, message: string][] = [
    [() => step(), 'state: got undefined, expected an object of tensors by name'],
    [() => step(state), 'controls: got undefined, expected an object of tensors by name'],
    [() => step({}, controls), 'state.memory: got undefined, expected a tensor'],
    [() => step(state, {}), 'controls.readKeys: got undefined, expected a tensor'],
    [
      () => step(state, { ...controls, writeGates: 1 }),
      'controls.writeGates: got 1, expected a tensor',
    ],
    [
      () => step(state, { ...controls, readKeys: tf.zeros([2, 1, 3]) }),
      'controls.readKeys: got shape [2, 1, 3], expected shape [2, 1, 2]',
    ],
    [
      () => step({ ...state, usage: tf.zeros([1, 3]) }, controls),
      'state.usage: got shape [1, 3], expected shape [2, 3]',
    ],
    [() => bank.initialState(0), 'batch: got 0, expected a whole number from 1 to 1000000'],
  ];
  for (const [act, message] of wrong) assert.throws(act, new RangeError(message));
  assert.deepEqual(step(state, controls) !== undefined, true);
});
