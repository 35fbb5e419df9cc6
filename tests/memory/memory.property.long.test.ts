import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import fc from '../properties';
import { type MemoryConfig, type MemoryOptions, dncProfiles } from '../../src/config';
import {
  allocationForHeads,
  allocationWeights,
  contentWeights,
  type MemoryInterface,
  type MemoryState,
  type MemoryStep,
  NeuralMemoryBank,
  sharpenWeights,
} from '../../src/memory';
import { createRandom } from '../../src/core/random';
import { randomNormal, randomUniform, ready, tf } from '../../src/tf';
import { extremeControls, extremeState } from './extremes';
import { randomRow } from './plain';

before(ready);

type Tensors = Record<string, tf.Tensor>;
const numbers = (x: tf.Tensor): number[] => Array.from(x.dataSync());
const largest = (x: tf.Tensor): number => tf.max(x).dataSync()[0];
const stack = (rows: Record<string, unknown>[]): Tensors =>
  Object.fromEntries(
    Object.keys(rows[0]).map((name) => [
      name,
      tf.tensor(rows.map((row) => row[name]) as number[][]),
    ]),
  );
const gap = (a: tf.Tensor, b: tf.Tensor): number => largest(tf.abs(tf.sub(a, b)));
const tensorsOf = ({ readVectors, state }: MemoryStep<MemoryState>): Tensors => ({
  readVectors,
  ...state,
});
const step = (config: MemoryConfig, state: unknown, controls: unknown): MemoryStep<MemoryState> =>
  new NeuralMemoryBank(config).step(state as MemoryState, controls as MemoryInterface);

const profile = fc.constantFrom(...(Object.keys(dncProfiles) as (keyof typeof dncProfiles)[]));
const sizes = fc.record({
  memorySize: fc.integer({ min: 1, max: 8 }),
  memoryDim: fc.integer({ min: 1, max: 4 }),
  numReadHeads: fc.integer({ min: 1, max: 3 }),
  numWriteHeads: fc.integer({ min: 1, max: 3 }),
});
const memories = fc.record({ name: profile, size: sizes, seed: fc.nat() });
const holds = (
  numRuns: number,
  property: (m: { config: MemoryConfig; name: string; size: MemoryOptions; seed: number }) => void,
): void =>
  fc.assert(
    fc.property(memories, ({ name, size, seed }) =>
      tf.tidy(() => property({ config: dncProfiles[name](size), name, size, seed })),
    ),
    { numRuns },
  );

/** Float32 sums of a few terms may pass 1 by this much. */
const ROUNDING = 1e-5;

/**
 * Weights in 0..1 that sum to at most 1 over the slots; links the same by rows and by columns, none
 * of a slot to itself.
 */
function assertBounds(
  { usage, readWeights, writeWeights, precedence, link }: MemoryState,
  where: string,
): void {
  for (const [name, x] of Object.entries({ usage, readWeights, writeWeights, precedence, link })) {
    assert.ok(
      largest(tf.neg(x)) <= ROUNDING && largest(x) <= 1 + ROUNDING,
      `${name} leaves 0..1 ${where}`,
    );
    if (name !== 'usage')
      assert.ok(largest(tf.sum(x, -1)) <= 1 + ROUNDING, `${name} sums to more than 1 ${where}`);
  }
  assert.ok(
    largest(tf.sum(link, 2)) <= 1 + ROUNDING,
    `columns of link sum to more than 1 ${where}`,
  );
  assert.equal(
    largest(tf.abs(tf.mul(link, tf.eye(link.shape[3])))),
    0,
    `a slot follows itself ${where}`,
  );
}

test(
  'weights stay in 0..1 and sum to at most 1, links too, whatever is asked and however the ' +
    'memory is set up',
  () =>
    holds(30, ({ config, seed }) => {
      const random = createRandom(seed);
      const bank = new NeuralMemoryBank({ ...config, initialMemory: 'constant' });
      let state = bank.initialState(2);
      for (let t = 0; t < 5; t++) {
        const controls =
          t % 2 === 0
            ? (stack(
                [0, 1].map(() => randomRow(config, random).controls),
              ) as unknown as MemoryInterface)
            : extremeControls(config, 2, random);
        state = bank.step(state, controls).state;
        assertBounds(state, `at step ${t}`);
      }
    }),
);

