// Links brought up to date now or later: the same reads, and the same state in the end.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { memoryProfiles } from '../../src/config';
import { MemoryController } from '../../src/controller';
import {
  type StateUpdate,
  type MemoryInterface,
  NeuralMemoryBank,
  type UnlinkedMemoryState,
} from '../../src/memory';
import { createRandom, type Random } from '../../src/core/random';
import { randomNormal, ready, tf } from '../../src/tf';

before(ready);

const BATCH = 2;
const STEPS = 4;

/** Every way to bring the links up to date in a row of steps. */
function mixtures(steps: number): StateUpdate[][] {
  if (steps === 0) return [[]];
  return mixtures(steps - 1).flatMap((first) => [
    [...first, 'now'],
    [...first, 'later'],
  ]);
}

/** The largest difference between two tensors. */
const gap = (a: tf.Tensor, b: tf.Tensor): number => tf.max(tf.abs(tf.sub(a, b))).dataSync()[0];

/** Compares two states, or what else has tensors by name. */
function alike(got: object, expected: object, what: string): void {
  assert.deepEqual(Object.keys(got).sort(), Object.keys(expected).sort(), what);
  for (const [name, tensor] of Object.entries(expected) as [string, unknown][]) {
    const other = (got as Record<string, unknown>)[name];
    if (tensor instanceof tf.Tensor) {
      const difference = gap(other as tf.Tensor, tensor as tf.Tensor);
      assert.ok(difference <= 1e-5, `${what}: ${name} differs by ${difference}`);
    } else alike(other as object, tensor as object, `${what}: ${name}`);
  }
}

/** What a controller might ask for, of the parts that a memory has. */
function controlsOf(
  { config }: NeuralMemoryBank,
  random: Random,
  [r, h, w]: readonly [number, number, number],
): MemoryInterface {
  const draw = <T extends tf.Tensor>(...shape: number[]): T =>
    randomNormal([BATCH, ...shape], random) as T;
  const gates = <T extends tf.Tensor>(...shape: number[]): T => tf.sigmoid(draw<T>(...shape));
  return {
    readKeys: draw(r, w),
    readStrengths: draw(r),
    writeKeys: draw(h, w),
    writeStrengths: draw(h),
    writeVectors: draw(h, w),
    eraseVectors: gates(h, w),
    freeGates: gates(r),
    allocationGates: gates(h),
    writeGates: gates(h),
    readModes: tf.softmax(draw<tf.Tensor3D>(r, 2 * h + 1)),
    ...(config.masking && {
      readMasks: gates<tf.Tensor3D>(r, w),
      writeMasks: gates<tf.Tensor3D>(h, w),
    }),
    ...(config.sharpening && {
      backwardSharpness: tf.add<tf.Tensor2D>(1, gates(r)),
      forwardSharpness: tf.add<tf.Tensor2D>(1, gates(r)),
    }),
  };
}

/** Reads of all steps, and the state after them with all writes in its links. */
function run(
  bank: NeuralMemoryBank,
  asked: readonly MemoryInterface[],
  updates: readonly StateUpdate[],
): { reads: tf.Tensor[]; state: UnlinkedMemoryState } {
  let state: UnlinkedMemoryState = bank.initialState(BATCH);
  const reads = asked.map((controls, t) => {
    const step = bank.step(state, controls, updates[t]);
    state = step.state;
    const isWaiting = state.unlinkedWrite !== undefined;
    assert.equal(isWaiting, updates[t] === 'later', `one write waits after ${updates[t]}`);
    return step.readVectors;
  });
  return { reads, state: bank.whole(state) };
}

for (const profile of ['dnc', 'all'] as const)
  for (const heads of [1, 3])
    test(`${profile}, ${heads} write heads: now and later in every order, the same results`, () =>
      tf.tidy(() => {
        const [memorySize, memoryDim, numReadHeads] = [5, 3, 2];
        const bank = new NeuralMemoryBank(
          memoryProfiles[profile]({ memorySize, memoryDim, numReadHeads, numWriteHeads: heads }),
        );
        const random = createRandom(heads);
        const asked = Array.from({ length: STEPS }, () =>
          controlsOf(bank, random, [numReadHeads, heads, memoryDim]),
        );
        const expected = run(bank, asked, Array<StateUpdate>(STEPS).fill('now'));
        for (const updates of mixtures(STEPS)) {
          const { reads, state } = run(bank, asked, updates);
          const what = updates.join();
          alike({ ...reads }, { ...expected.reads }, what);
          assert.ok(!('unlinkedWrite' in state), what);
          alike(state, expected.state, what);
        }
      }));

