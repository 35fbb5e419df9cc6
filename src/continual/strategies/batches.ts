import { z } from 'zod';
import { argumentError } from '../../core/arguments';
import type { Random } from '../../core/random';
import { plural } from '../../core/text';
import { functionField, parseNamed } from '../../core/validation';
import { checkFloats, checkRowLengths, checkTasks } from '../../tasks/checks';
import {
  type ContinualScenario,
  type ContinualTask,
  pick,
  rightShare,
  type Rows,
} from '../../tasks/continual';
import type { Kind } from './rowLoss';
import type { RowBatch, Strategy } from './types';

/**
 * The batches of a task as a strategy meets them: `epochs` passes over its rows, each in a random
 * order of its own.
 * A scenario with `batchesPerTask` stops after that many.
 * @param allowed outputs among which the answer lies, `[outputs]` or `[count, outputs]`; left out:
 * all
 * @throws RangeError naming what is wrong
 * @example
 * for (const batch of rowBatches(task.train, scenario, order)) learner.observe(batch);
 */
export function* rowBatches(
  rows: Rows,
  scenario: Passes,
  random: Random,
  allowed?: Float32Array,
): Generator<RowBatch> {
  checkRowLengths('rows', rows);
  const { epochs, batchSize, batchesPerTask = Infinity } = parseNamed(passes, scenario) as Passes;
  let made = 0;
  for (let epoch = 0; epoch < epochs; epoch++)
    for (const batch of onePass(rows, allowed, batchSize, epoch === 0, random)) {
      if (made === batchesPerTask) return;
      made++;
      yield batch;
    }
}

/** Batches of a task of `count` rows, as `rowBatches` gives them. */
export function batchCount(
  count: number,
  { epochs, batchSize, batchesPerTask = Infinity }: Passes,
): number {
  return Math.min(batchesPerTask, epochs * Math.ceil(count / batchSize));
}

/** How often the rows of a task are met. */
export type Passes = Pick<ContinualScenario, 'epochs' | 'batchSize' | 'batchesPerTask'>;

const passes = z.looseObject({
  epochs: z.int().min(1).max(1_000_000),
  batchSize: z.int().min(1).max(10_000_000),
  batchesPerTask: z.int().min(1).max(10_000_000).optional(),
});

/** One pass over rows in random order. */
function* onePass(
  { count, x, y }: Rows,
  allowed: Float32Array | undefined,
  batchSize: number,
  first: boolean,
  random: Random,
): Generator<RowBatch> {
  const order = random.choose(count, count);
  const outputs = y.length / count;
  for (let from = 0; from < count; from += batchSize) {
    const mine = order.slice(from, from + batchSize);
    const own = allowed && allowed.length > outputs ? pick(allowed, outputs, mine) : allowed;
    yield {
      count: mine.length,
      x: pick(x, x.length / count, mine),
      y: pick(y, outputs, mine),
      ...(own && { allowed: own }),
      first,
    };
  }
}

/**
 * How a strategy does on the held-out rows of every task, a row of R: shares of rows right, or mean
 * squared errors.
 * @throws RangeError naming what is wrong with the scenario, or with what `predict` gave
 */
export function taskScores(
  strategy: Pick<Strategy, 'predict'>,
  scenario: Pick<ContinualScenario, 'tasks' | 'kind' | 'inputSize' | 'outputSize'>,
): number[] {
  parseNamed(scored, { predict: (strategy as Partial<Strategy>)?.predict, scenario });
  checkTasks('scenario.tasks', scenario.tasks, scenario, ['test']);
  return scenario.tasks.map((task) => scoreOn(strategy, task, scenario));
}

const scored = z.object({
  predict: functionField(),
  scenario: z.looseObject({
    kind: z.enum(['classes', 'values']),
    inputSize: z.int().min(1),
    outputSize: z.int().min(1),
  }),
});

function scoreOn(
  strategy: Pick<Strategy, 'predict'>,
  { test, allowed }: ContinualTask,
  { kind, outputSize }: Pick<ContinualScenario, 'kind' | 'outputSize'>,
): number {
  const scores = strategy.predict(test.x, allowed);
  checkScores(scores, kind, test.count, outputSize);
  if (kind === 'classes') return rightShare(scores, test);
  let sum = 0;
  for (let k = 0; k < scores.length; k++) sum += (scores[k] - test.y[k]) ** 2;
  return sum / scores.length;
}

/** @throws RangeError unless a strategy's `predict` gave as many numbers as are to be judged */
function checkScores(scores: unknown, kind: Kind, rows: number, outputSize: number): void {
  checkFloats('predict', scores);
  const expected = `${rows * outputSize} (${plural(rows, 'row')} of ${outputSize})`;
  if (scores.length !== rows * outputSize)
    throw argumentError('predict', plural(scores.length, 'number'), expected);
  const wrong = kind === 'values' ? (value: number) => !Number.isFinite(value) : Number.isNaN;
  const place = scores.findIndex(wrong);
  if (place >= 0) throw argumentError(`predict[${place}]`, scores[place], 'a finite number');
}
