import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import fc from '../properties';
import {
  loadMemory,
  saveMemory,
  SlotMemory,
  type SlotMemoryOptions,
} from '../../src/continual/memory-agent';
import { refinement } from '../../src/continual/memory-agent/refine';
import { Embedding } from '../../src/continual/memory-agent/embedding';
import { Scatter } from '../../src/continual/memory-agent/scatter';
import {
  emptySlots,
  eraseAndAdd,
  setSlot,
  type SlotRows,
  type Slots,
} from '../../src/continual/memory-agent/slots';
import { Spread } from '../../src/continual/memory-agent/spread';
import { mergeCost, Usage } from '../../src/continual/memory-agent/usage';
import {
  bestMatch,
  distancesTo,
  writeRow,
  type Written,
} from '../../src/continual/memory-agent/write';
import { createRandom } from '../../src/core/random';

const folder = mkdtempSync(path.join(tmpdir(), 'lifelong-'));
const at = (name: string): string => path.join(folder, name);
after(() => rmSync(folder, { recursive: true }));

interface Stream {
  readonly grid: boolean;
  readonly x: Float32Array;
  readonly labels: Int32Array;
  readonly keySize: number;
  readonly classes: number;
  readonly capacity: number;
  readonly newRowWeight: 'one' | 'average';
}
/** Rows with classes that come late, rows that come again and rows that lie together. */
const streams = fc
  .record({
    keySize: fc.integer({ min: 1, max: 7 }),
    classes: fc.integer({ min: 1, max: 4 }),
    rows: fc.integer({ min: 0, max: 60 }),
    more: fc.nat(12),
    seed: fc.nat(10_000),
    grid: fc.boolean(),
    newRowWeight: fc.constantFrom('one' as const, 'average' as const),
  })
  .map(({ keySize, classes, rows, more, seed, grid, newRowWeight }): Stream => {
    const random = createRandom(seed);
    const number = (): number => (grid ? random.int(3) : random.normal());
    return {
      grid,
      keySize,
      classes,
      capacity: classes + more,
      newRowWeight,
      x: Float32Array.from({ length: rows * keySize }, number),
      labels: Int32Array.from({ length: rows }, (_, row) =>
        random.int(1 + Math.floor((row * classes) / (rows + 1))),
      ),
    };
  });
const memoryOf = (
  { keySize, classes, capacity, newRowWeight }: Stream,
  more: Partial<SlotMemoryOptions> = {},
): SlotMemory => new SlotMemory({ capacity, keySize, classes, newRowWeight, ...more });
const bytes = (memory: SlotMemory): string => {
  saveMemory(at('state'), memory);
  return readFileSync(at('state')).toString('latin1');
};
const rowsOf = (keys: Float32Array, labels: ArrayLike<number>): SlotRows => ({
  keys,
  labels,
  values: new Float32Array(0),
});
/** What rows are written to, with squared error as the price. */
const writtenTo = (slots: Slots, rank = 0): Written => {
  const usage = new Usage(slots);
  usage.refresh();
  return {
    slots,
    usage,
    scatter: new Scatter(slots, 'absolute'),
    spread: new Spread(slots, rank),
  };
};
const sum = (values: Iterable<number>): number => [...values].reduce((a, b) => a + b, 0);
const near = (a: number, b: number, what: string, tolerance = 1e-4): void =>
  assert.ok(
    Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(a), Math.abs(b)),
    `${what}: ${a} and ${b}`,
  );

test(
  'no row and no label is ever lost: counts sum to the rows written, the keys of a label to ' +
    'its rows, and there are never more slots than there is room',
  () => {
    fc.assert(
      fc.property(streams, (stream) => {
        const memory = memoryOf(stream);
        const { x, labels, keySize, classes, capacity } = stream;
        for (let row = 0; row < labels.length; row++) {
          memory.write(x.subarray(row * keySize, (row + 1) * keySize), [labels[row]]);
          assert.equal(memory.size, Math.min(row + 1, capacity), 'slots left empty, or too many');
          assert.equal(sum(memory.counts), row + 1);
          assert.deepEqual(new Set(memory.labels), new Set(labels.subarray(0, row + 1)));
        }
        for (let label = 0; label < classes; label++)
          for (let d = 0; d < keySize; d++) {
            const rows = sum(
              Array.from(labels, (own, row) => (own === label ? x[row * keySize + d] : 0)),
            );
            near(
              sum(
                Array.from(memory.labels, (own, i) =>
                  own === label ? memory.counts[i] * memory.keys[i * keySize + d] : 0,
                ),
              ),
              rows,
              `label ${label}, number ${d}`,
            );
          }
      }),
      { numRuns: 150 },
    );
  },
);