test('a write that waits is refused by name if it does not fit, in a step and afterwards', () =>
  tf.tidy(() => {
    const bank = new NeuralMemoryBank({ memorySize: 3, memoryDim: 2, numReadHeads: 1 });
    const controls = controlsOf(bank, createRandom(1), [1, 1, 2]);
    const state = bank.initialState(BATCH);
    const weights: tf.Tensor3D = tf.zeros([BATCH, 1, 3]);
    const right = { precedence: weights, writeWeights: weights };
    const wrong: [write: unknown, message: string][] = [
      [
        { ...right, precedence: tf.zeros([BATCH, 3]) },
        '.precedence: got shape [2, 3], expected shape [2, 1, 3]',
      ],
      [
        { ...right, writeWeights: tf.zeros([1, 1, 3]) },
        '.writeWeights: got shape [1, 1, 3], expected shape [2, 1, 3]',
      ],
      [{ precedence: right.precedence }, '.writeWeights: got undefined, expected a tensor'],
      [
        { ...right, writeWeights: tf.zeros([BATCH, 1, 3], 'int32') },
        '.writeWeights: got int32, expected float32',
      ],
      [null, ': got null, expected an object of tensors by name'],
      [3, ': got 3, expected an object of tensors by name'],
    ];
    for (const [unlinkedWrite, message] of wrong) {
      const bad = { ...state, unlinkedWrite } as UnlinkedMemoryState;
      const error = new RangeError(`state.unlinkedWrite${message}`);
      assert.throws(() => bank.step(bad, controls), error);
      assert.throws(() => bank.step(bad, controls, 'later'), error);
      assert.throws(() => bank.whole(bad), error);
    }
    assert.throws(
      () => bank.whole({ ...state, link: tf.zeros([BATCH, 1, 3, 2]) }),
      new RangeError('state.link: got shape [2, 1, 3, 2], expected shape [2, 1, 3, 3]'),
    );
    assert.throws(
      () => bank.whole(undefined as never),
      new RangeError('state: got undefined, expected an object of tensors by name'),
    );
    assert.equal(bank.whole(state), state, 'nothing waits');
    bank.whole({ ...state, unlinkedWrite: right });
  }));

for (const profile of ['all', 'content'] as const)
  for (const numWriteHeads of [1, 3])
    test(`${profile}, ${numWriteHeads} write heads: a sequence is its steps one by one`, () =>
      tf.tidy(() => {
        const machine = new MemoryController({
          inputSize: 2,
          outputSize: 2,
          hiddenSize: 5,
          memory: memoryProfiles[profile]({
            memorySize: 4,
            memoryDim: 3,
            numReadHeads: 2,
            numWriteHeads,
          }),
        });
        const random = createRandom(7);
        const weights = machine.initialWeights(random);
        for (const length of [1, 2, 3, 4, 5]) {
          const inputs = randomNormal([BATCH, length, 2], random) as tf.Tensor3D;
          let state = machine.initialState(BATCH, weights);
          const answers = tf.unstack(inputs, 1).map((x) => {
            const step = machine.step(weights, state, x as tf.Tensor2D);
            state = step.state;
            return step.output;
          });
          const whole = { outputs: tf.stack(answers, 1), state };
          const start = machine.initialState(BATCH, weights);
          const full = tf.ones([BATCH, length]) as tf.Tensor2D;
          alike(machine.unroll(weights, start, inputs), whole, `length ${length}`);
          alike(machine.unroll(weights, start, inputs, full), whole, `length ${length}, masked`);
          // a sequence cut in two, at every place
          for (let cut = 1; cut < length; cut++) {
            const first = machine.unroll(weights, start, inputs.slice([0, 0, 0], [-1, cut, -1]));
            const second = machine.unroll(weights, first.state, inputs.slice([0, cut, 0]));
            const outputs = tf.concat([first.outputs, second.outputs], 1);
            alike({ outputs, state: second.state }, whole, `length ${length}, cut at ${cut}`);
          }
        }
      }));

test('a row that has ended keeps the state and the links it had, whatever the others do', () =>
  tf.tidy(() => {
    const machine = new MemoryController({
      inputSize: 2,
      outputSize: 2,
      hiddenSize: 5,
      memory: { memorySize: 4, memoryDim: 3, numReadHeads: 2, numWriteHeads: 2 },
    });
    const random = createRandom(8);
    const weights = machine.initialWeights(random);
    const pair = machine.initialState(2, weights);
    for (const ended of [1, 2, 3, 4]) {
      const inputs = randomNormal([2, 5, 2], random) as tf.Tensor3D;
      const mask = tf.tensor2d([[1, 1, 1, 1, 1], [0, 1, 2, 3, 4].map((t) => (t < ended ? 1 : 0))]);
      const { state } = machine.unroll(weights, pair, inputs, mask);
      // both rows up to there: in a batch of another size, rounding may decide a tie of two slots
      const upTo = inputs.slice([0, 0, 0], [-1, ended, -1]);
      const expected = machine.unroll(weights, pair, upTo).state;
      for (const name of ['link', 'precedence', 'memory', 'usage'] as const) {
        const difference = gap(state.memory[name].slice(1), expected.memory[name].slice(1));
        assert.ok(difference <= 1e-5, `${name} after ${ended} steps differs by ${difference}`);
      }
    }
  }));
