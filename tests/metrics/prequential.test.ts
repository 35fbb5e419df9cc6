// Figures of a stream against plain loops over its rows, which know nothing of counts.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addPrequential, prequentialScores, prequentialWindows } from '../../src/metrics';
import fc from '../properties';

/** Rows of a stream and answers to them, of 2 to 4 classes. */
const streams = fc.integer({ min: 2, max: 4 }).chain((classes) => {
  const one = fc.integer({ min: 0, max: classes - 1 });
  const pairs = fc.array(fc.tuple(one, one), { minLength: 1, maxLength: 60 });
  return pairs.map((rows) => ({
    classes,
    labels: rows.map(([label]) => label),
    answers: rows.map(([, answer]) => answer),
  }));
});

interface Rows {
  readonly classes: number;
  readonly labels: readonly number[];
  readonly answers: readonly number[];
}

/** The share of some rows for which something holds. */
function share(rows: number, holds: (row: number) => boolean): number {
  let count = 0;
  for (let row = 0; row < rows; row++) if (holds(row)) count++;
  return count / rows;
}

/** Accuracy and both kappas by their definitions, each share counted by itself. */
function byDefinition({ classes, labels, answers }: Rows) {
  const rows = labels.length;
  const accuracy = share(rows, (row) => labels[row] === answers[row]);
  const last = share(rows, (row) => labels[row] === (row > 0 ? labels[row - 1] : 0));
  let chance = 0;
  for (let k = 0; k < classes; k++)
    chance += share(rows, (row) => labels[row] === k) * share(rows, (row) => answers[row] === k);
  const over = (baseline: number) =>
    baseline > 1 - 1e-12 ? null : (accuracy - baseline) / (1 - baseline);
  return { accuracy, kappa: over(chance), kappaTemporal: over(last) };
}

function isNear(got: number | null, expected: number | null): boolean {
  if (got === null || expected === null) return got === expected;
  return Math.abs(got - expected) <= 1e-9 * Math.max(1, Math.abs(expected));
}

test('accuracy and both kappas are those of the definitions', () => {
  fc.assert(
    fc.property(streams, (stream) => {
      const [counts] = prequentialWindows(stream, stream.labels.length);
      const got = prequentialScores(counts);
      const expected = byDefinition(stream);
      for (const figure of ['accuracy', 'kappa', 'kappaTemporal'] as const)
        assert.ok(
          isNear(got[figure], expected[figure]),
          `${figure}: ${got[figure]} and ${expected[figure]}`,
        );
    }),
  );
});

test('windows of any length add up to the whole stream, and every row is in one', () => {
  fc.assert(
    fc.property(streams, fc.integer({ min: 1, max: 70 }), (stream, window) => {
      const parts = prequentialWindows(stream, window);
      const [whole] = prequentialWindows(stream, stream.labels.length);
      assert.deepEqual(addPrequential(parts), whole);
      assert.equal(parts.length, Math.ceil(stream.labels.length / window));
    }),
  );
});

test('always the last label has a kappa temporal of 0, right answers have 1', () => {
  fc.assert(
    fc.property(streams, ({ classes, labels }) => {
      const last = labels.map((_, row) => (row > 0 ? labels[row - 1] : 0));
      const scores = (answers: readonly number[]) =>
        prequentialScores(prequentialWindows({ classes, labels, answers }, labels.length)[0]);
      const { kappaTemporal } = scores(last);
      assert.ok(kappaTemporal === 0 || kappaTemporal === null);
      const right = scores(labels);
      assert.equal(right.accuracy, 1);
      assert.ok([1, null].includes(right.kappaTemporal));
    }),
  );
});

test('a class that is always answered has a kappa of 0, whatever its share', () => {
  const labels = [0, 1, 1, 1, 0, 1];
  const [counts] = prequentialWindows({ classes: 2, labels, answers: labels.map(() => 1) }, 6);
  assert.equal(prequentialScores(counts).kappa, 0);
});

test('what does not fit is named', () => {
  const good = { classes: 2, labels: [0, 1], answers: [0, 1] };
  assert.throws(() => prequentialWindows({ ...good, answers: [0] }, 1), /answers: got 1 answer/);
  assert.throws(() => prequentialWindows({ ...good, labels: [0, 2] }, 1), /labels\[1\]: got 2/);
  assert.throws(() => prequentialWindows({ ...good, answers: [-1, 0] }, 1), /answers\[0\]: got -1/);
  assert.throws(() => prequentialWindows(good, 0), /window: got 0/);
  assert.throws(() => prequentialWindows({ ...good, classes: 1.5 }, 1), /classes: got 1.5/);
  assert.throws(() => addPrequential([]), /parts: got none/);
  const parts = [{ confusion: [[1]], lastRight: 0 }, ...prequentialWindows(good, 2)];
  assert.throws(() => addPrequential(parts), /parts\[1\]: got 2 classes, expected 1/);
  assert.throws(() => prequentialScores({ confusion: [[0]], lastRight: 0 }), /at least one row/);
});
