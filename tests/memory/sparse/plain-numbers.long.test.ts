// The sparse memory against an independent one in float64.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { MemoryOptions } from '../../../src/config';
import { SparseMemory } from '../../../src/memory/sparse';
import { ready, tf } from '../../../src/tf';
import { plainSparseStep, plainStart } from './plain';
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
  test(`what is read and held agrees with plain numbers: ${name}`, () => {
    for (let seed = 0; seed < 5; seed++) {
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
  });
