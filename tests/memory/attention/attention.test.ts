import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { memoryConfig } from '../../../src/config';
import { createRandom, type Random } from '../../../src/core/random';
import { AttentionMemory, type AttentionInterface } from '../../../src/memory';
import { randomNormal, ready, tf } from '../../../src/tf';
import fc from '../../properties';

before(ready);

interface Sizes {
  readonly memorySize: number;
  readonly memoryDim: number;
  readonly numReadHeads: number;
  readonly numWriteHeads: number;
}
type Vectors = number[][];
/** What one row of a batch is asked in a step, in plain numbers. */
interface PlainControls {
  readonly readKeys: Vectors;
  readonly writeKeys: Vectors;
  readonly writeVectors: Vectors;
}

const dot = (a: number[], b: number[]): number => a.reduce((sum, v, i) => sum + v * b[i], 0);

/** The last N writes as a list in float64, and what each query reads from it. */
function plainReads(steps: readonly PlainControls[], { memorySize, memoryDim }: Sizes): Vectors[] {
  const written: { key: number[]; value: number[] }[] = [];
  return steps.map(({ readKeys, writeKeys, writeVectors }) => {
    writeKeys.forEach((key, head) => written.push({ key, value: writeVectors[head] }));
    const kept = written.slice(-memorySize);
    return readKeys.map((query) => {
      const scores = kept.map(({ key }) => dot(query, key) / Math.sqrt(memoryDim));
      const powers = scores.map((score) => Math.exp(score - Math.max(...scores)));
      const total = powers.reduce((a, b) => a + b);
      return Array.from({ length: memoryDim }, (_, w) =>
        kept.reduce((sum, { value }, i) => sum + (powers[i] / total) * value[w], 0),
      );
    });
  });
}

function drawSteps(sizes: Sizes, length: number, random: Random): PlainControls[] {
  const { memoryDim, numReadHeads, numWriteHeads } = sizes;
  const words = (count: number): Vectors =>
    Array.from({ length: count }, () => Array.from({ length: memoryDim }, () => random.normal()));
  return Array.from({ length }, () => ({
    readKeys: words(numReadHeads),
    writeKeys: words(numWriteHeads),
    writeVectors: words(numWriteHeads),
  }));
}

/** The same steps for each row of a batch, as tensors. */
const asTensors = (rows: readonly PlainControls[]): AttentionInterface => ({
  readKeys: tf.tensor3d(rows.map(({ readKeys }) => readKeys)),
  writeKeys: tf.tensor3d(rows.map(({ writeKeys }) => writeKeys)),
  writeVectors: tf.tensor3d(rows.map(({ writeVectors }) => writeVectors)),
});

/** What a bank reads at each step, `[length, B, R, W]`. */
function bankReads(bank: AttentionMemory, steps: readonly AttentionInterface[]): tf.Tensor3D[] {
  let state = bank.initialState(steps[0].readKeys.shape[0]);
  return steps.map((controls) => {
    const step = bank.step(state, controls);
    state = step.state;
    return step.readVectors;
  });
}

test('reads equal attention over a plain list of the last N writes', () => {
  const sizes = fc.record({
    memorySize: fc.integer({ min: 1, max: 6 }),
    memoryDim: fc.integer({ min: 1, max: 4 }),
    numReadHeads: fc.integer({ min: 1, max: 3 }),
    numWriteHeads: fc.integer({ min: 1, max: 3 }),
  });
  fc.assert(
    fc.property(sizes, fc.nat(), fc.integer({ min: 1, max: 9 }), (size, seed, length) =>
      tf.tidy(() => {
        const random = createRandom(seed);
        const rows = [drawSteps(size, length, random), drawSteps(size, length, random)];
        const expected = rows.map((row) => plainReads(row, size));
        const bank = new AttentionMemory(size);
        const found = bankReads(
          bank,
          rows[0].map((_, t) => asTensors(rows.map((row) => row[t]))),
        );
        found.forEach((reads, t) => {
          const wanted = tf.tensor3d(expected.map((row) => row[t]));
          const apart = tf.max(tf.abs(tf.sub(reads, wanted))).dataSync()[0];
          assert.ok(apart < 1e-5, `step ${t}: ${apart} apart`);
        });
      }),
    ),
    { numRuns: 40 },
  );
});

