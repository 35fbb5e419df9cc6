import { createRandom } from '../../core/random';
import { tf } from '../../tf';
import { MetaLearner } from '../../meta/metaLearner';
import { network } from '../../meta/network';
import { sinusoidTasks } from '../../tasks/sinusoid';
import { NonFiniteLossError } from '../../core/errors';
import { mean, median } from '../../core/numbers';
import type { OnProgress } from '../types';
import { SINUSOID, type SinusoidExperiment, sinusoidExperiment, type SinusoidKey } from './plan';

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
export interface SinusoidRun extends SinusoidKey {
  /** Meta-steps left out because a task of their batch diverged beyond all numbers. */
  readonly skipped: number;
  readonly curve: readonly SinusoidPoint[];
  readonly trials: readonly SinusoidTrial[];
}

/** How a run is made: `onStep` is awaited after every meta-step. */
export interface SinusoidRunOptions {
  readonly metaSteps?: number;
  readonly onStep?: OnProgress;
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
  { metaSteps = SINUSOID.metaSteps, onStep }: SinusoidRunOptions = {},
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
      await onStep?.(step, metaSteps, before ?? NaN);
      if (step % SINUSOID.every !== 0) continue;
      curve.push({ step, loss: loss / (SINUSOID.every - left) });
      skipped += left;
      loss = left = 0;
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

/** Makes one run of the plan. */
export function performSinusoidRun(
  { method, seed }: SinusoidKey,
  onStep: OnProgress,
): Promise<SinusoidRun> {
  return runSinusoid(sinusoidExperiment(method), seed, { onStep });
}
