// The sparse memory against an independent one in float64: what is read and held, and gradients.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { MemoryOptions } from '../../../src/config';
import { SparseMemory } from '../../../src/memory/sparse';
import { ready, tf } from '../../../src/tf';
import { createRandom } from '../../../src/core/random';
import { type PlainControls, plainSparseStep, plainStart, type PlainState } from './plain';
import { controlTensors, gap, randomSequence, run, type Sequence, startOf } from './sequences';

before(ready);

const SIZES: MemoryOptions = {
  kind: 'sparse',
  memorySize: 12,
  memoryDim: 5,
  numReadHeads: 2,
  nearest: 3,
  linksPerSlot: 4,
};

const VARIANTS: Record<string, MemoryOptions> = {
  'as it is': {},
  'two write heads': { numWriteHeads: 2 },
  'without links': { links: false },
  'without allocation': { allocation: false },
  'one slot a head': { nearest: 1, linksPerSlot: 1 },
  'all slots': { nearest: 12, linksPerSlot: 12, numWriteHeads: 2 },
  'fewer slots than write heads': { memorySize: 2, nearest: 2, numWriteHeads: 3 },
};

/** The steps in plain numbers, row by row. */
function plainRun({ config, memory, controls }: Sequence) {
  const rows = memory.map((words, b) => {
    let state = plainStart(config, words);
    const readVectors = controls.map((step) => {
      const next = plainSparseStep(config, state, step[b]);
      state = next.state;
      return next.readVectors;
    });
    return { readVectors, state };
  });
  return {
    readVectors: controls.map((_, t) => tf.tensor3d(rows.map((row) => row.readVectors[t]))),
    memory: tf.tensor3d(rows.map(({ state }) => state.memory)),
    age: tf.tensor2d(rows.map(({ state }) => state.age)),
    readWeights: tf.tensor3d(rows.map(({ state }) => state.readWeights)),
    writeWeights: tf.tensor3d(rows.map(({ state }) => state.writeWeights)),
  };
}

for (const [name, options] of Object.entries(VARIANTS))
  test(`what is read and held agrees with plain numbers: ${name}`, () =>
    tf.tidy(() => {
      for (let seed = 0; seed < 3; seed++) {
        const sequence = randomSequence({ ...SIZES, ...options }, { seed, steps: 8 });
        const { config, memory, controls } = sequence;
        const asked = controls.map((rows) => controlTensors(config, rows));
        const { readVectors, state } = run(config, startOf(config, tf.tensor3d(memory)), asked);
        const plain = plainRun(sequence);
        const view = new SparseMemory(config).view(state);
        readVectors.forEach((read, t) =>
          assert.ok(gap(read, plain.readVectors[t]) < 1e-5, `seed ${seed}: reads of step ${t}`),
        );
        assert.ok(gap(view.memory, plain.memory) < 1e-5, `seed ${seed}: memory`);
        assert.ok(gap(view.readWeights, plain.readWeights) < 1e-5, `seed ${seed}: read weights`);
        assert.ok(gap(view.writeWeights, plain.writeWeights) < 1e-5, `seed ${seed}: write weights`);
        assert.equal(gap(state.age, plain.age), 0, `seed ${seed}: age`);
      }
    }));

for (const [name, options] of Object.entries(VARIANTS))
  test(`gradients agree with central differences of plain numbers: ${name}`, () =>
    tf.tidy(() => {
      const sequence = randomSequence({ ...SIZES, ...options }, { seed: 7, batch: 1, steps: 4 });
      const { config, memory, controls } = sequence;
      const asked = controls.map((rows) => controlTensors(config, rows));
      const tensors = Object.fromEntries(
        asked.flatMap((step, t) => Object.entries(step).map(([part, x]) => [`${part} ${t}`, x])),
      );
      const names = ['memory', ...Object.keys(tensors)];
      const loss = (...[held, ...parts]: tf.Tensor[]): tf.Scalar => {
        const at = new Map(names.slice(1).map((part, i) => [part, parts[i]]));
        const steps = asked.map((step, t) =>
          Object.fromEntries(Object.keys(step).map((part) => [part, at.get(`${part} ${t}`)])),
        );
        const { readVectors, state } = run(
          config,
          startOf(config, held as tf.Tensor3D),
          steps as never[],
        );
        const squares = [...readVectors, state.memory].map((x) => tf.sum(tf.square(x)));
        // what is not used has gradient 0
        return tf.addN([...squares, ...parts.map((part) => tf.mul(0, tf.sum(part)))]) as tf.Scalar;
      };
      const gradients = tf.grads(loss)([tf.tensor3d(memory), ...Object.values(tensors)]);
      const random = createRandom(8);
      const links = plainLinks(sequence);
      names.forEach((part, i) => {
        const direction = Array.from({ length: gradients[i].size }, () => random.normal());
        const along = (by: number): number =>
          plainLoss(moved(sequence, part, direction, by), links);
        const expected = (along(1e-6) - along(-1e-6)) / 2e-6;
        const found = tf.sum(tf.mul(tf.reshape(gradients[i], [-1]), direction)).dataSync()[0];
        assert.ok(
          Math.abs(found - expected) < 1e-5 * Math.max(10, Math.abs(expected)),
          `${part}: ${found}, by differences ${expected}`,
        );
      });
    }));

/** The links after each step. */
function plainLinks({ config, memory, controls }: Sequence): PlainState['links'][] {
  let state = plainStart(config, memory[0]);
  return controls.map((step) => (state = plainSparseStep(config, state, step[0]).state).links);
}

/** The sum of the squares of all that is read and of the memory at the end; links are given. */
function plainLoss({ config, memory, controls }: Sequence, links: PlainState['links'][]): number {
  let state = plainStart(config, memory[0]);
  const read = controls.map((step, t) => {
    const next = plainSparseStep(config, state, step[0], links[t]);
    state = next.state;
    return next.readVectors;
  });
  return [...read, state.memory].flat(2).reduce((sum, value) => sum + value ** 2, 0);
}

/** A sequence of one row with one part moved. @param part 'memory', or a name and a step */
function moved(sequence: Sequence, part: string, direction: number[], by: number): Sequence {
  let k = 0;
  const move = <X>(x: X): X =>
    (Array.isArray(x) ? x.map(move) : (x as number) + by * direction[k++]) as X;
  if (part === 'memory') return { ...sequence, memory: move(sequence.memory) };
  const [name, step] = part.split(' ');
  const controls = sequence.controls.map((rows, t) =>
    t === Number(step)
      ? [{ ...rows[0], [name]: move(rows[0][name as keyof PlainControls]) }]
      : rows,
  );
  return { ...sequence, controls };
}
