import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from '../properties';
import { conformanceSections } from '../../src/conformance';
import { largestError } from '../../src/conformance/compare';
import {
  continualMetrics,
  forgetting,
  forgettingAllRows,
  forgettingMammoth,
  pairedStats,
  seedStats,
  type ScoreOptions,
  studentQuantile,
} from '../../src/metrics';
import * as metrics from '../../src/metrics';
import * as prequential from '../../src/metrics/prequential';
import { projectPath } from '../../src/core/paths';

const accuracy = { higherIsBetter: true } as const;
const loss = { higherIsBetter: false } as const;
const matrix = fc.integer({ min: 2, max: 8 }).chain((T) =>
  fc.array(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: T, maxLength: T }), {
    minLength: T,
    maxLength: T,
  }),
);

test('every metric of every case equals the reference', async () => {
  const sections = await conformanceSections(
    JSON.parse(readFileSync(projectPath('tests/data/cl-metrics.json'), 'utf8')),
  );
  assert.ok(sections.length >= 15);
  for (const { name, error, tolerance } of sections)
    assert.ok(error <= tolerance, `${name}: ${error}`);
});

test('a vector file of another form, or of none, is refused', async () => {
  await assert.rejects(
    () => conformanceSections({ format: 'cl-digits-split/1' }),
    /format: got "cl-digits-split\/1", expected one of 'cl-metrics/,
  );
  await assert.rejects(() => conformanceSections(null), /format: got undefined/);
});

test('a missing key, a null for a number and another length are differences', () => {
  assert.equal(largestError({ a: 1 }, { a: 1, b: 2 }), Infinity);
  assert.equal(largestError({ a: null }, { a: 1 }), Infinity);
  assert.equal(largestError([1], [1, 2]), Infinity);
  assert.equal(largestError(0, null), Infinity);
  assert.equal(largestError({ a: [1, null], more: 0 }, { a: [1.5, null] }), 0.5);
});

test('a learner whose scores never change forgets nothing and transfers nothing backwards', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 2, maxLength: 8 }),
      fc.boolean(),
      (row, higherIsBetter) => {
        const {
          forgetting: f,
          bwt,
          forgettingPerTask,
        } = continualMetrics(
          row.map(() => row),
          { higherIsBetter },
        );
        assert.ok(Math.abs(f as number) < 1e-15 && Math.abs(bwt as number) < 1e-15);
        assert.ok(forgettingPerTask.every((value) => Math.abs(value) < 1e-15));
      },
    ),
  );
});

test('a loss is an accuracy with the sign turned: forgetting is the same figure', () => {
  fc.assert(
    fc.property(matrix, (R) => {
      const turned = R.map((row) => row.map((value) => -value));
      assert.ok(
        Math.abs((forgetting(R, accuracy) as number) - (forgetting(turned, loss) as number)) <
          1e-12,
      );
    }),
  );
});

test(
  'the definitions keep their order: with more scores in the ' +
    'running, forgetting can only grow',
  () => {
    fc.assert(
      fc.property(matrix, (R) => {
        const usual = forgetting(R, accuracy) as number;
        assert.ok((forgettingAllRows(R, accuracy) as number) >= usual - 1e-12);
        assert.ok((forgettingMammoth(R, accuracy) as number) >= Math.max(0, usual) - 1e-12);
      }),
    );
  },
);

test('a matrix that is not square, empty or not finite is refused by name', () => {
  assert.throws(() => continualMetrics([], accuracy), /R: got no rows/);
  assert.throws(
    () => continualMetrics([[1, 2], [3]], accuracy),
    /R\[1\]: got 1 columns, expected 2/,
  );
  assert.throws(
    () =>
      continualMetrics(
        [
          [1, 2],
          [NaN, 3],
        ],
        accuracy,
      ),
    /R\[1\]\[0\]: got NaN/,
  );
  assert.throws(
    () => continualMetrics([[1]], { higherIsBetter: true, baseline: [1, 2] }),
    /baseline: got \[ 1, 2 \], expected 1 finite number \(one a task\)/,
  );
});

test("Student's quantiles agree with exact ones to 14 digits", () => {
  const exact: [number, number][] = [
    [1, 12.70620473617470464602],
    [2, 4.302652729749463852321],
    [3, 3.182446305283709592723],
    [4, 2.776445105197794357803],
    [9, 2.262157162798205542608],
    [19, 2.093024054408309769177],
    [99, 1.984216951586417495105],
  ];
  for (const [degrees, value] of exact)
    assert.ok(Math.abs(studentQuantile(0.975, degrees) / value - 1) < 1e-14, `${degrees}`);
  assert.throws(() => studentQuantile(0.975, 0), /degrees: got 0/);
  assert.throws(() => studentQuantile(0.5, 3), /probability: got 0.5/);
});

test('one seed has a mean and no interval; none is refused', () => {
  assert.deepEqual(seedStats([2]), { mean: 2, std: null, sem: null, ci95HalfWidth: null });
  assert.throws(() => seedStats([]), /values: got \[\]/);
});

test('pairing takes out what both sides share', () => {
  const noise = [0, 10, 20, 30];
  const { mean, std } = pairedStats(
    noise.map((n) => n + 1),
    noise,
  );
  assert.deepEqual({ mean, std }, { mean: 1, std: 0 });
  assert.throws(() => pairedStats([1, 2], [1]), /b: got 1 values/);
});

/** A list of two whose first place is a hole. */
function holeBefore(value: unknown): unknown[] {
  const list = new Array<unknown>(2);
  list[1] = value;
  return list;
}