test(
  'what forgetting a slot costs, kept up to date write by write, is what it is worked out to ' +
    'from keys and counts, bit for bit',
  () => {
    fc.assert(
      fc.property(streams, ({ x, labels, keySize, classes, capacity }) => {
        const slots = emptySlots(capacity, keySize, classes);
        const memory = writtenTo(slots);
        const kept = memory.usage;
        const rows = rowsOf(x, labels);
        for (let row = 0; row < labels.length; row++) writeRow(memory, rows, row, 1);
        kept.refresh();
        const again = new Usage(slots);
        again.refresh();
        for (let i = 0; i < slots.size; i++)
          if (again.usage[i] < Infinity)
            near(kept.usage[i], again.usage[i], 'usage before distances are measured', 1e-3);
        kept.settle();
        assert.deepEqual([kept.usage, kept.neighbours], [again.usage, again.neighbours]);
        for (let i = 0; i < slots.size; i++) {
          const others = Array.from({ length: slots.size }, (_, j) => j).filter(
            (j) => j !== i && slots.labels[j] === slots.labels[i],
          );
          const cost = (j: number): number =>
            mergeCost(
              slots.counts[i],
              slots.counts[j],
              sum(
                Array.from(
                  { length: keySize },
                  (_, d) => (slots.keys[i * keySize + d] - slots.keys[j * keySize + d]) ** 2,
                ),
              ),
            );
          near(
            Math.min(1e9, again.usage[i]),
            Math.min(1e9, ...others.map(cost)),
            'usage of a slot, by its definition',
            1e-9,
          );
        }
      }),
      { numRuns: 150 },
    );
  },
);

test(
  'a full memory takes the cheaper way: a row joins its match, or the least used slot is ' +
    'merged into its neighbour and the row takes its place',
  () => {
    const slots = emptySlots(3, 1, 2);
    const memory = writtenTo(slots);
    const { usage } = memory;
    const rowOf = (x: number, label: number): SlotRows => rowsOf(Float32Array.of(x), [label]);
    const write = (x: number, label: number): number => writeRow(memory, rowOf(x, label), 0, 1);
    assert.deepEqual([write(0, 0), write(1, 0), write(10, 1)], [0, 1, 2]);
    assert.equal(write(0.2, 0), 0); // joining costs 1/2 * 0.04, forgetting slot 0 or 1 costs 1/2
    assert.deepEqual([[...slots.counts], Math.fround(0.1)], [[2, 1, 1], slots.keys[0]]);
    usage.refresh();
    assert.equal(usage.usage[2], Infinity); // the only one of its label
    assert.equal(write(5, 0), 0); // joining costs 1/2 * 16, merging 0 and 1 costs 2/3 * 0.81
    near(slots.keys[1], 1.2 / 3, 'the mean of the three rows merged', 1e-6);
    assert.deepEqual(
      [[...slots.counts], [...slots.labels], slots.keys[0]],
      [[1, 3, 1], [0, 0, 1], 5],
    );
    const matchOf = (row: SlotRows, weight: number): ReturnType<typeof bestMatch> =>
      bestMatch(slots, distancesTo(slots, row, 0), weight);
    assert.deepEqual(matchOf(rowOf(9, 1), 1), { match: 2, novelty: 0.5 });
    const average = (weight: number): number => matchOf(rowOf(0, 0), weight).novelty;
    near(average(3), ((3 * 3) / 6) * 0.16, 'a row that weighs as three', 1e-6);
    assert.ok(average(3) > average(1));
  },
);

