import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type ControllerState,
  LstmNetwork,
  MemoryController,
  type Weights,
} from '../../src/controller';
import { createRandom } from '../../src/core/random';
import { randomNormal, tf } from '../../src/tf';

const memory = { memorySize: 4, memoryDim: 3, numReadHeads: 2 };
const controller = new MemoryController({ inputSize: 5, outputSize: 2, hiddenSize: 6, memory });
const weights = controller.initialWeights(createRandom(0));
const state = controller.initialState(2, weights);
const lstm = new LstmNetwork({ inputSize: 5, outputSize: 2, hiddenSize: 6 });
const lstmWeights = lstm.initialWeights(createRandom(0));
const zeros = (...shape: number[]): tf.Tensor => tf.zeros(shape);
const disposed = zeros(2, 6);
disposed.dispose();

test('a step and a sequence name the tensor that does not fit, and what was expected', () => {
  const step = (odd: object, x: unknown = zeros(2, 5), given: unknown = weights) =>
    controller.step(given as Weights, { ...state, ...odd } as ControllerState, x as tf.Tensor2D);
  const held = state.memory;
  const run = (x: unknown, mask?: unknown) =>
    controller.unroll(weights, state, x as tf.Tensor3D, mask as tf.Tensor2D);
  const plain = (x: unknown, start: unknown = lstm.initialState(2), given: unknown = lstmWeights) =>
    lstm.unroll(given as Weights, start as never, x as tf.Tensor3D);
  const cases: readonly (readonly [() => unknown, string])[] = [
    [() => step({}, zeros(2, 4)), 'x: got [2, 4], expected [batch, 5]'],
    [() => step({}, zeros(0, 5)), 'x: got [0, 5], expected [batch, 5], none of them 0'],
    [() => step({}, null), 'x: got null, expected a tensor'],
    [() => step({}, tf.zeros([2, 5], 'int32')), 'x: got int32, expected float32'],
    [() => step({}, zeros(3, 5)), 'state.lstm.hidden: got [2, 6], expected [3, 6]'],
    [() => step({ reads: zeros(2, 5) }), 'state.reads: got [2, 5], expected [2, 6]'],
    [
      () => step({ lstm: { ...state.lstm, cell: disposed } }),
      'state.lstm.cell: got a tensor that was disposed, expected one that was not',
    ],
    [
      () => step({ memory: { ...held, memory: zeros(2, 4, 2) } }),
      'state.memory.memory: got [2, 4, 2], expected [2, 4, 3]',
    ],
    [() => step({ memory: null }), 'state.memory.memory: got undefined, expected a tensor'],
    [
      () => step({}, zeros(2, 5), { ...weights, outputBias: zeros(3) }),
      'weights.outputBias: got [3], expected [2]',
    ],
    [() => step({}, zeros(2, 5), {}), 'weights.lstmKernel: got undefined, expected a tensor'],
    [
      () => controller.step(weights, null as never, zeros(2, 5) as tf.Tensor2D),
      'state: got null, expected an object { lstm, memory, reads }',
    ],
    [() => run(zeros(2, 3, 4)), 'inputs: got [2, 3, 4], expected [batch, length, 5]'],
    [
      () => run(zeros(2, 0, 5)),
      'inputs: got [2, 0, 5], expected [batch, length, 5], none of them 0',
    ],
    [() => run(zeros(2, 3, 5), 1), 'mask: got 1, expected a tensor'],
    [() => plain(zeros(2, 5)), 'inputs: got [2, 5], expected [batch, length, 5]'],
    [
      () => plain(zeros(2, 3, 5), lstm.initialState(3)),
      'state.hidden: got [3, 6], expected [2, 6]',
    ],
    [() => plain(zeros(2, 3, 5), null), 'state: got null, expected an object { hidden, cell }'],
    [
      () => plain(zeros(2, 3, 5), undefined, null),
      'weights: got null, expected an object of tensors by name',
    ],
    [() => lstm.initialState(0), 'batch: got 0, expected a whole number of at least 1'],
    [() => controller.initialState(NaN), 'batch: got NaN, expected a whole number of at least 1'],
    [
      () => controller.initialWeights(null as never),
      'random: got null, expected a stream of random numbers (createRandom)',
    ],
    [
      () => randomNormal([2, -1], createRandom(0)),
      'shape[1]: got -1, expected a whole number of at least 0',
    ],
  ];
  for (const [use, message] of cases)
    assert.throws(() => tf.tidy(() => void use()), { name: 'RangeError', message });
});

test('weights with a leading axis of tasks are taken, with whatever else they hold', () => {
  const tasks = Object.fromEntries(
    Object.entries({ ...weights, other: zeros(1) }).map(([name, x]) => [name, tf.expandDims(x, 0)]),
  );
  const own = controller.unroll(weights, state, tf.ones([2, 3, 5])).outputs;
  const same = controller.unroll(tasks, state, tf.ones([2, 3, 5])).outputs;
  assert.deepEqual(same.dataSync(), own.dataSync());
});
