import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe } from '../../src/core/text';
import {
  backwardTransfer,
  continualMetrics,
  forgetting,
  pairedStats,
  type ScoreMatrix,
  type ScoreOptions,
  seedStats,
} from '../../src/metrics';
import { type FuzzKind, usedOrRefused } from './harness';
import { anyValue, mutated, oddNumber } from './inputs';

/** What metrics are computed of, and statistics. */
interface Input {
  readonly R: unknown;
  readonly options: unknown;
  readonly values: unknown;
  readonly others: unknown;
}

type Use = (input: Input) => unknown;

const uses: Readonly<Record<string, Use>> = {
  all: ({ R, options }) => continualMetrics(R as ScoreMatrix, options as ScoreOptions),
  forgetting: ({ R, options }) => forgetting(R as ScoreMatrix, options as ScoreOptions),
  transfer: ({ R, options }) => backwardTransfer(R as ScoreMatrix, options as ScoreOptions),
  stats: ({ values }) => seedStats(values as number[]),
  pairs: ({ values, others }) => pairedStats(values as number[], others as number[]),
};

/** Every figure of a result is a finite number, or null where it is not defined. */
function isFinite(result: unknown, path = 'result'): void {
  if (result === null) return;
  if (typeof result === 'object')
    return Object.entries(result).forEach(([key, part]) => isFinite(part, `${path}.${key}`));
  assert.ok(Number.isFinite(result), `${path} is ${describe(result)}`);
}

/** What is taken is numbers, as they were given, and its figures follow from their definitions. */
function isRight(name: string, input: Input, result: unknown): void {
  isFinite(result);
  if (name === 'all') {
    const R = input.R as number[][];
    const { averageScore, learningScore, bwt } = result as ReturnType<typeof continualMetrics>;
    const T = R.length;
    const [last] = R.slice(-1);
    const diagonal = R.map((row, i) => row[i]);
    const near = (found: number, values: readonly number[]): boolean => {
      const size = Math.max(1, ...values.map(Math.abs));
      const mean = values.reduce((total, value) => total + value / values.length, 0);
      return Math.abs(found - mean) <= 1e-12 * size * T;
    };
    assert.ok(near(averageScore, last), `averageScore ${averageScore}`);
    assert.ok(near(learningScore, diagonal), `learningScore ${learningScore}`);
    assert.equal(bwt === null, T === 1);
  }
  if (name === 'stats') {
    const values = input.values as number[];
    const { mean, std } = result as ReturnType<typeof seedStats>;
    assert.ok(mean >= Math.min(...values) - 1e-9 * Math.abs(mean));
    assert.equal(std === null, values.length === 1);
  }
}

const odd = fc.oneof(
  { weight: 2, arbitrary: oddNumber },
  { weight: 1, arbitrary: anyValue },
  { weight: 1, arbitrary: fc.double({ noNaN: true }) },
);

const matrix = [
  [0.9, 0.1, 0.3],
  [0.4, 0.8, 0.2],
  [0.5, 0.6, 0.7],
];

/** Score matrices, options and figures of seeds, with wrong places. */
export const metrics: FuzzKind<{ readonly use: string; readonly input: Input }> = {
  inputs: fc.record({
    use: fc.constantFrom(...Object.keys(uses)),
    input: fc.record({
      R: fc.oneof(
        { weight: 1, arbitrary: fc.constantFrom<unknown>(matrix, [[0.5]]) },
        { weight: 3, arbitrary: mutated(matrix, odd) },
        { weight: 1, arbitrary: fc.array(fc.array(odd, { maxLength: 3 }), { maxLength: 3 }) },
      ),
      options: fc.oneof(
        { weight: 2, arbitrary: fc.boolean().map((higherIsBetter) => ({ higherIsBetter })) },
        {
          weight: 1,
          arbitrary: mutated(
            { higherIsBetter: true, baseline: [0.1, 0.2, 0.3], reference: [0.9, 0.8, 0.7] },
            odd,
          ),
        },
      ),
      values: mutated([1, 2, 3], odd),
      others: mutated([3, 2, 4], odd),
    }),
  }),
  use: ({ use, input }) =>
    usedOrRefused(
      () => uses[use](input),
      (result) => isRight(use, input, result),
    ),
};
