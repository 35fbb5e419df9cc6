import { z } from 'zod';
import { createRandom } from '../core/random';
import { continualMetrics, pairedStats } from '../metrics';
import { checker, exercise, functionAnswer, type Problem } from '../notebook';
import { regressionStream, rowAt, type Rows } from '../tasks';

/** A matrix of errors, a row a time and a column a task, for any number of tasks. */
function errorMatrix(tasks: number): number[][] {
  const random = createRandom(tasks).fork('errors');
  return Array.from({ length: tasks }, () => Array.from({ length: tasks }, () => random.uniform()));
}

/** 6.1: backward transfer of errors, for any number of tasks. */
export const errorTransfer = exercise({
  level: 1,
  hints: [
    'Task j was trained at time j: its error then is R[j][j]; at the end it is R[T - 1][j].',
    'Add up R[j][j] - R[T - 1][j] for j = 0 to T - 2, and divide by T - 1.',
  ],
  answer: functionAnswer<(R: number[][]) => number>(),
  problem(transfer) {
    for (const tasks of [4, 2, 3, 6]) {
      const R = errorMatrix(tasks);
      const found: unknown = transfer(errorMatrix(tasks));
      if (typeof found !== 'number') return `it returns ${typeof found}, expected a number`;
      const wanted = continualMetrics(R, { higherIsBetter: false }).bwt!;
      if (!(Math.abs(found - wanted) < 1e-9)) return wrongTransfer(tasks, found, wanted);
    }
    return undefined;
  },
});

function wrongTransfer(tasks: number, found: number, wanted: number): string {
  if (Math.abs(found + wanted) < 1e-9) return 'the sign is wrong: better must be positive';
  const [given, right] = [found.toPrecision(3), wanted.toPrecision(3)];
  return `for a matrix of ${tasks} tasks it gives ${given}, not ${right}`;
}

const VERDICTS = ['helps', 'harms', 'open'] as const;
type VerdictWord = (typeof VERDICTS)[number];

/** Errors of two agents, seed by seed. */
interface Pairs {
  readonly what: string;
  readonly full: readonly number[];
  readonly without: readonly number[];
}

/** Luck that both agents share: far larger than what a part brings. */
const LUCK = [0.9, 0.2, 0.5, 0.7, 0.1];

/** Runs that 6.2 is tried on. No interval ends near 0. */
const PAIRS: readonly Pairs[] = [
  {
    what: 'the seeds differ much, and every seed agrees',
    full: LUCK,
    without: LUCK.map((luck, seed) => luck + [0.03, 0.04, 0.02, 0.03, 0.04][seed]),
  },
  {
    what: 'the error falls in every seed',
    full: LUCK.map((luck, seed) => luck + [0.03, 0.04, 0.02, 0.03, 0.04][seed]),
    without: LUCK,
  },
  {
    what: 'the mean rises, and the seeds do not agree',
    full: [0.1, 0.1, 0.1, 0.1, 0.1],
    without: [0.09, 0.11, 0.3, 0.08, 0.09],
  },
  { what: 'three seeds rise a little', full: [0, 0, 0], without: [0.01, 0.02, 0.05] },
  { what: 'ten seeds agree', full: Array<number>(10).fill(0.2), without: tenHigher() },
  { what: 'nothing changes', full: [0.3, 0.1, 0.2], without: [0.3, 0.1, 0.2] },
  { what: 'five seeds rise a little', full: [0, 0, 0, 0, 0], without: [0.2, 1, 2, 0.1, 1.2] },
];

/** Ten errors, a little above 0.2 in the mean: the standard error needs the root of n. */
function tenHigher(): number[] {
  return [0.25, 0.21, 0.19, 0.26, 0.22, 0.24, 0.2, 0.27, 0.23, 0.21];
}

/** 6.2: what the runs of an agent with and without a part say about the part. */
export const partVerdict = exercise({
  level: 2,
  hints: [
    'Take the difference seed by seed first: without[i] - full[i]. Then its mean and interval.',
    'pairedStats(without, full) gives mean and ci95HalfWidth. Open: 0 lies between the ends.',
  ],
  answer: functionAnswer<(full: number[], without: number[]) => string>(),
  problem(verdict) {
    for (const { what, full, without } of PAIRS) {
      const found: unknown = verdict([...full], [...without]);
      if (!VERDICTS.includes(found as VerdictWord))
        return `it returns ${JSON.stringify(found)}, expected 'helps', 'harms' or 'open'`;
      const wanted = wordFor(full, without);
      if (found !== wanted)
        return `where ${what} (${full.length} seeds) it says '${String(found)}', not '${wanted}'`;
    }
    return undefined;
  },
});

function wordFor(full: readonly number[], without: readonly number[]): VerdictWord {
  const { mean, ci95HalfWidth } = pairedStats(without, full);
  if (Math.abs(mean) <= ci95HalfWidth!) return 'open';
  return mean > 0 ? 'helps' : 'harms';
}

type StreamSolver = (x: number[], xBefore: number[], yBefore: number[]) => ArrayLike<number>;

/** An error (MSE) that rounding to 32 bits alone stays below. */
const EXACT = 1e-6;

/** 6.3: a solver of the stream that learns nothing: it finds the task by the row before. */
export const streamSolver = exercise({
  level: 3,
  hints: [
    'For each of the four formulas, work out what it would have answered to xBefore.',
    'The task is the one whose answer to xBefore is nearest to yBefore. Return its answer to x.',
  ],
  answer: functionAnswer<StreamSolver>(),
  problem(solve) {
    for (const seed of [0, 1]) {
      for (const [k, { name, test }] of regressionStream({ seed, testRows: 30 }).entries()) {
        const problem = problemOnTask(solve, test, `task ${k + 1}, ${name}`);
        if (problem !== undefined) return problem;
      }
    }
    return undefined;
  },
});

function problemOnTask(solve: StreamSolver, rows: Rows, task: string): Problem {
  let total = 0;
  for (let i = 1; i < rows.count; i++) {
    const before = rowAt(rows, i - 1);
    const { x, y } = rowAt(rows, i);
    const found = solve(Array.from(x), Array.from(before.x), Array.from(before.y));
    const values = z
      .array(z.number())
      .length(y.length)
      .safeParse(Array.from(found ?? []));
    if (!values.success) return `for ${task} it does not return ${y.length} numbers`;
    total += values.data.reduce((sum, value, j) => sum + (value - y[j]) ** 2, 0) / y.length;
  }
  const error = total / (rows.count - 1);
  return error < EXACT ? undefined : `on ${task} its error is ${error.toPrecision(2)}, not 0`;
}

/** Checks the exercises of chapter 06. */
export const check = checker({
  '6.1': errorTransfer,
  '6.2': partVerdict,
  '6.3': streamSolver,
});