test('the gradient of a whole sequence equals central differences of the plain list', () =>
  tf.tidy(() => {
    const size = { memorySize: 3, memoryDim: 2, numReadHeads: 2, numWriteHeads: 1 };
    const steps = drawSteps(size, 5, createRandom(4));
    const coefficients = randomNormal([5, 2, 2], createRandom(5)).arraySync() as number[][][];
    const total = (given: readonly PlainControls[]): number =>
      plainReads(given, size).reduce(
        (sum, reads, t) => sum + reads.reduce((s, read, r) => s + dot(read, coefficients[t][r]), 0),
        0,
      );
    const parts = ['readKeys', 'writeKeys', 'writeVectors'] as const;
    const bank = new AttentionMemory(size);
    for (const part of parts)
      steps.forEach((_, at) => {
        const gradient = tf.grad((x: tf.Tensor) => {
          const tensors = steps.map((step, t) => ({
            ...asTensors([step]),
            ...(t === at && { [part]: x as tf.Tensor3D }),
          }));
          const reads = bankReads(bank, tensors).map((read, t) =>
            tf.sum(tf.mul(read, tf.tensor3d([coefficients[t]]))),
          );
          return tf.addN(reads);
        })(tf.tensor3d([steps[at][part]]));
        const found = gradient.arraySync() as number[][][];
        steps[at][part].forEach((word, head) =>
          word.forEach((_, w) => {
            const moved = (by: number): number => {
              const changed = structuredClone(steps) as PlainControls[];
              changed[at][part][head][w] += by;
              return total(changed);
            };
            const expected = (moved(1e-5) - moved(-1e-5)) / 2e-5;
            assert.ok(Math.abs(found[0][head][w] - expected) < 1e-5, `${part} of step ${at}`);
          }),
        );
      });
  }));

test('the write of N steps ago is the last that counts, and figures see where it stood', () =>
  tf.tidy(() => {
    const bank = new AttentionMemory({ memorySize: 2, memoryDim: 1, numReadHeads: 1 });
    const controls = (value: number): AttentionInterface => ({
      readKeys: tf.zeros([1, 1, 1]),
      writeKeys: tf.zeros([1, 1, 1]),
      writeVectors: tf.fill([1, 1, 1], value),
    });
    let state = bank.initialState(1);
    const means = [6, 2, 4].map((value) => {
      const step = bank.step(state, controls(value));
      state = step.state;
      return step.readVectors.dataSync()[0];
    });
    assert.deepEqual(means, [6, 4, 3], 'the mean of 6; of 6 and 2; of 2 and 4');
    const { memory, writeWeights, readWeights } = bank.view(state);
    assert.deepEqual([...memory.dataSync()], [4, 2], 'the third took the place of the first');
    assert.deepEqual([...writeWeights.dataSync()], [1, 0]);
    assert.deepEqual([...readWeights.dataSync()], [0.5, 0.5]);
    const { wiped, written } = bank.writeShares(state);
    assert.deepEqual(
      [[...wiped.dataSync()], [...written.dataSync()]],
      [
        [1, 0],
        [1, 0],
      ],
    );
  }));

test('a step names the tensor that is missing or of another shape; other kinds are refused', () => {
  const bank = new AttentionMemory({ memorySize: 3, memoryDim: 2, numReadHeads: 1 });
  const state = bank.initialState(2);
  const controls = asTensors(
    [1, 2].map((seed) => drawSteps({ ...bank.config }, 1, createRandom(seed))[0]),
  );
  const wrong: [act: () => unknown, message: string][] = [
    [
      () => bank.step(state, { ...controls, writeKeys: tf.zeros([2, 1, 3]) }),
      'controls.writeKeys: got shape [2, 1, 3], expected shape [2, 1, 2]',
    ],
    [
      () => bank.step({ ...state, keys: undefined } as never, controls),
      'state.keys: got undefined, expected a tensor',
    ],
    [() => bank.initialState(0), 'batch: got 0, expected a whole number from 1 to 1000000'],
  ];
  for (const [act, message] of wrong) assert.throws(act, new RangeError(message));
  assert.throws(() => new AttentionMemory(memoryConfig()), /kind: got "dnc", expected 'attention'/);
  assert.throws(
    () => new AttentionMemory({ initialMemory: 'learned' }),
    /initialMemory: got "learned", expected 'constant' with kind 'attention'/,
  );
});
