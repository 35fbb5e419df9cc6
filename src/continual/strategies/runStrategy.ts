import { z } from 'zod';
import { argumentError } from '../../core/arguments';
import { sum } from '../../core/numbers';
import { createRandom } from '../../core/random';
import { describe } from '../../core/text';
import { functionField, parseNamed } from '../../core/validation';
import { checkTasks } from '../../tasks/checks';
import {
  type Rows,
  type ContinualScenario,
  type ContinualTask,
  joinRows,
} from '../../tasks/continual';
import { batchCount, type Passes, rowBatches, taskScores } from './batches';
import {
  budgetField,
  checkAllowed,
  checkedContext,
  checkStrategy,
  scenarioFields,
  seedField,
} from './context';
import type { Model } from './model';
import type { StrategyName } from './names';
import { makeStrategy, strategyEntry, type StrategyEntry } from './registry';
import { anySettings } from './settings';
import type { RowBatch, Settings, Strategy, StrategyContext, StrategyMaker } from './types';

/** How a strategy is run. */
export interface StrategyRunOptions {
  readonly scenario: ContinualScenario;
  /** A strategy's name, one given to `registerStrategy` included. Either this or `make`. */
  readonly strategy?: StrategyName | (string & {});
  /** Makes a strategy of one's own, which meets the rows of one task after the other. */
  readonly make?: StrategyMaker;
  readonly seed: number;
  /** Rows that may be stored. */
  readonly budget: number;
  /** Take the place of the strategy's defaults, by name. */
  readonly settings?: Settings;
  /**
   * Makes the network, from the sizes and the seed (two hidden layers of 256 units); its `forward`
   * the same function for every run, so that runs share a graph.
   */
  readonly model?: (scenario: ContinualScenario, seed: number) => Model;
  /**
   * Called for each batch, in order; awaited if it gives a promise. A strategy that learns from
   * several batches at once has learned from all of them by then.
   */
  readonly onProgress?: (done: number, total: number, loss: number) => void | Promise<void>;
  /** Called with the scores after each task. */
  readonly onTask?: (task: number, scores: readonly number[]) => void | Promise<void>;
  /** Looks at the strategy after each task, before it is freed. */
  readonly inspect?: (strategy: Strategy, task: number) => void;
}

/**
 * R[i][j]: score on the rows that task j is judged on after task i, a share right (0 to 1) or a
 * mean squared error; and the seconds that learning and judging took.
 */
export interface StrategyRun {
  readonly R: number[][];
  readonly seconds: number;
}

/**
 * Meets the tasks of a scenario one after the other, the rows of each pass in an order of the
 * seed's, and is judged on all of them after each. The same seed gives the same R, whatever ran
 * before. `joint` meets all rows at once, and every row of R is the same.
 * @throws RangeError naming strategy, budget or a setting
 * @example await runStrategy({ scenario, strategy: 'er', seed: 0, budget: 200 })
 * @example await runStrategy({ scenario, make: mine, seed: 0, budget: 0 })
 */
export async function runStrategy(options: StrategyRunOptions): Promise<StrategyRun> {
  const { scenario, seed, onProgress, onTask, inspect } = checkedRun(options);
  const begun = performance.now();
  const { tasks } = scenario;
  const random = createRandom(seed).fork('order');
  const { strategy, meets } = strategyOf(options);
  const lessons = lessonsOf(tasks, meets);
  const passes = passesOf(scenario, meets);
  const total = sum(lessons.map(({ rows }) => batchCount(rows.count, passes)));
  const R: number[][] = [];
  let done = 0;
  try {
    for (const [task, { rows, allowed }] of lessons.entries()) {
      for (const losses of observed(strategy, rowBatches(rows, passes, random, allowed)))
        for (const loss of losses) {
          checkLoss(loss);
          done++;
          const wait = onProgress?.(done, total, loss);
          if (wait) await wait;
        }
      strategy.endTask(rows, allowed);
      R.push(taskScores(strategy, scenario));
      await onTask?.(task, R[task]);
      inspect?.(strategy, task);
    }
  } finally {
    strategy.dispose();
  }
  while (R.length < tasks.length) R.push([...R[0]]);
  return { R, seconds: (performance.now() - begun) / 1000 };
}

/** Batches that a strategy is handed at once, where it can take several. */
const AT_ONCE = 32;

