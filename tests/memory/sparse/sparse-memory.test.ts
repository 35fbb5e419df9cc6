// What a user of the sparse memory relies on: it is the DNC's where it may touch all slots, it
// touches few slots otherwise, and when it puts its rows in place makes no difference.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { toArrays, toState } from '../../../src/checkpoint';
import { compile } from '../../../src/compile';
import type { MemoryOptions } from '../../../src/config';
import { type MemoryInterface, NeuralMemoryBank } from '../../../src/memory';
import {
  type SparseInterface,
  SparseMemory,
  type SparseMemoryState,
} from '../../../src/memory/sparse';
import { ready, tf } from '../../../src/tf';
import fc from '../../properties';
import { controlTensors, gap, numbers, randomSequence, run, startOf } from './sequences';

before(ready);

const SIZES: MemoryOptions = { kind: 'sparse', memorySize: 9, memoryDim: 4, nearest: 3 };

/** A sequence as tensors. */
function tensorsOf(options: MemoryOptions, given: { seed?: number; steps?: number } = {}) {
  const { config, memory, controls } = randomSequence({ ...SIZES, ...options }, given);
  return {
    config,
    start: startOf(config, tf.tensor3d(memory)),
    controls: controls.map((rows) => controlTensors(config, rows)),
  };
}

test('with K = N, by content alone, it reads and holds what the content bank does', () =>
  tf.tidy(() => {
    const { config, start, controls } = tensorsOf({
      nearest: 9,
      links: false,
      allocation: false,
      numWriteHeads: 2,
    });
    const { memorySize, memoryDim, numReadHeads, numWriteHeads } = config;
    const sizes = { memorySize, memoryDim, numReadHeads, numWriteHeads };
    const dense = new NeuralMemoryBank({ ...sizes, addressing: 'content' });
    let expected = { ...dense.initialState(2), memory: start.memory };
    const { readVectors, state } = run(config, start, controls);
    controls.forEach((asked, t) => {
      const step = dense.step(expected, asked as MemoryInterface);
      assert.ok(gap(readVectors[t], step.readVectors) < 1e-6, `step ${t}`);
      expected = step.state;
    });
    assert.ok(gap(state.memory, expected.memory) < 1e-6);
  }));

test('with K = N and as many links a slot, it follows the links of the DNC', () =>
  tf.tidy(() => {
    const { config, start, controls } = tensorsOf({
      nearest: 9,
      linksPerSlot: 9,
      allocation: false,
      numWriteHeads: 2,
    });
    const { memorySize, memoryDim, numReadHeads, numWriteHeads } = config;
    const dense = new NeuralMemoryBank({
      memorySize,
      memoryDim,
      numReadHeads,
      numWriteHeads,
      allocation: false,
    });
    const freeGates: tf.Tensor2D = tf.zeros([2, numReadHeads]);
    let expected = { ...dense.initialState(2), memory: start.memory };
    const { readVectors, state } = run(config, start, controls);
    controls.forEach((asked, t) => {
      const step = dense.step(expected, { ...asked, freeGates } as MemoryInterface);
      assert.ok(gap(readVectors[t], step.readVectors) < 1e-5, `step ${t}`);
      expected = step.state;
    });
    const { readWeights } = new SparseMemory(config).view(state);
    assert.ok(gap(readWeights, expected.readWeights) < 1e-5);
  }));

const variants = fc.record({
  memorySize: fc.integer({ min: 3, max: 20 }),
  nearest: fc.integer({ min: 1, max: 3 }),
  linksPerSlot: fc.integer({ min: 1, max: 4 }),
  numWriteHeads: fc.integer({ min: 1, max: 2 }),
  links: fc.boolean(),
  allocation: fc.boolean(),
});

test('rows put in place at each step or at the end: the same, to the bit', () =>
  fc.assert(
    fc.property(variants, fc.nat(), (options, seed) =>
      tf.tidy(() => {
        const { config, start, controls } = tensorsOf(options, { seed, steps: 4 });
        const now = run(config, start, controls, 'now');
        const later = run(config, start, controls, 'later');
        assert.deepEqual(later.readVectors.map(numbers), now.readVectors.map(numbers));
        assert.deepEqual(toArrays(later.state), toArrays(now.state));
      }),
    ),
    { numRuns: 8 },
  ));

test('a write head changes at most K + 1 slots at a step, without allocation K', () =>
  fc.assert(
    fc.property(variants, fc.nat(), (options, seed) =>
      tf.tidy(() => {
        const { config, start, controls } = tensorsOf(options, { seed, steps: 3 });
        let state = start;
        for (const asked of controls) {
          const next = new SparseMemory(config).step(state, asked).state;
          const change = tf.max(tf.abs(tf.sub(next.memory, state.memory)), 2);
          const changed = numbers(tf.sum(tf.cast(tf.greater(change, 0), 'float32'), 1));
          const most = config.numWriteHeads * (config.nearest + (config.allocation ? 1 : 0));
          assert.ok(Math.max(...changed) <= most, `${String(changed)} slots, at most ${most}`);
          state = next;
        }
      }),
    ),
    { numRuns: 8 },
  ));