test(
  'erase and add with a write weight of 1 / n, as in the differentiable neural computer, gives ' +
    'the running mean',
  () => {
    fc.assert(
      fc.property(
        fc.array(fc.float({ min: -100, max: 100, noNaN: true }), { minLength: 1, maxLength: 50 }),
        (rows) => {
          const slots = emptySlots(2, 1, 1);
          const x = Float32Array.from(rows);
          const table = rowsOf(x, new Int32Array(rows.length));
          setSlot(slots, 1, table, 0, 1);
          for (let n = 2; n <= rows.length; n++) eraseAndAdd(slots, 1, 1 / n, table, n - 1);
          near(slots.keys[1], sum(x) / rows.length, 'mean', 1e-3);
          assert.equal(slots.keys[0], 0);
        },
      ),
    );
  },
);

test('neither the order of the inputs nor the names of the labels matter', () => {
  fc.assert(
    fc.property(
      streams.filter(({ grid }) => !grid),
      fc.nat(1000),
      (stream, seed) => {
        // no two rows at the same distance, up to rounding
        const { x, labels, keySize, classes } = stream;
        const random = createRandom(seed);
        const places = random.choose(keySize, keySize);
        const names = random.choose(classes, classes);
        const moved = x.map((_, p) => x[p - (p % keySize) + places[p % keySize]]);
        const one = memoryOf(stream);
        const other = memoryOf(stream);
        one.write(x, labels);
        other.write(
          moved,
          labels.map((label) => names[label]),
        );
        assert.deepEqual(other.counts, one.counts);
        assert.deepEqual(
          other.labels,
          one.labels.map((label) => names[label]),
        );
        assert.deepEqual(
          other.keys,
          one.keys.map((_, p) => one.keys[p - (p % keySize) + places[p % keySize]]),
        );
      },
    ),
    { numRuns: 100 },
  );
});

