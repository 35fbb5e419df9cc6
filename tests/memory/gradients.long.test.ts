// The gradients written out by hand in src/memory equal those of the plain formulae: first, and
// second, which MAML through a memory needs. Sharing nothing, the plain versions here are the
// papers' formulae, pair by pair.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { MemoryController } from '../../src/controller';
import {
  allocationWeights,
  contentWeights,
  directionalWeights,
  directionalWeightsAfter,
  type LinkWrite,
  updateLink,
  updateLinkTwice,
} from '../../src/memory';
import { createRandom, type Random } from '../../src/core/random';
import { ready, tf } from '../../src/tf';
import fc from '../properties';

before(ready);

type Fn = (...inputs: tf.Tensor[]) => tf.Tensor;
interface Case {
  ours: Fn;
  plain: Fn;
  inputs: (random: Random, size: Size) => tf.Tensor[];
}
interface Size {
  batch: number;
  slots: number;
  word: number;
  reads: number;
  writes: number;
}

const draw = (random: Random, shape: number[], low = 0, high = 1): tf.Tensor =>
  tf.tensor(
    Float32Array.from(
      { length: shape.reduce((a, b) => a * b, 1) },
      () => low + (high - low) * random.uniform(),
    ),
    shape,
  );
const offDiagonal = (x: tf.Tensor): tf.Tensor => tf.mul(x, tf.sub(1, tf.eye(x.shape[x.rank - 1])));

const plainLink: Fn = (link, p, w) => {
  const to = tf.expandDims(w, 3);
  const from = tf.expandDims(w, 2);
  return offDiagonal(
    tf.add(tf.mul(tf.sub(tf.sub(1, to), from), link), tf.mul(to, tf.expandDims(p, 2))),
  );
};

/**
 * Every pair of slots compared: 1 where j is freer than i, or as free and lower. The comparison
 * itself has no gradient.
 */
const plainAllocation: Fn = (usage) => {
  const u = tf.add(1e-6, tf.mul(1 - 1e-6, usage));
  const [batch, slots] = u.shape as [number, number];
  const values = u.arraySync() as number[][];
  const freer = tf.tensor(
    values.map((row) =>
      row.map((mine, i) =>
        row.map((other, j) => (other < mine || (other === mine && j < i) ? 1 : 0)),
      ),
    ),
    [batch, slots, slots],
  );
  return tf.mul(
    tf.sub(1, u),
    tf.exp(
      tf.squeeze(tf.matMul(freer as tf.Tensor3D, tf.expandDims(tf.log(u), 2) as tf.Tensor3D), [2]),
    ),
  );
};

const plainContent: Fn = (memory, keys, strengths) => {
  const norm = (x: tf.Tensor): tf.Tensor => tf.sqrt(tf.add(tf.sum(tf.mul(x, x), 2), 1e-6));
  const dot = tf.sum(tf.mul(tf.expandDims(keys, 2), tf.expandDims(memory, 1)), 3);
  return tf.softmax(
    tf.mul(
      tf.div(
        dot,
        tf.add(tf.mul(tf.expandDims(norm(keys), 2), tf.expandDims(norm(memory), 1)), 1e-6),
      ),
      tf.expandDims(tf.softplus(strengths), 2),
    ),
  );
};

const linkWrite = (precedence: tf.Tensor, writeWeights: tf.Tensor): LinkWrite =>
  ({ precedence, writeWeights }) as LinkWrite;

/** Links, and precedence and write weights of two writes. */
function linkAndTwoWrites(
  random: Random,
  { batch, slots, writes }: { batch: number; slots: number; writes: number },
): tf.Tensor[] {
  return [
    offDiagonal(draw(random, [batch, writes, slots, slots])),
    draw(random, [batch, writes, slots]),
    draw(random, [batch, writes, slots], 0, 0.5),
    draw(random, [batch, writes, slots]),
    draw(random, [batch, writes, slots], 0, 0.5),
  ];
}

const both = ({ forward, backward }: { forward: tf.Tensor; backward: tf.Tensor }): tf.Tensor =>
  tf.stack([forward, backward]);

const cases: Record<string, Case> = {
  linkage: {
    ours: (link, p, w) => updateLink(link as tf.Tensor4D, p as tf.Tensor3D, w as tf.Tensor3D),
    plain: plainLink,
    inputs: (random, { batch, slots, writes }) => [
      draw(random, [batch, writes, slots, slots]),
      draw(random, [batch, writes, slots]),
      draw(random, [batch, writes, slots], 0, 0.5),
    ],
  },
  allocation: {
    ours: (usage) => allocationWeights(usage as tf.Tensor2D),
    plain: plainAllocation,
    inputs: (random, { batch, slots }) => [
      tf.tensor(
        Float32Array.from({ length: batch * slots }, () =>
          random.uniform() < 0.2 ? 0.5 : 0.05 + 0.9 * random.uniform(),
        ),
        [batch, slots],
      ),
    ],
  },
  'content addressing': {
    ours: (memory, keys, strengths) =>
      contentWeights(memory as tf.Tensor3D, keys as tf.Tensor3D, strengths as tf.Tensor2D),
    plain: plainContent,
    inputs: (random, { batch, slots, word, reads }) => [
      draw(random, [batch, slots, word], -1, 1),
      draw(random, [batch, reads, word], -1, 1),
      draw(random, [batch, reads], -1, 3),
    ],
  },
  'reads through the old links': {
    ours: (link, p, w, r) =>
      both(directionalWeightsAfter(link as tf.Tensor4D, linkWrite(p, w), r as tf.Tensor3D)),
    plain: (link, p, w, r) =>
      both(directionalWeights(plainLink(offDiagonal(link), p, w) as tf.Tensor4D, r as tf.Tensor3D)),
    inputs: (random, { batch, slots, writes, reads }) => [
      offDiagonal(draw(random, [batch, writes, slots, slots])),
      draw(random, [batch, writes, slots]),
      draw(random, [batch, writes, slots], 0, 0.5),
      draw(random, [batch, reads, slots]),
    ],
  },
  'two writes in one pass over the links': {
    ours: (link, p, w, q, v) =>
      updateLinkTwice(link as tf.Tensor4D, linkWrite(p, w), linkWrite(q, v)),
    plain: (link, p, w, q, v) => plainLink(plainLink(offDiagonal(link), p, w), q, v),
    inputs: linkAndTwoWrites,
  },
};