test('a write that allocates goes to the slot that was not used for longest', () =>
  tf.tidy(() => {
    const { config, start, controls } = tensorsOf({ links: false, numReadHeads: 1 }, { steps: 8 });
    const bank = new SparseMemory(config);
    const one: tf.Tensor2D = tf.ones([2, 1]);
    let state = start;
    for (const asked of controls) {
      const ages = state.age.arraySync();
      const allocates = { ...asked, allocationGates: one, writeGates: one };
      state = bank.step(state, allocates).state;
      const written = bank.view(state).writeWeights.arraySync();
      ages.forEach((age, b) =>
        assert.equal(written[b][0].indexOf(1), age.indexOf(Math.max(...age))),
      );
    }
  }));

test('memories of more than one stage of search find the slots that one stage finds', () =>
  tf.tidy(() => {
    const options = { memorySize: 4096, links: false, allocation: false } as const;
    const long = tensorsOf(options, { steps: 2 });
    const [asked] = long.controls;
    const { state } = new SparseMemory(long.config).step(long.start, asked);
    const cosines = tf.matMul(
      asked.readKeys,
      tf.div<tf.Tensor3D>(state.memory, tf.norm(state.memory, 2, 2, true)),
      false,
      true,
    );
    const nearest = tf.topk(cosines, 3).indices;
    assert.deepEqual(numbers(state.readSlots), numbers(nearest));
  }));

test('slots that are alike are taken in their order', () =>
  tf.tidy(() => {
    const { config, controls } = tensorsOf({ memorySize: 8192, links: false });
    const bank = new SparseMemory(config);
    const writeGates: tf.Tensor2D = tf.zeros([2, 1]);
    const asked = { ...controls[0], writeGates };
    const { state } = bank.step(bank.initialState(2), asked);
    assert.deepEqual(numbers(state.readSlots).slice(0, 3), [0, 1, 2]);
    assert.deepEqual(numbers(state.writeSlots).slice(0, 4), [0, 1, 2, 0]);
  }));

test('compiled, it computes what it does op by op', () => {
  const { config, start, controls } = tensorsOf({ numWriteHeads: 2 }, { steps: 3 });
  const gradient = (state: SparseMemoryState, steps: SparseInterface[]): tf.Tensor[] => {
    const loss = (keys: tf.Tensor): tf.Tensor => {
      const asked = [{ ...steps[0], writeVectors: keys as tf.Tensor3D }, ...steps.slice(1)];
      return tf.addN(run(config, state, asked).readVectors.map((x) => tf.sum(tf.square(x))));
    };
    const after = run(config, state, steps).state;
    return [tf.grad(loss)(steps[0].writeVectors), after.memory, after.links!.lists, after.age];
  };
  const compiled = compile(gradient);
  const found = compiled(start, controls);
  const expected = tf.tidy(() => gradient(start, controls));
  assert.ok(compiled.operations > 0);
  found.forEach((x, i) => assert.ok(gap(x, expected[i]) < 1e-5, `result ${i}`));
  compiled.dispose();
});

test('a state that was stored goes on as the one that was not, to the bit', () =>
  tf.tidy(() => {
    const { config, start, controls } = tensorsOf({}, { steps: 4 });
    const half = run(config, start, controls.slice(0, 2)).state;
    const stored = toArrays(half);
    for (const { data } of Object.values(stored)) assert.ok(data instanceof Float32Array);
    const restored = toState(half, stored);
    const goOn = (from: SparseMemoryState) => toArrays(run(config, from, controls.slice(2)).state);
    assert.deepEqual(goOn(restored), goOn(half));
  }));

test('no gradient of the base is computed where it is not asked for', async () => {
  const { config, start, controls } = tensorsOf({ memorySize: 512 }, { steps: 3 });
  const loss = (value: tf.Tensor): tf.Tensor => {
    const asked = { ...controls[0], writeVectors: value as tf.Tensor3D };
    return tf.sum(run(config, start, [asked, ...controls.slice(1)]).readVectors[2]);
  };
  const { kernels } = await tf.profile(() => tf.grad(loss)(controls[0].writeVectors));
  const rows = kernels
    .filter(({ name }) => name === 'UnsortedSegmentSum')
    .map(({ outputShapes }) => outputShapes[0][0] as number);
  assert.ok(rows.length > 0);
  assert.ok(Math.max(...rows) < 512, rows.join());
});

test('a step names the tensor that is missing or of another shape', () => {
  const { config, start, controls } = tensorsOf({});
  const bank = new SparseMemory(config);
  const step = (state: object, asked: object): unknown =>
    bank.step(state as SparseMemoryState, asked as SparseInterface);
  const [asked] = controls;
  const wrong: [act: () => unknown, message: string][] = [
    [() => step(start, {}), 'controls.readKeys: got undefined, expected a tensor'],
    [
      () => step(start, { ...asked, readModes: tf.zeros([2, 4, 2]) }),
      'controls.readModes: got shape [2, 4, 2], expected shape [2, 4, 3]',
    ],
    [
      () => step({ ...start, links: undefined }, asked),
      'state.links: got undefined, expected an object of tensors by name',
    ],
    [
      () => step({ ...start, readSlots: tf.zeros([2, 4, 3]) }, asked),
      'state.readSlots: got shape [2, 4, 3], expected shape [2, 4, 9]',
    ],
    [
      () => bank.whole({ ...start, pending: {} as never }),
      'state.pending.scales: got undefined, expected a tensor',
    ],
    [() => bank.initialState(0), 'batch: got 0, expected a whole number from 1 to 1000000'],
  ];
  for (const [act, message] of wrong) assert.throws(act, new RangeError(message));
});