test(
  'read weights sum to 1 over the slots that are allowed; the read is their sum for each ' +
    'label, however far the rows lie',
  () => {
    fc.assert(
      fc.property(
        streams,
        fc.double({ min: 0.01, max: 1000, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.nat(15),
        fc.boolean(),
        (stream, beta, gamma, mask, far) => {
          const memory = memoryOf(stream, { beta, gamma });
          const { x, labels, keySize, classes } = stream;
          memory.write(x, labels);
          const allowed = Float32Array.from({ length: classes }, (_, c) => (mask >> c) & 1);
          const query = far ? x.map((value) => value + 50) : x;
          const weights = memory.weights(query, allowed);
          const scores = memory.read(query, allowed);
          const readable = [...memory.labels].some((label) => allowed[label] === 1);
          for (let row = 0; row < labels.length; row++) {
            const own = weights.subarray(row * memory.size, (row + 1) * memory.size);
            near(sum(own), readable ? 1 : 0, 'weights of a row', 1e-9);
            for (let c = 0; c < classes; c++) {
              const share = sum(own.filter((_, i) => memory.labels[i] === c));
              const score = scores[row * classes + c];
              near(Math.exp(score), share, `label ${c}`, 1e-5);
              assert.ok(
                Number.isFinite(score) && score >= -1000 && (allowed[c] === 1 || score === -1000),
              );
            }
          }
          assert.equal(keySize * labels.length, query.length);
        },
      ),
      { numRuns: 150 },
    );
    const empty = new SlotMemory({ capacity: 3, keySize: 2, classes: 2 });
    assert.deepEqual([...empty.read(Float32Array.of(1, 2))], [-1000, -1000]);
  },
);

/**
 * v^T (I + beta S / n)^-1 v for each label, by solving (I + beta S / n) u = v with Gauss-Jordan
 * elimination.
 */
const slotMetrics =
  (slots: Slots, spread: Spread, beta: number) =>
  (label: number, v: readonly number[]): number => {
    const { keySize, labels, counts, size } = slots;
    const n = sum(Array.from({ length: size }, (_, i) => (labels[i] === label ? counts[i] : 0)));
    const own = spread.of(label);
    const matrix = v.map((right, a) => [
      ...v.map((_, b) => {
        let entry = a === b ? 1 : 0;
        for (let j = 0; j < spread.rank; j++)
          entry += (beta / n) * own[j * keySize + a] * own[j * keySize + b];
        return entry;
      }),
      right,
    ]);
    for (let a = 0; a < v.length; a++)
      for (let b = 0; b < v.length; b++) {
        if (a === b) continue;
        const factor = matrix[b][a] / matrix[a][a];
        matrix[b] = matrix[b].map((value, k) => value - factor * matrix[a][k]);
      }
    return sum(v.map((value, a) => (value * matrix[a][v.length]) / matrix[a][a]));
  };

test('refining moves each key along the gradient of log p(y | x), by central differences', () => {
  fc.assert(
    fc.property(
      streams.filter(({ labels }) => labels.length > 2),
      fc.double({ min: 0.1, max: 3, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.nat(3),
      (stream, beta, gamma, rank) => {
        const { x, labels, keySize, classes, capacity } = stream;
        const slots = emptySlots(capacity, keySize, classes);
        const memory = writtenTo(slots, rank);
        const rows = Math.min(5, labels.length);
        for (let row = 0; row < labels.length; row++) writeRow(memory, rowsOf(x, labels), row, 1);
        memory.spread.settle();
        const embedding = new Embedding(slots, memory.spread, beta);
        const map = slotMetrics(slots, memory.spread, beta);
        const batch = x.subarray(0, rows * keySize);
        const own = labels.subarray(0, rows);
        const present = new Set(own);
        const keys = Float64Array.from(slots.keys);
        const logLikelihood = (): number =>
          sum(
            Array.from(own, (label, row) => {
              const logit = (i: number): number =>
                gamma * Math.log(slots.counts[i]) -
                (beta / 2) *
                  map(
                    slots.labels[i],
                    Array.from(
                      { length: keySize },
                      (_, d) => batch[row * keySize + d] - keys[i * keySize + d],
                    ),
                  );
              const total = (wanted: (label: number) => boolean): number =>
                sum(
                  Array.from({ length: slots.size }, (_, i) =>
                    wanted(slots.labels[i]) ? Math.exp(logit(i)) : 0,
                  ),
                );
              return Math.log(total((l) => l === label)) - Math.log(total((l) => present.has(l)));
            }),
          );
        const direction = refinement(slots, embedding, batch, own, { beta, gamma });
        for (let p = 0; p < slots.size * keySize; p++) {
          const key = keys[p];
          const [up, down] = [1e-4, -1e-4].map((step) => ((keys[p] = key + step), logLikelihood()));
          keys[p] = key;
          near(beta * direction[p], (up - down) / 2e-4, `number ${p} of the keys`, 1e-4);
        }
      },
    ),
    { numRuns: 60 },
  );
});

test(
  'refining makes rows met again better read, touches no count or label, and no slot of a ' +
    'label that is not in the batch',
  () => {
    const memory = new SlotMemory({ capacity: 6, keySize: 2, classes: 3, eta: 0.05 });
    const random = createRandom(3);
    const rows = (count: number, centre: number): number[] =>
      Array.from({ length: 2 * count }, (_, p) => random.normal() + (p % 2 === 0 ? centre : 0));
    memory.write(
      Float32Array.from([...rows(30, 0), ...rows(30, 1), ...rows(30, 5)]),
      Array.from({ length: 90 }, (_, i) => Math.floor(i / 30)),
    );
    const x = Float32Array.from([...rows(20, 0), ...rows(20, 1)]);
    const labels = Array.from({ length: 40 }, (_, i) => Math.floor(i / 20));
    const likelihood = (): number =>
      sum(labels.map((label, row) => memory.read(x)[row * 3 + label]));
    const before = likelihood();
    const {
      counts,
      labels: own,
      keys,
    } = { counts: memory.counts.slice(), labels: memory.labels.slice(), keys: memory.keys.slice() };
    for (let k = 0; k < 20; k++) memory.refine(x, labels);
    assert.ok(likelihood() > before + 1, `${before}, then ${likelihood()}`);
    assert.deepEqual([memory.counts, memory.labels], [counts, own]);
    own.forEach((label, i) =>
      assert.equal(
        label === 2,
        memory.keys[2 * i] === keys[2 * i] && memory.keys[2 * i + 1] === keys[2 * i + 1],
      ),
    );
  },
);

test(
  'a reservoir in place of written slots keeps every row with the same chance, as it ' + 'came',
  () => {
    const kept = new Array<number>(40).fill(0);
    for (let seed = 0; seed < 2000; seed++) {
      const memory = new SlotMemory({
        capacity: 10,
        keySize: 1,
        classes: 2,
        slots: 'reservoir',
        seed,
      });
      memory.write(
        Float32Array.from({ length: 40 }, (_, i) => i),
        Array.from({ length: 40 }, (_, i) => i % 2),
      );
      memory.keys.forEach((key, i) => {
        kept[key]++;
        assert.deepEqual([memory.labels[i], memory.counts[i]], [key % 2, 1]);
      });
    }
    const chi = sum(kept.map((n) => (n - 500) ** 2 / 500));
    assert.ok(chi < 72.1, `chi-square ${chi} (0.1 % of fair memories are above)`);
  },
);

test('slots are drawn without repetition, all alike, or more often those of high priority', () => {
  const fill = (priorities: boolean): SlotMemory => {
    const memory = new SlotMemory({ capacity: 8, keySize: 1, classes: 1, priorities });
    memory.write(
      Float32Array.from({ length: 8 }, (_, i) => i),
      new Array<number>(8).fill(0),
    );
    return memory;
  };
  const counts = (memory: SlotMemory): number[] => {
    const drawn = new Array<number>(8).fill(0);
    for (let k = 0; k < 4000; k++) {
      const slots = memory.sample(2);
      assert.equal(new Set(slots).size, 2);
      slots.forEach((slot) => drawn[slot]++);
    }
    return drawn;
  };
  const alike = sum(counts(fill(false)).map((n) => (n - 1000) ** 2 / 1000));
  assert.ok(alike < 24.3, `chi-square ${alike}`);
  const uneven = fill(true);
  const losses = [0, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 2];
  uneven.updatePriorities([0, 1, 2, 3, 4, 5, 6, 7], losses);
  const drawn = counts(uneven);
  const total = sum(losses.map((loss) => Math.max(1e-3, loss ** 0.6)));
  const expected =
    2 ** 0.6 / total +
    losses.reduce(
      (chance, loss, i) =>
        i === 7
          ? chance
          : chance +
            (Math.max(1e-3, loss ** 0.6) / total) *
              (2 ** 0.6 / (total - Math.max(1e-3, loss ** 0.6))),
      0,
    );
  assert.ok(
    Math.abs(drawn[7] / 4000 - expected) < 0.03,
    `slot 7 drawn ${drawn[7]} of 4000 times, expected a share of ${expected}`,
  );
  assert.ok(drawn[0] < 60 && Math.min(...drawn.slice(1)) > 500, drawn.join());
});

test(
  'saved and loaded, a memory goes on bit for bit, also right after refining and with ' +
    'priorities; reading and looking change nothing',
  () => {
    fc.assert(
      fc.property(
        streams,
        fc.boolean(),
        fc.constantFrom('content' as const, 'reservoir' as const),
        (stream, priorities, slots) => {
          const whole = memoryOf(stream, { priorities, slots, seed: 5 });
          const { x, labels, keySize } = stream;
          const half = Math.floor(labels.length / 2);
          const use = (memory: SlotMemory, from: number, to: number): unknown => {
            memory.write(x.subarray(from * keySize, to * keySize), labels.subarray(from, to));
            const drawn = memory.sample(Math.min(3, memory.size));
            memory.updatePriorities(
              drawn,
              drawn.map((slot) => slot / 3),
            );
            if (to > from) memory.refine(x.subarray(0, keySize), labels.subarray(0, 1));
            return [drawn, memory.usage()];
          };
          use(whole, 0, half);
          saveMemory(at('memory'), whole);
          const copy = loadMemory(at('memory'));
          const before = bytes(whole);
          assert.equal(bytes(copy), before);
          [copy.read(x), copy.weights(x), copy.usage(), copy.state()].forEach(() =>
            assert.equal(bytes(copy), before, 'looking changed it'),
          );
          assert.deepEqual(use(copy, half, labels.length), use(whole, half, labels.length));
          assert.equal(bytes(copy), bytes(whole));
        },
      ),
      { numRuns: 40 },
    );
  },
);

test('what is wrong is refused by name, and nothing is changed', () => {
  const memory = new SlotMemory({ capacity: 3, keySize: 2, classes: 2 });
  memory.write(Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8), [0, 1, 1, 0]);
  const before = bytes(memory);
  const wrong: [() => unknown, RegExp][] = [
    [
      () => memory.write(Float32Array.of(1, Number.NaN), [0]),
      /x\[1\]: got NaN \(row 0\), expected a finite number/,
    ],
    [
      () => memory.refine(Float32Array.of(1, 2, Infinity, 1), [0, 1]),
      /x\[2\]: got Infinity \(row 1\)/,
    ],
    [() => memory.write(Float32Array.of(1, 2, 3), [0]), /x: got 3 numbers, expected 1 row of 2/],
    [() => memory.write(Float32Array.of(1, 2), [0, 1]), /x: got 2 numbers, expected 2 rows of 2/],
    [() => memory.write([1, 2] as never, [0]), /x: got \[ 1, 2 \], expected a Float32Array/],
    [
      () => memory.write(Float32Array.of(1, 2, 3, 4), [0, 2]),
      /labels\[1\]: got 2, expected a whole number from 0 to 1/,
    ],
    [() => memory.refine(Float32Array.of(1, 2), [-1]), /labels\[0\]: got -1/],
    [() => memory.write(Float32Array.of(1, 2), [0.5]), /labels\[0\]: got 0.5/],
    [
      () => memory.write(Float32Array.of(1, 2), undefined as never),
      /labels: got undefined, expected a list of numbers/,
    ],
    [
      () => memory.updatePriorities([3], [1]),
      /slots\[0\]: got 3, expected a whole number from 0 to 2/,
    ],
    [
      () => memory.updatePriorities([0], [NaN]),
      /losses\[0\]: got NaN, expected a number of at least 0/,
    ],
    [() => memory.updatePriorities([0, 1], [1]), /losses: got 1 number, expected 2/],
    [
      () => memory.updatePriorities(null as never, []),
      /slots: got null, expected a list of numbers/,
    ],
    [
      () => memory.restore(null as never),
      /options: got null, expected an object with some of config/,
    ],
    [() => memory.read(Float32Array.of(1, 2), null as never), /allowed: got null, expected a list/],
    [() => memory.read(Float32Array.of(1)), /x: got 1 numbers, expected rows of 2/],
    [() => memory.weights(Float32Array.of(1, Number.NaN)), /x\[1\]: got NaN/],
    [() => memory.read(Float32Array.of(1, 2), [1]), /allowed: got 1 numbers, expected 2/],
    [() => memory.read(Float32Array.of(1, 2), [1, 0.5]), /allowed\[1\]: got 0.5, expected 0 or 1/],
    [() => memory.sample(4), /count: got 4, expected a whole number from 0 to 3/],
    [() => memory.sample(-1), /count: got -1/],
    [() => loadMemory(0 as never), /^file: got 0, expected the path of a file/],
    [() => saveMemory('memory', null as never), /memory: got null, expected a SlotMemory/],
    [() => memory.rescale(Float32Array.of(1)), /factors: got 1 numbers, expected 1 row of 2/],
    [() => memory.rescale(Float32Array.of(1, Number.NaN)), /factors\[1\]: got NaN/],
  ];
  for (const [act, message] of wrong) {
    assert.throws(
      act,
      (error: Error) => error instanceof RangeError && message.test(error.message),
      String(message),
    );
    assert.equal(bytes(memory), before, `${message}: changed`);
  }
  const made: [Partial<SlotMemoryOptions>, RegExp][] = [
    [{ capacity: 1 }, /capacity: got 1, expected at least one slot for each of the 2 classes/],
    [{ capacity: 2.5 }, /SlotMemory\.capacity: got 2.5/],
    [{ keySize: 0 }, /keySize: got 0/],
    [{ beta: 0 }, /beta: got 0, expected a number above 0/],
    [{ gamma: 2 }, /gamma: got 2/],
    [{ eta: Number.NaN }, /eta: got NaN/],
    [{ slots: 'rows' as never }, /slots: got "rows", expected one of 'content', 'reservoir'/],
    [{ newRowWeight: 'two' as never }, /newRowWeight: got "two"/],
    [{ strength: 3 } as never, /strength: got 3, expected one of the fields/],
  ];
  for (const [options, message] of made)
    assert.throws(
      () => new SlotMemory({ capacity: 3, keySize: 2, classes: 2, ...options }),
      message,
    );
  const file = at('cut');
  saveMemory(file, memory);
  writeFileSync(file, readFileSync(file).subarray(0, -10));
  assert.throws(() => loadMemory(file), new RegExp(`${file}: .*cut short`));
  assert.throws(() => loadMemory(at('nothing')), /nothing: /);
});