/** Hands a strategy one batch after the other, or several at once. @returns the losses of each */
function* observed(strategy: Strategy, batches: Iterable<RowBatch>): Generator<number[]> {
  let waiting: RowBatch[] = [];
  for (const batch of batches) {
    if (!strategy.observeMany) {
      yield [strategy.observe(batch)];
      continue;
    }
    waiting.push(batch);
    if (waiting.length < AT_ONCE) continue;
    yield lossesOf(strategy, waiting);
    waiting = [];
  }
  if (waiting.length > 0) yield lossesOf(strategy, waiting);
}

/** @throws RangeError unless a strategy's `observeMany` gave a loss a batch */
function lossesOf(strategy: Strategy, batches: readonly RowBatch[]): number[] {
  const losses = strategy.observeMany!(batches);
  if (losses?.length === batches.length) return losses;
  throw argumentError('observeMany', describe(losses), `${batches.length} losses`);
}

const runOptions = z.strictObject({
  scenario: z.looseObject({
    ...scenarioFields,
    epochs: z.int().min(1).max(1_000_000),
    batchesPerTask: z.int().min(1).max(10_000_000).optional(),
    tasks: z.array(z.unknown()),
  }),
  strategy: z.string().optional(),
  make: functionField().optional(),
  seed: seedField,
  budget: budgetField,
  settings: z.unknown().optional(), // the strategy says what these are
  model: functionField().optional(),
  onProgress: functionField().optional(),
  onTask: functionField().optional(),
  inspect: functionField().optional(),
});

/** @throws RangeError naming the option that is wrong, what came and what was expected */
function checkedRun(given: StrategyRunOptions): StrategyRunOptions {
  const options = parseNamed(runOptions, given) as StrategyRunOptions;
  const { inputSize, outputSize, tasks } = options.scenario;
  checkTasks('scenario.tasks', tasks, { inputSize, outputSize });
  tasks.forEach(({ allowed }: ContinualTask, i) => {
    if (allowed !== undefined) checkAllowed(allowed, outputSize, 1, `scenario.tasks[${i}].allowed`);
  });
  return options;
}

/** @throws RangeError unless a strategy's `observe` gave its loss */
function checkLoss(loss: number): void {
  if (!Number.isFinite(loss))
    throw argumentError('observe', describe(loss), 'the loss, a finite number');
}

/** The strategy of a run, and which rows it meets. */
function strategyOf({
  scenario,
  strategy: name,
  make,
  seed,
  budget,
  settings = {},
  model,
}: StrategyRunOptions): { strategy: Strategy; meets: StrategyEntry['meets'] } {
  const given = name === undefined ? 'neither' : 'both';
  if ((name === undefined) === (make === undefined))
    throw argumentError('strategy, make', given, 'one of them');
  const meets = name === undefined ? 'task' : strategyEntry(name).meets;
  const own = model && { model: model(scenario, seed) };
  const context: StrategyContext = { scenario, seed, budget, settings, ...own };
  const strategy = make
    ? checkStrategy(make(checkedContext(context, anySettings)))
    : makeStrategy(name as string, context);
  return { strategy, meets };
}

/** Rows that are learned together, and their outputs where these are named. */
interface Lesson {
  readonly rows: Rows;
  readonly allowed?: Float32Array;
}

/**
 * How the rows of a lesson are met: all tasks at once take as many batches as one after the other.
 */
function passesOf(scenario: ContinualScenario, meets: StrategyEntry['meets']): Passes {
  const { epochs, batchSize, batchesPerTask, tasks } = scenario;
  if (batchesPerTask === undefined) return { epochs, batchSize };
  const lessons = meets === 'all' ? tasks.length : 1;
  return { epochs, batchSize, batchesPerTask: batchesPerTask * lessons };
}

/** What is learned one after the other. */
function lessonsOf(tasks: readonly ContinualTask[], meets: StrategyEntry['meets']): Lesson[] {
  if (meets === 'all') return [lessonOf(tasks)];
  const soFar = meets === 'so far';
  return tasks.map((task, i) => lessonOf(soFar ? tasks.slice(0, i + 1) : [task]));
}

/** The rows of some tasks; where several tasks name different outputs, each row has its own. */
function lessonOf(tasks: readonly ContinualTask[]): Lesson {
  if (tasks.length === 1) return { rows: tasks[0].train, allowed: tasks[0].allowed };
  const rows = joinRows(tasks.map(({ train }) => train));
  const width = rows.y.length / rows.count;
  if (!tasks.some(({ allowed }) => allowed)) return { rows };
  const own = new Float32Array(rows.y.length).fill(1);
  let at = 0;
  for (const { train, allowed } of tasks)
    for (let i = 0; i < train.count; i++, at += width) if (allowed) own.set(allowed, at);
  return { rows, allowed: own };
}
