// Strategies without a network, beside the same rules written in plain loops in double precision.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { makeStrategy, type Settings, type Strategy } from '../../src/continual/strategies';
import { createRandom } from '../../src/core/random';
import type { Rows } from '../../src/tasks/continual';
import { ready } from '../../src/tf';
import fc from '../properties';

before(ready);

const INPUTS = 5;
const CLASSES = 4;
const NAMES = ['nearest-mean', 'gaussian', 'slda', 'random-ridge'] as const;

interface LabelledRow {
  readonly row: number[];
  readonly label: number;
}

/** Rows of some classes, each around a place of its own. */
function labelledRows(count: number, classes: readonly number[], seed: number): LabelledRow[] {
  const random = createRandom(seed);
  return Array.from({ length: count }, () => {
    const label = classes[random.int(classes.length)];
    const row = Array.from({ length: INPUTS }, (_, k) =>
      Math.fround(Math.cos(3 * label + k) + 0.7 * random.normal()),
    );
    return { row, label };
  });
}

function asRows(rows: readonly LabelledRow[]): Rows {
  const oneOf = (label: number): number[] =>
    Array.from({ length: CLASSES }, (_, k) => Number(k === label));
  return {
    count: rows.length,
    x: Float32Array.from(rows.flatMap(({ row }) => row)),
    y: Float32Array.from(rows.flatMap(({ label }) => oneOf(label))),
  };
}

function made(name: string, settings: Settings = {}, seed = 3): Strategy {
  const scenario = {
    name: 'small',
    kind: 'classes',
    inputSize: INPUTS,
    outputSize: CLASSES,
    batchSize: 8,
  } as const;
  return makeStrategy(name, { scenario, seed, budget: 0, settings });
}

/** Hands rows to a strategy in batches of 8. */
function learn(strategy: Strategy, rows: readonly LabelledRow[], first = true): void {
  for (let from = 0; from < rows.length; from += 8)
    strategy.observe({ ...asRows(rows.slice(from, from + 8)), first });
}

const mean = (values: readonly number[]): number =>
  values.reduce((total, value) => total + value, 0) / values.length;

const column = (rows: readonly number[][], k: number): number[] => rows.map((row) => row[k]);

const meanRow = (rows: readonly number[][]): number[] =>
  Array.from({ length: INPUTS }, (_, k) => mean(column(rows, k)));

const ofClass = (rows: readonly LabelledRow[], label: number): number[][] =>
  rows.filter((one) => one.label === label).map(({ row }) => row);

/** The inverse times a vector, by Gauss and Jordan. */
function solve(matrix: readonly number[][], right: readonly number[]): number[] {
  const a = matrix.map((row, i) => [...row, right[i]]);
  for (let i = 0; i < a.length; i++) {
    const pivot = a
      .slice(i)
      .reduce((best, row) => (Math.abs(row[i]) > Math.abs(best[i]) ? row : best));
    a.splice(a.indexOf(pivot), 1);
    a.splice(i, 0, pivot);
    for (const row of a)
      if (row !== pivot) {
        const share = row[i] / pivot[i];
        row.forEach((_, k) => (row[k] -= share * pivot[k]));
      }
  }
  return a.map((row, i) => row[a.length] / row[i]);
}

const product = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((total, value, k) => total + value * b[k], 0);

/** What each rule scores a row with, for a class that has rows. */
const rules: Readonly<
  Record<string, (rows: readonly LabelledRow[], row: readonly number[], label: number) => number>
> = {
  'nearest-mean': (rows, row, label) => {
    const centre = meanRow(ofClass(rows, label));
    return -product(
      row.map((value, k) => value - centre[k]),
      row.map((value, k) => value - centre[k]),
    );
  },
  gaussian: (rows, row, label) => {
    const own = ofClass(rows, label);
    const centre = meanRow(own);
    const parts = row.map((value, k) => {
      const variance = Math.max(0.01, mean(column(own, k).map((one) => (one - centre[k]) ** 2)));
      return -0.5 * (Math.log(2 * Math.PI * variance) + (value - centre[k]) ** 2 / variance);
    });
    return Math.log(own.length / rows.length) + parts.reduce((a, b) => a + b);
  },
  slda: (rows, row, label) => {
    const covariance = Array.from({ length: INPUTS }, () => new Array<number>(INPUTS).fill(0));
    rows.forEach((one, t) => {
      const before = ofClass(rows.slice(0, t), one.label);
      if (before.length === 0) return;
      const centre = meanRow(before);
      covariance.forEach((line, i) =>
        line.forEach((_, j) => {
          const square = (one.row[i] - centre[i]) * (one.row[j] - centre[j]);
          line[j] += ((t / (t + 1)) * square) / rows.length;
        }),
      );
    });
    const shrunk = covariance.map((line, i) =>
      line.map((value, j) => (1 - 1e-4) * value + (i === j ? 1e-4 : 0)),
    );
    const centre = meanRow(ofClass(rows, label));
    const weights = solve(shrunk, centre);
    return product(weights, row) - 0.5 * product(weights, centre);
  },
};