test(
  'allocation never prefers a used slot to a freer one, and ' +
    'never gives away more than there is',
  () => {
    const usages = fc.array(
      fc.oneof(fc.constantFrom(0, 1, 0.5), fc.double({ min: 0, max: 1, noNaN: true })),
      { minLength: 1, maxLength: 12 },
    );
    fc.assert(
      fc.property(usages, (usage) =>
        tf.tidy(() => {
          const weights = numbers(allocationWeights(tf.tensor2d([usage])));
          usage.forEach((u, i) =>
            usage.forEach((v, j) =>
              assert.ok(
                u >= v - 1e-6 || weights[i] >= weights[j] - 1e-6,
                `slot ${i} (use ${u}) gets ${weights[i]}, slot ${j} (use ${v}) ${weights[j]}`,
              ),
            ),
          );
          assert.ok(
            weights.every((w) => w >= 0) && weights.reduce((a, b) => a + b) <= 1 + ROUNDING,
          );
        }),
      ),
      { numRuns: 200 },
    );
  },
);

test(
  'write heads that allocate in full take different slots, all of them free, while there are ' +
    'enough',
  () => {
    const used = fc
      .array(fc.constantFrom(0, 1), { minLength: 2, maxLength: 9 })
      .filter((usage) => usage.includes(0));
    fc.assert(
      fc.property(used, fc.nat(), (usage, pick) =>
        tf.tidy(() => {
          const free = usage.filter((u) => u === 0).length;
          const heads = 1 + (pick % free);
          const taken = numbers(
            tf.argMax(allocationForHeads(tf.tensor2d([usage]), tf.ones([1, heads])), 2),
          );
          assert.equal(new Set(taken).size, heads, `${usage}: ${taken}`);
          assert.ok(
            taken.every((slot) => usage[slot] === 0),
            `${usage}: ${taken}`,
          );
        }),
      ),
      { numRuns: 100 },
    );
  },
);

test('rows of a batch do not see each other, forward or backward', () =>
  holds(40, ({ config, seed }) => {
    const random = createRandom(seed);
    const [mine, other, another] = [0, 1, 2].map(() => randomRow(config, random));
    const both = (second: typeof other) =>
      step(config, stack([mine.state, second.state]), stack([mine.controls, second.controls]));
    const [one, two] = [tensorsOf(both(other)), tensorsOf(both(another))];
    const first = (x: tf.Tensor): tf.Tensor => tf.slice(x, 0, 1);
    for (const name of Object.keys(one))
      assert.deepEqual(numbers(first(one[name])), numbers(first(two[name])), name);
    const controls = stack([mine.controls, other.controls]);
    const state = stack([mine.state, other.state]);
    const gradient = tf.grad((keys) =>
      tf.sum(first(step(config, state, { ...controls, readKeys: keys }).readVectors)),
    )(controls.readKeys);
    assert.ok(numbers(tf.slice(gradient, 1, 1)).every((v) => v === 0));
  }));

test(
  'slots have no names: the memory with its slots in another ' +
    'order does the same in that order',
  () =>
    holds(60, ({ config, seed }) => {
      const random = createRandom(seed);
      const { state, controls } = randomRow(config, random);
      const ordered = [...state.usage].sort((a, b) => a - b);
      // ties in use go to the lower slot
      fc.pre(ordered.every((u, i) => i === 0 || u - ordered[i - 1] > 1e-3));
      const order = tf.tensor1d(random.choose(config.memorySize, config.memorySize), 'int32');
      const slotAxes: Record<string, number[]> = {
        memory: [1],
        usage: [1],
        readWeights: [2],
        writeWeights: [2],
        link: [2, 3],
        precedence: [2],
        readVectors: [],
      };
      const reorder = (tensors: Tensors): Tensors =>
        Object.fromEntries(
          Object.entries(tensors).map(([name, x]) => [
            name,
            slotAxes[name].reduce((y, axis) => tf.gather(y, order, axis), x),
          ]),
        );
      const before = stack([state]);
      const asked = stack([controls]);
      const expected = reorder(tensorsOf(step(config, before, asked)));
      const found = tensorsOf(step(config, reorder(before), asked));
      for (const name of Object.keys(expected))
        assert.ok(gap(found[name], expected[name]) < 1e-4, name);
    }),
);