test('every metric refuses a matrix with holes, of other values, too large, or no matrix', () => {
  const cases: readonly (readonly [unknown, string])[] = [
    [[holeBefore(1), [1, 1]], 'R[0][0]: got undefined, expected a finite number'],
    [holeBefore([1, 1]), 'R[0]: got undefined, expected a list of 2 scores, one a task'],
    [
      [
        ['1', 1],
        [1, 1],
      ],
      'R[0][0]: got "1", expected a finite number',
    ],
    [
      [
        [1, 1],
        [1, null],
      ],
      'R[1][1]: got null, expected a finite number',
    ],
    [
      [
        [1, 1],
        [Infinity, 1],
      ],
      'R[1][0]: got Infinity, expected a finite number',
    ],
    [
      [
        [1, 1e308],
        [1, 1],
      ],
      'R[0][1]: got 1e+308, expected a number from -1e150 to 1e150: sums and squares of larger ' +
        'ones overflow',
    ],
    [
      [new Float64Array(2), new Float64Array(2)],
      'R[0]: got Float64Array of 2 numbers, expected a list of 2 scores, one a task',
    ],
    [[[1, 2], [3]], 'R[1]: got 1 columns, expected 2 (one a task)'],
    [[[]], 'R[0]: got 0 columns, expected 1 (one a task)'],
    [null, 'R: got null, expected a list of rows, one a task'],
    [
      { length: 1, 0: [1] },
      "R: got { '0': [ 1 ], length: 1 }, expected a list of rows, one a task",
    ],
  ];
  const others = ['seedStats', 'statsOrGap', 'pairedStats', 'studentQuantile'];
  const functions = Object.entries(metrics).filter(
    ([name]) => !others.includes(name) && !(name in prequential),
  );
  assert.ok(functions.length >= 18);
  for (const [name, metric] of functions)
    for (const [R, message] of cases)
      assert.throws(
        () => (metric as (R: unknown, options: unknown) => unknown)(R, accuracy),
        { name: 'RangeError', message },
        name,
      );
});

test('options of a metric are refused by name: missing, misspelt or of another kind', () => {
  const R = [
    [0.9, 0.1],
    [0.4, 0.8],
  ];
  const fields = 'an object with some of higherIsBetter, baseline, reference';
  const cases: readonly (readonly [unknown, string])[] = [
    [{}, 'higherIsBetter: got undefined, expected true or false'],
    [{ higherIsBetter: 1 }, 'higherIsBetter: got 1, expected true or false'],
    [null, `options: got null, expected ${fields}`],
    [
      { ...accuracy, refrence: [1, 2] },
      'refrence: got [ 1, 2 ], expected one of the fields there are: higherIsBetter, baseline, ' +
        'reference',
    ],
    [
      { ...accuracy, baseline: holeBefore(1) },
      'baseline[0]: got undefined, expected a finite number',
    ],
    [
      { ...accuracy, reference: [1] },
      'reference: got [ 1 ], expected 2 finite numbers (one a task)',
    ],
    [{ ...accuracy, baseline: 'ab' }, 'baseline: got "ab", expected a list or null'],
  ];
  const functions = [
    metrics.continualMetrics,
    metrics.forgetting,
    metrics.forgettingMatrix,
    metrics.forgettingMammoth,
    metrics.forgettingRaptorMai,
    metrics.forgettingFirst,
    metrics.backwardTransfer,
    metrics.forwardTransfer,
    metrics.intransigence,
  ];
  for (const metric of functions)
    for (const [options, message] of cases)
      assert.throws(
        () => metric(R, options as ScoreOptions),
        (error: Error) => error instanceof RangeError && error.message === message,
        metric.name,
      );
});

test('statistics over seeds: no holes, no texts; the largest figures give finite ones', () => {
  const cases: readonly (readonly [unknown, string])[] = [
    [holeBefore(1), 'values[0]: got undefined, expected a finite number'],
    [['1', '2'], 'values[0]: got "1", expected a finite number'],
    [
      [1, 1e200],
      'values[1]: got 1e+200, expected a number from -1e150 to 1e150: sums and squares of larger ' +
        'ones overflow',
    ],
    [null, 'values: got null, expected a list of numbers'],
    ['12', 'values: got "12", expected a list of numbers'],
    [new Float32Array(2), 'values: got Float32Array of 2 numbers, expected a list of numbers'],
  ];
  for (const [values, message] of cases)
    assert.throws(() => seedStats(values as number[]), { name: 'RangeError', message });
  assert.throws(() => pairedStats([1, 2], [1, NaN]), { message: /^b\[1\]: got NaN/ });
  assert.throws(() => pairedStats([], []), { message: /^a: got \[\]/ });
  assert.throws(() => studentQuantile('0.9' as never, 3), { message: /^probability: got "0.9"/ });
  assert.throws(() => studentQuantile(0.9, 1e9), { message: /^degrees: got 1000000000/ });
  const far = pairedStats([1e150, -1e150, 1e150], [-1e150, 1e150, 1e150]);
  for (const value of Object.values(far)) assert.ok(Number.isFinite(value));
  const largest = continualMetrics(
    [
      [1e150, -1e150],
      [-1e150, 1e150],
    ],
    { higherIsBetter: false, baseline: [1e150, -1e150], reference: [1e150, 1e150] },
  );
  const numbers = Object.values(largest)
    .flat(2)
    .filter((value) => value !== null);
  for (const value of numbers) assert.ok(Number.isFinite(value));
});
