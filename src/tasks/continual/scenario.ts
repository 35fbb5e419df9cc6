import { z } from 'zod';
import { argumentError } from '../../core/arguments';
import { createRandom } from '../../core/random';
import { describe } from '../../core/text';
import { parseNamed } from '../../core/validation';
import { MNIST_PIXELS } from '../datasets/mnist';
import { digitParts, type JudgedOn, permutedTasks, splitTasks } from './digits';
import { mnistParts, permutedMnistTasks, splitMnistTasks } from './mnist';
import { isMnistScenario, type MnistScenarioName, type ScenarioName, scenarioNames } from './names';
import { type Beside, regressionTasksOf, widthBeside } from './regression';
import { type DigitsSplit, readDigitsSplit } from './split';
import type { ContinualScenario } from './types';

/** What can be chosen about a scenario. */
export interface ScenarioOptions {
  /** The project's own by default. Without effect on regression and on MNIST. */
  readonly split?: DigitsSplit;
  /**
   * `validation`: a fifth of each class of the rows to learn from is held out in place of the test
   * rows, which are not looked at: settings are chosen on these. The same fifth always. Of MNIST
   * 500 rows of each class.
   */
  readonly judgedOn?: JudgedOn;
  /**
   * Fixes the rows of the regression tasks and the orders of `permuted-mnist` (0). Without effect
   * on the others.
   */
  readonly seed?: number;
  /**
   * Each input is multiplied with a number of its own, exp(N(0, 1)), the same always: distances
   * between rows then say little.
   */
  readonly inputGains?: boolean;
}

const SIZE = 64;
const CLASSES = 10;

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

/** How a scenario is met. */
interface Plan extends Pick<
  ContinualScenario,
  'epochs' | 'batchSize' | 'batchesPerTask' | 'hiddenSizes'
> {
  /** Of regression: what a row carries beside x. */
  readonly beside?: Beside;
}

/** Hidden layers of the network that learns MNIST (van de Ven et al. 2022). */
const hiddenSizes = [400, 400];

/** What each scenario is: passes over a task, rows a batch. */
const plans: Readonly<Record<ScenarioName, Plan>> = {
  'split-class': { epochs: 10, batchSize: 32 },
  'split-class-online': { epochs: 1, batchSize: 10 },
  'split-task': { epochs: 10, batchSize: 32 },
  permuted: { epochs: 5, batchSize: 32 },
  regression: { epochs: 10, batchSize: 32, beside: 'nothing' },
  'regression-id': { epochs: 10, batchSize: 32, beside: 'task' },
  'regression-context': { epochs: 10, batchSize: 32, beside: 'answer before' },
  // 2,000 batches are 20 to 25 passes
  'split-mnist': { epochs: 30, batchSize: 128, batchesPerTask: 2000, hiddenSizes },
  'split-mnist-online': { epochs: 1, batchSize: 10, hiddenSizes },
  'permuted-mnist': { epochs: 2, batchSize: 128, batchesPerTask: 500, hiddenSizes },
};

/**
 * A scenario of continual learning. Digits: two classes a task, one head for all (`split-class`;
 * `-online` in one pass) or told which two (`split-task`), or all classes with the pixels in
 * another order in each task (`permuted`). Regression: the tutorial's four tasks, x `[64]` alone,
 * with the task's number (`-id`), or with the answer to the row before (`-context`, rows in order).
 * MNIST (`npm run data -- mnist` makes its file): two classes a task, 2,000 batches each as in van
 * de Ven, Tuytelaars and Tolias 2022 (`split-mnist`; `-online` in one pass), or all classes with
 * the pixels in another order in each of ten tasks (`permuted-mnist`).
 * @throws RangeError naming the scenario or an option
 * @throws FileError naming the file of MNIST if it is not there
 * @example continualScenario('permuted').tasks.length === 10
 */
export function continualScenario(
  name: ScenarioName,
  options: ScenarioOptions = {},
): ContinualScenario {
  if (typeof name !== 'string' || !Object.hasOwn(plans, name))
    throw argumentError('scenario', describe(name), `one of ${scenarioNames.join(', ')}`);
  const { split, judgedOn, seed, inputGains } = parseNamed(optionsShape, options);
  if (isMnistScenario(name)) return mnistScenario(name, judgedOn, seed, inputGains);
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
  return { name, kind: 'classes', inputSize: SIZE, outputSize: CLASSES, epochs, batchSize, tasks };
}

function mnistScenario(
  name: MnistScenarioName,
  judgedOn: JudgedOn,
  seed: number,
  inputGains: boolean,
): ContinualScenario {
  const parts = mnistParts(judgedOn);
  const gains = inputGains ? inputGainsOf(MNIST_PIXELS) : undefined;
  return {
    name,
    kind: 'classes',
    inputSize: MNIST_PIXELS,
    outputSize: CLASSES,
    ...plans[name],
    tasks:
      name === 'permuted-mnist'
        ? permutedMnistTasks(parts, seed, gains)
        : splitMnistTasks(parts, gains),
  };
}

function inputGainsOf(size: number): Float32Array {
  const random = createRandom(0).fork('input gains');
  return Float32Array.from({ length: size }, () => Math.exp(random.normal()));
}
