import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import fc from '../properties';
import { MemoryAgent, memoryAgent, SlotMemory } from '../../src/continual/memory-agent';
import { dotProducts } from '../../src/continual/memory-agent/dotProducts';
import type { RowBatch, StrategyContext } from '../../src/continual/strategies/types';
import { principalRows } from '../../src/core/principalRows';
import { createRandom } from '../../src/core/random';

const folder = mkdtempSync(path.join(tmpdir(), 'memory-spread-'));
after(() => rmSync(folder, { recursive: true }));

const near = (a: number, b: number, what: string, tolerance = 1e-4): void =>
  assert.ok(
    Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(a), Math.abs(b)),
    `${what}: ${a} and ${b}`,
  );

/** Sum over rows of weight x_a x_b, in double precision. */
function outerSum(
  rows: Float32Array,
  width: number,
  a: number,
  b: number,
  weights?: Float32Array,
): number {
  let sum = 0;
  for (let row = 0; row < rows.length / width; row++)
    sum += (weights?.[row] ?? 1) * rows[row * width + a] * rows[row * width + b];
  return sum;
}

/** Rows of two labels in some dimensions, more than there is room for. */
const streams = fc
  .record({ keySize: fc.integer({ min: 1, max: 5 }), seed: fc.nat(10_000), rows: fc.nat(60) })
  .map(({ keySize, seed, rows }) => {
    const random = createRandom(seed);
    return {
      keySize,
      x: Float32Array.from({ length: rows * keySize }, () => random.normal()),
      labels: Int32Array.from({ length: rows }, () => random.int(2)),
    };
  });

test('as many principal rows as columns have the same sum of outer products', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 1, max: 9 }),
      fc.nat(1000),
      (width, count, seed) => {
        const random = createRandom(seed);
        const rows = Float32Array.from({ length: width * count }, () => random.normal());
        const all = principalRows(rows, width, width);
        for (let a = 0; a < width; a++)
          for (let b = 0; b < width; b++)
            near(outerSum(all, width, a, b), outerSum(rows, width, a, b), `entry ${a}, ${b}`);
        const lengths = Array.from({ length: all.length / width }, (_, i) =>
          Math.hypot(...all.subarray(i * width, (i + 1) * width)),
        );
        assert.deepEqual(
          lengths,
          [...lengths].sort((a, b) => b - a),
        );
        assert.deepEqual(principalRows(rows, width, 1), all.subarray(0, width));
      },
    ),
  );
  assert.deepEqual([...principalRows(Float32Array.of(3, 0, 4, 0), 2, 1)].map(Math.abs), [5, 0]);
  assert.equal(principalRows(new Float32Array(0), 3, 2).length, 0);
  assert.throws(() => principalRows(new Float32Array(2), 0, 1), /width: got 0, expected/);
});

test('dot products by TensorFlow and by a loop are the same, up to rounding', () => {
  const random = createRandom(1);
  const a = Float32Array.from({ length: 60 * 40 }, () => random.normal());
  const b = Float32Array.from({ length: 70 * 40 }, () => random.normal());
  const all = dotProducts(a, b, 40);
  const few = dotProducts(a.subarray(0, 40), b, 40);
  assert.equal(all.length, 60 * 70);
  few.forEach((value, j) => near(all[j], value, `row 0 with row ${j}`, 1e-5));
});

test(
  'with a direction for every dimension nothing is forgotten but who was who: the rows of a ' +
    'label scatter as its slots do and its spread says',
  () => {
    fc.assert(
      fc.property(streams, ({ keySize, x, labels }) => {
        const memory = new SlotMemory({ capacity: 4, keySize, classes: 2, rank: keySize });
        for (let from = 0; from < labels.length; from += 7)
          memory.write(
            x.subarray(from * keySize, (from + 7) * keySize),
            labels.slice(from, from + 7),
          );
        const { within } = memory.state().arrays;
        for (let label = 0; label < 2; label++) {
          const mine = [...labels.keys()].filter((row) => labels[row] === label);
          const slots = [...memory.labels.keys()].filter((i) => memory.labels[i] === label);
          const take = (table: Float32Array, places: number[]): Float32Array =>
            Float32Array.from(
              places.flatMap((i) => [...table.subarray(i * keySize, (i + 1) * keySize)]),
            );
          const rows = take(x, mine);
          const keys = take(memory.keys, slots);
          const counts = Float32Array.from(slots, (i) => memory.counts[i]);
          let trace = 0;
          for (let a = 0; a < keySize; a++)
            for (let b = 0; b < keySize; b++) {
              const kept = outerSum(memory.directionsOf(label), keySize, a, b);
              const forgotten =
                outerSum(rows, keySize, a, b) - outerSum(keys, keySize, a, b, counts);
              near(kept, forgotten, `label ${label}, entry ${a}, ${b}`, 1e-3);
              if (a === b) trace += kept;
            }
          near(within.data[label], trace, `what label ${label} lost`, 1e-3);
        }
      }),
      { numRuns: 100 },
    );
  },
);