test(
  'each option is off where its control says so: a mask of ones, free gates at 0, an ' +
    'allocation gate at 0, no links',
  () =>
    holds(30, ({ size, seed }) => {
      const random = createRandom(seed);
      const plain = dncProfiles.dnc(size);
      const { state, controls } = randomRow(dncProfiles.all(size), random);
      const [before, asked] = [stack([state]), stack([controls])];
      const { readMasks, writeMasks, backwardSharpness, forwardSharpness, ...core } = asked;
      void [backwardSharpness, forwardSharpness];
      const same = (a: MemoryStep<MemoryState>, b: MemoryStep<MemoryState>, what: string): void => {
        for (const [name, x] of Object.entries(tensorsOf(a)))
          assert.ok(gap(x, tensorsOf(b)[name]) < 1e-5, `${what}: ${name}`);
      };
      same(
        step(dncProfiles.masking(size), before, {
          ...core,
          readMasks: tf.onesLike(readMasks),
          writeMasks: tf.onesLike(writeMasks),
        }),
        step(plain, before, core),
        'mask of ones',
      );
      const held = { ...core, freeGates: tf.zerosLike(core.freeGates) };
      same(
        step(dncProfiles.deallocation(size), before, held),
        step(plain, before, held),
        'nothing freed',
      );
      const matching = { ...core, allocationGates: tf.zerosLike(core.allocationGates) };
      same(
        step(dncProfiles.noAllocation(size), before, core),
        step(plain, before, matching),
        'nothing allocated',
      );
      const unlinked = {
        ...before,
        link: tf.zerosLike(before.link),
        precedence: tf.zerosLike(before.precedence),
      };
      const { link, precedence, ...rest } = tensorsOf(step(plain, unlinked, core));
      const without = tensorsOf(step(dncProfiles.noLinks(size), unlinked, core));
      void precedence;
      assert.ok(largest(tf.abs(link)) === 0 && largest(tf.abs(without.link)) === 0);
      for (const [name, x] of Object.entries(rest))
        assert.ok(gap(x, without[name]) < 1e-5, `no links: ${name}`);
    }),
);

test('a key is not compared where its mask is 0, whatever the slots hold there', () =>
  tf.tidy(() => {
    const random = createRandom(1);
    const mask = tf.tile(tf.tensor3d([[[1, 0, 1, 0]]]), [2, 3, 1]) as tf.Tensor3D;
    const [keys, memory, noise] = [
      randomNormal([2, 3, 4], random),
      randomNormal([2, 6, 4], random),
      randomNormal([2, 6, 4], random, 100),
    ] as tf.Tensor3D[];
    const strengths = randomUniform([2, 3], random, 0, 10) as tf.Tensor2D;
    const elsewhere = tf.add<tf.Tensor3D>(memory, tf.mul(noise, tf.tensor1d([0, 1, 0, 1])));
    assert.deepEqual(
      numbers(contentWeights(elsewhere, keys, strengths, mask)),
      numbers(contentWeights(memory, keys, strengths, mask)),
    );
    assert.ok(
      gap(contentWeights(elsewhere, keys, strengths), contentWeights(memory, keys, strengths)) >
        0.1,
    );
  }));

test(
  'sharpening undoes blur: the largest weight grows with the power, the order stays, no link ' +
    'gives even weights',
  () =>
    tf.tidy(() => {
      const blurred = tf.tensor([0.1, 0.4, 0.2, 0.05], [1, 1, 1, 4]) as tf.Tensor4D;
      const sharp = [1, 2, 5, 1000].map((power) =>
        numbers(sharpenWeights(blurred, tf.tensor2d([[power]]))),
      );
      sharp.forEach((weights, i) =>
        assert.ok(weights[1] > (sharp[i - 1]?.[1] ?? 0.4) && Math.max(...weights) === weights[1]),
      );
      sharp[0].forEach((w, i) =>
        assert.ok(Math.abs(w - numbers(blurred)[i] / 0.75) < 1e-5, 'power 1 only makes the sum 1'),
      );
      assert.deepEqual(
        numbers(sharpenWeights(tf.zerosLike(blurred), tf.tensor2d([[7]]))),
        [0.25, 0.25, 0.25, 0.25],
      );
    }),
);

