import { z } from 'zod';
import { argumentError } from '../../core/arguments';
import { createRandom } from '../../core/random';
import { describe } from '../../core/text';
import { parseNamed } from '../../core/validation';
import { digitParts, type JudgedOn, permutedTasks, splitTasks } from './digits';
import { type ScenarioName, scenarioNames } from './names';
import { type Beside, regressionTasksOf, widthBeside } from './regression';
import { type DigitsSplit, readDigitsSplit } from './split';
import type { ContinualScenario } from './types';

/** What can be chosen about a scenario. */
export interface ScenarioOptions {
  /** The project's own by default. Without effect on regression. */
  readonly split?: DigitsSplit;
  /**
   * `validation`: a fifth of each class of the rows to learn from is held out in place of the test
   * rows, which are not looked at: settings are chosen on these. The same fifth always.
   */
  readonly judgedOn?: JudgedOn;
  /** Fixes the rows of the regression tasks (0). Without effect on digits. */
  readonly seed?: number;
  /**
   * Each input is multiplied with a number of its own, exp(N(0, 1)), the same always: distances
   * between rows then say little.
   */
  readonly inputGains?: boolean;
}

const SIZE = 64;

const numbers = z.array(z.int().min(0)).min(1);
const optionsShape = z.strictObject({
  split: z
    .object({ test: numbers, splitTasks: z.array(numbers).min(1), perms: z.array(numbers).min(1) })
    .optional(),
  judgedOn: z.enum(['test', 'validation']).default('test'),
  seed: z
    .int()
    .min(0)
    .max(2 ** 32 - 1)
    .default(0),
  inputGains: z.boolean().default(false),
});

/** What each scenario is: passes over a task, rows a batch. */
const plans: Readonly<
  Record<
    ScenarioName,
    { readonly epochs: number; readonly batchSize: number; readonly beside?: Beside }
  >
> = {
  'split-class': { epochs: 10, batchSize: 32 },
  'split-class-online': { epochs: 1, batchSize: 10 },
  'split-task': { epochs: 10, batchSize: 32 },
  permuted: { epochs: 5, batchSize: 32 },
  regression: { epochs: 10, batchSize: 32, beside: 'nothing' },
  'regression-id': { epochs: 10, batchSize: 32, beside: 'task' },
  'regression-context': { epochs: 10, batchSize: 32, beside: 'answer before' },
};

/**
 * A scenario of continual learning. Digits: two classes a task, one head for all (`split-class`;
 * `-online` in one pass) or told which two (`split-task`), or all classes with the pixels in
 * another order in each task (`permuted`). Regression: the tutorial's four tasks, x `[64]` alone,
 * with the task's number (`-id`), or with the answer to the row before (`-context`, rows in order).
 * @throws RangeError naming the scenario or an option
 * @example continualScenario('permuted').tasks.length === 10
 */
export function continualScenario(
  name: ScenarioName,
  options: ScenarioOptions = {},
): ContinualScenario {
  if (typeof name !== 'string' || !Object.hasOwn(plans, name))
    throw argumentError('scenario', describe(name), `one of ${scenarioNames.join(', ')}`);
  const { split, judgedOn, seed, inputGains } = parseNamed(optionsShape, options);
  const { epochs, batchSize, beside } = plans[name];
  const gains = inputGains ? inputGainsOf(SIZE) : undefined;
  if (beside)
    return {
      name,
      kind: 'values',
      inputSize: SIZE + widthBeside(beside),
      outputSize: SIZE,
      epochs,
      batchSize,
      tasks: regressionTasksOf(beside, judgedOn, seed, gains),
    };
  const division = split ?? readDigitsSplit();
  const parts = digitParts(division, judgedOn, gains);
  const tasks =
    name === 'permuted'
      ? permutedTasks(parts, division.perms)
      : splitTasks(parts, division.splitTasks, name === 'split-task');
  return { name, kind: 'classes', inputSize: SIZE, outputSize: 10, epochs, batchSize, tasks };
}

function inputGainsOf(size: number): Float32Array {
  const random = createRandom(0).fork('input gains');
  return Float32Array.from({ length: size }, () => Math.exp(random.normal()));
}