test('what the rows of a label vary in does not count when they are looked up', () => {
  // both labels vary along the first number; the second tells them apart
  const random = createRandom(5);
  const rows = 400;
  const labels = Int32Array.from({ length: rows }, (_, row) => row % 2);
  const x = Float32Array.from({ length: 2 * rows }, (_, p) =>
    p % 2 === 0 ? 4 * random.normal() : labels[p >> 1] + 0.1 * random.normal(),
  );
  const share = (rank: number): number => {
    const memory = new SlotMemory({ capacity: 4, keySize: 2, classes: 2, rank, beta: 4 });
    memory.write(x, labels);
    const scores = memory.read(x);
    return labels.filter((label, row) => scores[2 * row + label] > -Math.LN2).length / rows;
  };
  assert.ok(share(0) < 0.95, `without spread ${share(0)}`);
  assert.ok(share(1) > 0.99, `with it ${share(1)}`);
});

test(
  'the price is a share of the scatter of a label: one whose rows lie ten times as far apart ' +
    'takes no more slots',
  () => {
    const random = createRandom(2);
    const labels = Int32Array.from({ length: 600 }, (_, row) => row % 2);
    const x = Float32Array.from(
      { length: 1200 },
      (_, p) => random.normal() * (labels[p >> 1] === 1 ? 10 : 1),
    );
    const taken = (price: 'relative' | 'absolute'): number => {
      const memory = new SlotMemory({ capacity: 40, keySize: 2, classes: 2, price });
      memory.write(x, labels);
      return memory.labels.filter((label) => label === 1).length;
    };
    assert.ok(taken('absolute') > 30, `absolute: ${taken('absolute')} of 40`);
    assert.ok(Math.abs(taken('relative') - 20) <= 4, `relative: ${taken('relative')} of 40`);
  },
);

test('a memory of values holds the means of those of its rows, and answers with their mean', () => {
  const memory = new SlotMemory({ capacity: 3, keySize: 1, classes: 1, valueSize: 2, beta: 2 });
  assert.deepEqual([...memory.answer(Float32Array.of(1))], [0, 0]);
  memory.write(
    Float32Array.of(0, 1, 5, 0.5),
    [0, 0, 0, 0],
    Float32Array.of(1, 2, 3, 4, 5, 6, 2, 2),
  );
  let [sum, rows] = [0, 0];
  memory.counts.forEach((count, i) => {
    sum += count * memory.values[2 * i];
    rows += count;
  });
  assert.equal(rows, 4);
  near(sum, 11, 'first values of all rows');
  const weights = memory.weights(Float32Array.of(0.7));
  const answer = memory.answer(Float32Array.of(0.7));
  for (let d = 0; d < 2; d++)
    near(
      answer[d],
      weights.reduce((total, weight, i) => total + weight * memory.values[2 * i + d], 0),
      `number ${d} of the answer`,
      1e-6,
    );
  assert.throws(
    () => memory.write(Float32Array.of(1), [0], Float32Array.of(1)),
    /values: got 1 numbers, expected 1 row of 2/,
  );
  assert.throws(() => memory.write(Float32Array.of(1), [0]), /values: got 0 numbers/);
});

const context: StrategyContext = {
  scenario: { name: 'lines', kind: 'values', inputSize: 2, outputSize: 1, batchSize: 10 },
  seed: 4,
  budget: 30,
  settings: {},
};

/** y = x_0 - x_1, rows about another place in each task. */
function lineRows(seed: number, task: number): RowBatch {
  const random = createRandom(seed);
  const x = Float32Array.from({ length: 20 }, () => 0.3 * random.normal() + task);
  const y = Float32Array.from({ length: 10 }, (_, row) => x[2 * row] - x[2 * row + 1]);
  return { count: 10, x, y, first: true };
}

function learned(agent: MemoryAgent, from: number, to: number): MemoryAgent {
  for (let k = from; k < to; k++) agent.observe(lineRows(k, k < 20 ? 0 : 1));
  return agent;
}

test(
  'where values are answered, the agent learns them, weighs both heads by how little they erred, ' +
    'and goes on from its file bit for bit',
  () => {
    const agent = learned(memoryAgent(context), 0, 30);
    const file = path.join(folder, 'agent');
    agent.save(file);
    const copy = MemoryAgent.load(file);
    for (const one of [agent, copy]) learned(one, 30, 60);
    const files = [agent, copy].map((one, i) => {
      one.save(path.join(folder, String(i)));
      return readFileSync(path.join(folder, String(i)), 'latin1');
    });
    assert.equal(files[0], files[1]);
    const { x, y } = lineRows(99, 0);
    const { read, controller, mixture } = agent.heads(x);
    const errorOf = (answers: Float32Array): number =>
      answers.reduce((sum, value, p) => sum + (value - y[p]) ** 2 / y.length, 0);
    const [least, most] = [errorOf(read), errorOf(controller)].sort((a, b) => a - b);
    assert.ok(errorOf(mixture) < 0.1 && errorOf(mixture) <= most, `${least}, ${errorOf(mixture)}`);
    assert.deepEqual(agent.predict(x), mixture);
    mixture.forEach((value, p) =>
      assert.ok(
        value >= Math.min(read[p], controller[p]) - 1e-5 &&
          value <= Math.max(read[p], controller[p]) + 1e-5,
      ),
    );
    [agent, copy].forEach((one) => one.dispose());
  },
);