test('de-allocation wipes what it frees', () =>
  tf.tidy(() => {
    const size = { memorySize: 4, memoryDim: 3, numReadHeads: 1, numWriteHeads: 1 };
    const { state, controls } = randomRow(dncProfiles.dnc(size), createRandom(1));
    const before: Tensors = { ...stack([state]), readWeights: tf.tensor([[[0, 0, 1, 0]]]) };
    const asked = {
      ...stack([controls]),
      freeGates: tf.ones([1, 1]),
      writeGates: tf.zeros([1, 1]),
    };
    const kept = step(dncProfiles.dnc(size), before, asked).state;
    const wiped = step(dncProfiles.deallocation(size), before, asked).state;
    assert.equal(
      gap(kept.memory, before.memory),
      0,
      'the memory of 2016 keeps the word, though the slot counts as free',
    );
    assert.ok(numbers(tf.slice(wiped.memory, [0, 2, 0], [1, 1, 3])).every((v) => v === 0));
    for (const at of [0, 1, 3])
      assert.equal(
        gap(
          tf.slice(wiped.memory, [0, at, 0], [1, 1, 3]),
          tf.slice(before.memory, [0, at, 0], [1, 1, 3]),
        ),
        0,
      );
    assert.deepEqual(numbers(wiped.usage), numbers(kept.usage));
  }));

/**
 * Runs `rows` memories for `steps` steps each with extreme controls; half of them start empty, half
 * full, and the state is carried on from step to step. Backward in windows of 20 steps: the
 * gradient of all that a window gives, in all that goes into it.
 */
function survive(config: MemoryConfig, rows: number, steps: number): void {
  const WINDOW = 20;
  const random = createRandom(9);
  const bank = new NeuralMemoryBank(config);
  let state = tf.tidy(() => {
    const [empty, full] = [false, true].map(
      (isFull) => extremeState(config, rows / 2, isFull, random) as unknown as Tensors,
    );
    return Object.fromEntries(
      Object.keys(empty).map((name) => [name, tf.concat([empty[name], full[name]])]),
    );
  });
  for (let t = 0; t < steps; t += WINDOW) {
    const next = tf.tidy(() => {
      const asked = Array.from(
        { length: WINDOW },
        () => extremeControls(config, rows, random) as unknown as Tensors,
      );
      const states = Object.keys(state);
      const controls = Object.keys(asked[0]);
      let last: Tensors = {};
      const everything = (...xs: tf.Tensor[]): tf.Scalar => {
        const given: Tensors[] = [
          Object.fromEntries(states.map((name, i) => [name, xs[i]])),
          ...asked.map((_, k) =>
            Object.fromEntries(
              controls.map((name, i) => [name, xs[states.length + k * controls.length + i]]),
            ),
          ),
        ];
        const done = given.slice(1).reduce<MemoryStep<MemoryState> & { read: tf.Tensor }>(
          (before, at) => {
            const after = bank.step(before.state, at as unknown as MemoryInterface);
            return { ...after, read: tf.add(before.read, tf.sum(after.readVectors)) };
          },
          {
            state: given[0] as unknown as MemoryState,
            readVectors: tf.zeros([1, 1, 1]),
            read: tf.scalar(0),
          },
        );
        last = Object.fromEntries(
          Object.entries(done.state).map(([name, x]) => [name, tf.keep((x as tf.Tensor).clone())]),
        );
        return tf.addN([
          done.read,
          ...Object.values(done.state).map((x) => tf.sum(x)),
          ...xs.map((x) => tf.mul(0, tf.sum(x))),
        ]) as tf.Scalar;
      };
      const { value, grads } = tf.valueAndGrads(everything)([
        ...states.map((name) => state[name]),
        ...asked.flatMap((at) => controls.map((name) => at[name])),
      ]);
      const size = tf.addN(grads.map((g) => tf.sum(tf.abs(g)))).dataSync()[0];
      assert.ok(Number.isFinite(value.dataSync()[0]), `forward, steps ${t} to ${t + WINDOW - 1}`);
      assert.ok(Number.isFinite(size), `backward, steps ${t} to ${t + WINDOW - 1}: ${size}`);
      assertBounds(last as unknown as MemoryState, `after step ${t + WINDOW}`);
      return last;
    });
    tf.dispose(state);
    state = next;
  }
  tf.dispose(state);
}

const small = { memorySize: 4, memoryDim: 3, numReadHeads: 2, numWriteHeads: 2 };
test(
  "10,000 random steps with extreme controls, forward and backward, no NaN or Infinity: 'dnc', " +
    '50 memories for 200 steps each',
  () => survive(dncProfiles.dnc(small), 50, 200),
);
for (const name of Object.keys(dncProfiles) as (keyof typeof dncProfiles)[]) {
  if (name !== 'dnc')
    test(
      '10,000 random steps with extreme controls, forward and backward, no NaN or Infinity: ' +
        `'${name}', 100 memories for 100 steps each`,
      () => survive(dncProfiles[name](small), 100, 100),
    );
}
