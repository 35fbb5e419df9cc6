import { createRandom } from '../../core/random';
import { tf } from '../../tf';
import { MetaLearner } from '../../meta/metaLearner';
import { network } from '../../meta/network';
import type { MetaOptions } from '../../meta/options';
import { sinusoidTasks } from '../../tasks/sinusoid';
import { NonFiniteLossError } from '../../core/errors';
import { mean, median } from '../../core/numbers';

/** A meta-learner of the sinusoid comparison. */
export interface SinusoidExperiment {
  readonly name: string;
  readonly options: Omit<MetaOptions, 'forward' | 'parameters'>;
  /** Rows to adapt from, and as many to be judged on: K. */
  readonly shots: number;
}

/**
 * What all of them share. The bound on the meta-gradient matters with 5 inner steps: now and then a
 * single task diverges in them (a loss of 2e23 was seen), and a step of Adam on such a gradient
 * sets the training back or ends it.
 */
export const SINUSOID = {
  metaSteps: 15_000,
  tasks: 25,
  every: 250,
  clipNorm: 10,
  trialTasks: 600,
  trialRows: 100,
  trialSteps: 10,
} as const;

const experiment = (
  name: string,
  options: SinusoidExperiment['options'],
  shots = 10,
): SinusoidExperiment => ({ name, options, shots });

/**
 * The stored comparison: a network of two hidden layers of 40 ReLUs, inner rate 0.01, Adam 0.001,
 * meta-gradients of a length of at most 10. MAML++ moves the weight of its losses to the last step
 * over the first third of the training, in which the annealed learner is of first order.
 */
export const sinusoidExperiments: readonly SinusoidExperiment[] = [
  experiment('MAML', { algorithm: 'maml' }),
  experiment('MAML, 5 steps', { algorithm: 'maml', innerSteps: 5 }),
  experiment('FOMAML', { algorithm: 'fomaml' }),
  experiment('FOMAML, 5 steps', { algorithm: 'fomaml', innerSteps: 5 }),
  experiment('ANIL', { algorithm: 'anil' }),
  experiment('Reptile, 5 steps', { algorithm: 'reptile', innerSteps: 5 }),
  experiment('Meta-SGD', { algorithm: 'meta-sgd' }),
  experiment('pre-training', { algorithm: 'pretrain' }),
  experiment('MAML, 5 rows', { algorithm: 'maml' }, 5),
  experiment('MAML++, 5 steps', {
    algorithm: 'maml',
    innerSteps: 5,
    perStepRates: true,
    multiStepLoss: { until: 5000 },
  }),
  experiment('MAML annealed, 5 steps', { algorithm: 'maml', innerSteps: 5, secondOrderFrom: 5000 }),
];

/** @throws RangeError for an unknown name */
export function sinusoidExperiment(name: string): SinusoidExperiment {
  const found = sinusoidExperiments.find((one) => one.name === name);
  if (!found)
    throw new RangeError(
      `method: got ${JSON.stringify(name)}, expected one of ` +
        `${sinusoidExperiments.map((one) => one.name).join(', ')}`,
    );
  return found;
}

/**
 * A point of a training curve: the mean loss of the meta-steps since the point before, those left
 * out aside.
 */
export interface SinusoidPoint {
  readonly step: number;
  readonly loss: number;
}

/** Errors after some inner steps on fresh tasks. Null is a number that is not finite. */
export interface SinusoidTrial {
  /** Mean over tasks of the mean squared error on fresh rows. */
  readonly mse: number | null;
  /** Half of its 95 % interval over tasks. */
  readonly halfWidth: number | null;
  /** Of the tasks' errors the middle one: a few that diverge do not move it. */
  readonly median: number | null;
  /** Share of the tasks whose error is larger than before adaptation, or not finite. */
  readonly worse: number;
}

/**
 * One meta-learner trained with one seed, and tried after 0, 1, ... inner steps on tasks of that
 * seed's own: the same for all methods, none of them trained on.
 */
export interface SinusoidRun {
  readonly method: string;
  readonly seed: number;
  /** Meta-steps left out because a task of their batch diverged beyond all numbers. */
  readonly skipped: number;
  readonly curve: readonly SinusoidPoint[];
  readonly trials: readonly SinusoidTrial[];
}

/** What a run may be told: `onPoint` is awaited at every point of the curve. */
export interface SinusoidRunOptions {
  readonly metaSteps?: number;
  readonly onPoint?: (point: SinusoidPoint, total: number) => void | Promise<void>;
}

/** Share of the meta-steps that may be left out. */
const MOST_SKIPPED = 0.01;

/**
 * Trains a meta-learner and tries it. The same seed gives the same run on the same machine.
 * @throws Error if one meta-step in a hundred diverges
 */
export async function runSinusoid(
  { name, options, shots }: SinusoidExperiment,
  seed: number,
  { metaSteps = SINUSOID.metaSteps, onPoint }: SinusoidRunOptions = {},
): Promise<SinusoidRun> {
  const random = createRandom(seed);
  const net = network();
  const parameters = net.initialParameters(random.fork('weights'));
  const learner = new MetaLearner({
    clipNorm: SINUSOID.clipNorm,
    ...options,
    forward: net.forward,
    parameters,
  });
  tf.dispose(parameters);
  try {
    const order = random.fork('tasks');
    const curve: SinusoidPoint[] = [];
    let loss = 0;
    let left = 0;
    let skipped = 0; // meta-steps left out since the point before, and before it
    for (let step = 1; step <= metaSteps; step++) {
      const tasks = sinusoidTasks(order, { tasks: SINUSOID.tasks, support: shots });
      const before = finiteLoss(() => learner.update(tasks));
      Object.values(tasks).forEach((tensor: tf.Tensor) => tensor.dispose());
      loss += before ?? 0;
      left += Number(before === undefined);
      if (left + skipped > MOST_SKIPPED * metaSteps)
        throw new Error(`${name}, seed ${seed}: ${left + skipped} of ${step} meta-steps diverged`);
      if (step % SINUSOID.every !== 0) continue;
      curve.push({ step, loss: loss / (SINUSOID.every - left) });
      skipped += left;
      loss = left = 0;
      await onPoint?.(curve[curve.length - 1], metaSteps);
    }
    const fresh = sinusoidTasks(random.fork('trial'), {
      tasks: SINUSOID.trialTasks,
      support: shots,
      query: SINUSOID.trialRows,
    });
    const errors = learner.errors(fresh, { steps: SINUSOID.trialSteps });
    Object.values(fresh).forEach((tensor: tf.Tensor) => tensor.dispose());
    return {
      method: name,
      seed,
      skipped: skipped + left,
      curve,
      trials: errors.map((after) => trialOf(after, errors[0])),
    };
  } finally {
    learner.dispose();
  }
}

/** @returns undefined where the loss or its gradient is not finite: nothing was changed then */
function finiteLoss(update: () => number): number | undefined {
  try {
    return update();
  } catch (error) {
    if (error instanceof NonFiniteLossError) return undefined;
    throw error;
  }
}

function trialOf(errors: readonly number[], before: readonly number[]): SinusoidTrial {
  const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);
  const mse = mean(errors);
  const variance = errors.reduce((sum, error) => sum + (error - mse) ** 2, 0) / (errors.length - 1);
  const ranked = errors.map((error) => (Number.isNaN(error) ? Infinity : error));
  return {
    mse: finite(mse),
    halfWidth: finite(1.96 * Math.sqrt(variance / errors.length)),
    median: finite(median(ranked)),
    worse: errors.filter((error, i) => !(error <= before[i])).length / errors.length,
  };
}