const size = fc.record({
  batch: fc.integer({ min: 1, max: 3 }),
  slots: fc.integer({ min: 1, max: 6 }),
  word: fc.integer({ min: 1, max: 4 }),
  reads: fc.integer({ min: 1, max: 3 }),
  writes: fc.integer({ min: 1, max: 2 }),
});

const close = (got: tf.Tensor, expected: tf.Tensor, what: string): void => {
  const [a, b] = [got.dataSync(), expected.dataSync()];
  const scale = Math.max(1, ...Array.from(b, Math.abs));
  a.forEach((v, i) =>
    assert.ok(
      Math.abs(v - b[i]) <= 2e-5 * scale,
      `${what}: ${v} instead of ${b[i]} (largest ${scale})`,
    ),
  );
};

for (const [name, { ours, plain, inputs }] of Object.entries(cases)) {
  test(`${name}: value, first and second derivatives equal those of the plain formula`, () =>
    fc.assert(
      fc.property(size, fc.integer({ min: 1, max: 1e6 }), (sizes, seed) =>
        tf.tidy(() => {
          const random = createRandom(seed);
          const given = inputs(random, sizes);
          close(ours(...given), plain(...given), 'value');
          const weights = draw(random, plain(...given).shape, -1, 1);
          const loss =
            (fn: Fn) =>
            (...x: tf.Tensor[]): tf.Scalar =>
              tf.sum(tf.mul(fn(...x), weights));
          const first = (fn: Fn, x: tf.Tensor[]): tf.Tensor[] => tf.grads(loss(fn))(x);
          const [g, h] = [first(ours, given), first(plain, given)];
          g.forEach((one, i) => close(one, h[i], `gradient of input ${i}`));
          const again = (fn: Fn): tf.Tensor[] =>
            tf.grads((...x: tf.Tensor[]) =>
              tf.addN(first(fn, x).map((one) => tf.sum(tf.square(one)))),
            )(given);
          const [second, expected] = [again(ours), again(plain)];
          second.forEach((one, i) => close(one, expected[i], `second derivative of input ${i}`));
        }),
      ),
      { numRuns: 25 },
    ));
}

test('the gradient of a gradient through a whole memory machine equals central differences', () =>
  tf.tidy(() => {
    const machine = new MemoryController({
      inputSize: 2,
      outputSize: 1,
      hiddenSize: 4,
      memory: { memorySize: 5, memoryDim: 3, numReadHeads: 2 },
    });
    const random = createRandom(3);
    const weights = machine.initialWeights(random);
    const names = Object.keys(weights);
    const start = machine.unroll(
      weights,
      machine.initialState(2),
      draw(random, [2, 4, 2], -1, 1) as tf.Tensor3D,
    ).state; // mid-life: no ties between slots
    const x = draw(random, [2, 3, 2], -1, 1) as tf.Tensor3D;
    const y = draw(random, [2, 3, 1], -1, 1);
    const loss = (...given: tf.Tensor[]): tf.Scalar =>
      tf.mean(
        tf.squaredDifference(
          machine.unroll(Object.fromEntries(names.map((name, i) => [name, given[i]])), start, x)
            .outputs,
          y,
        ),
      );
    const inner = (...given: tf.Tensor[]): tf.Scalar =>
      tf.addN(
        tf
          .grads(loss)(given)
          .map((g) => tf.sum(tf.square(g))),
      ) as tf.Scalar;
    const at = Object.values(weights);
    const gradient = tf.grads(inner)(at);
    const directions = at.map(({ shape }) => draw(random, shape, -1, 1));
    const along = (step: number): number =>
      inner(...at.map((w, i) => tf.add(w, tf.mul(step, directions[i])))).dataSync()[0];
    const step = 3e-3;
    const expected =
      (8 * (along(step) - along(-step)) - (along(2 * step) - along(-2 * step))) / (12 * step);
    const got = tf.addN(gradient.map((g, i) => tf.sum(tf.mul(g, directions[i])))).dataSync()[0];
    assert.ok(
      Math.abs(got - expected) <= 0.01 * Math.max(0.05, Math.abs(expected)),
      `${got} instead of ${expected}`,
    );
    assert.ok(Math.abs(expected) > 1e-3, 'the direction tells something');
  }));