/** The projection of 'random-ridge' by its seed. */
function ridgeScore(
  rows: readonly LabelledRow[],
  row: readonly number[],
  label: number,
  { features, lambda, seed }: { features: number; lambda: number; seed: number },
): number {
  const random = createRandom(seed).fork('projection');
  const projection = Array.from({ length: INPUTS }, () =>
    Array.from({ length: features }, () => Math.fround(random.normal())),
  );
  const hidden = (one: readonly number[]): number[] =>
    Array.from({ length: features }, (_, f) => Math.max(0, product(one, column(projection, f))));
  const all = rows.map((one) => hidden(one.row));
  const gram = Array.from({ length: features }, (_, i) =>
    Array.from({ length: features }, (__, j) =>
      all.reduce((total, h) => total + h[i] * h[j], i === j ? lambda : 0),
    ),
  );
  const sums = Array.from({ length: features }, (_, f) =>
    rows.reduce((total, one, i) => total + (one.label === label ? all[i][f] : 0), 0),
  );
  return product(solve(gram, sums), hidden(row));
}

function close(got: number, expected: number, tolerance: number, what: string): void {
  const off = Math.abs(got - expected) / Math.max(1, Math.abs(expected));
  assert.ok(off < tolerance, `${what}: got ${got}, expected ${expected}`);
}

test('scores are those of the published rules, class after class', () => {
  fc.assert(
    fc.property(fc.integer({ min: 12, max: 60 }), fc.nat(999), (count, seed) => {
      const rows = [...labelledRows(count, [0, 2], seed), ...labelledRows(count, [3], seed + 1)];
      const asked = labelledRows(6, [0, 2, 3], seed + 2);
      const lambda = 2;
      for (const name of NAMES) {
        const settings: Settings = name === 'random-ridge' ? { features: 12, lambda } : {};
        const strategy = made(name, settings);
        learn(strategy, rows);
        const scores = strategy.predict(asRows(asked).x);
        for (const [i, { row }] of asked.entries())
          for (const label of [0, 2, 3]) {
            const expected =
              name === 'random-ridge'
                ? ridgeScore(rows, row, label, { features: 12, lambda, seed: 3 })
                : rules[name](rows, row, label);
            close(scores[i * CLASSES + label], expected, 2e-4, `${name}, class ${label}`);
          }
        strategy.dispose();
      }
    }),
    { numRuns: 10 },
  );
});

test('a row counts once: further passes and the end of a task change nothing', () => {
  const rows = labelledRows(20, [0, 1, 2, 3], 1);
  const { x } = asRows(labelledRows(5, [0, 1, 2, 3], 2));
  for (const name of NAMES) {
    const strategy = made(name);
    learn(strategy, rows);
    const scores = strategy.predict(x);
    learn(strategy, rows, false);
    strategy.endTask(asRows(rows));
    assert.deepEqual(strategy.predict(x), scores, name);
    strategy.dispose();
  }
});

test('a class never met, or not allowed, is not the answer', () => {
  const rows = labelledRows(20, [1, 3], 1);
  const asked = asRows(labelledRows(9, [1, 3], 2));
  const answers = (scores: Float32Array): number[] =>
    Array.from({ length: 9 }, (_, i) => {
      const own = [...scores.subarray(i * CLASSES, (i + 1) * CLASSES)];
      assert.ok(own.every(Number.isFinite), own.join());
      return own.indexOf(Math.max(...own));
    });
  for (const name of NAMES) {
    const strategy = made(name);
    assert.equal(strategy.predict(asked.x).length, 9 * CLASSES, `${name}, before any row`);
    learn(strategy, rows);
    const all = new Set(answers(strategy.predict(asked.x)));
    assert.deepEqual([...all].sort(), [1, 3], name);
    const one = answers(strategy.predict(asked.x, Float32Array.of(1, 0, 1, 1)));
    assert.ok(
      one.every((answer) => answer === 3),
      `${name}: ${one.join()}`,
    );
    const none = answers(strategy.predict(asked.x, Float32Array.of(0, 0, 1, 0)));
    assert.ok(
      none.every((answer) => answer === 2),
      `${name}: ${none.join()}`,
    );
    strategy.dispose();
  }
});

test('many batches at once and one after the other teach the same', () => {
  const rows = labelledRows(48, [0, 1, 2, 3], 1);
  const { x } = asRows(labelledRows(5, [0, 1, 2, 3], 2));
  const batches = [0, 8, 16, 24, 32, 40].map((from) => ({
    ...asRows(rows.slice(from, from + 8)),
    first: true,
  }));
  for (const name of NAMES) {
    const [many, one] = [made(name), made(name)];
    assert.deepEqual(many.observeMany!(batches), [0, 0, 0, 0, 0, 0]);
    learn(one, rows);
    const expected = one.predict(x);
    many.predict(x).forEach((score, k) => close(score, expected[k], 1e-4, name));
    [many, one].forEach((strategy) => strategy.dispose());
  }
});

test('the random features are the seed’s, and numbers that cannot be are refused', () => {
  const rows = labelledRows(20, [0, 1, 2, 3], 1);
  const { x } = asRows(labelledRows(5, [0, 1, 2, 3], 2));
  const scores = [3, 3, 4].map((seed) => {
    const strategy = made('random-ridge', {}, seed);
    learn(strategy, rows);
    const given = strategy.predict(x);
    strategy.dispose();
    return given;
  });
  assert.deepEqual(scores[0], scores[1]);
  assert.notDeepEqual(scores[0], scores[2]);
  assert.throws(
    () => made('random-ridge', { features: 0 }),
    /settings\.features: got 0, expected a whole number from 1 to 20000/,
  );
  assert.throws(() => made('slda', { shrinkage: 0 }), /settings\.shrinkage: got 0, expected/);
  assert.throws(() => made('gaussian', { floor: 0 }), /settings\.floor: got 0, expected/);
});
