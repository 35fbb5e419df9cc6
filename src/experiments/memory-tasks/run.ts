import type { OnProgress } from '../types';
import { type TaskExperiment, taskExperiment, type TaskKey } from './plan';
import { slotsTried, type TaskModel } from './models';
import { TaskTraining } from './training';

/** A point of a learning curve. */
export interface TaskPoint {
  readonly iteration: number;
  /** Mean cost of the training batches since the point before (nats a sequence). */
  readonly cost: number;
  /** Wrong bits, or words, a fresh sequence. */
  readonly wrongBits: number;
}

/** A score after training, at another length or memory size. */
export interface BeyondPoint {
  readonly length: number;
  readonly slots: number;
  readonly wrongBits: number;
  readonly wrongShare: number;
}

/** One model trained with one seed. */
export interface TaskRun extends TaskKey {
  readonly parameters: number;
  readonly curve: readonly TaskPoint[];
  readonly beyond: readonly BeyondPoint[];
}

/**
 * How a run is made: `onStep` is awaited after every training step, `onPoint` at every point of the
 * curve.
 */
export interface TaskRunOptions {
  readonly iterations?: number;
  readonly onStep?: OnProgress;
  readonly onPoint?: (point: TaskPoint, total: number) => void | Promise<void>;
}

/**
 * Trains a model and scores it as the experiment says. The same seed gives the same run on the same
 * machine.
 */
export async function runTask(
  experiment: TaskExperiment,
  model: TaskModel,
  seed: number,
  { iterations = experiment.iterations, onStep, onPoint }: TaskRunOptions = {},
): Promise<TaskRun> {
  const { name, task, memory, every, beyond } = experiment;
  const training = new TaskTraining({ ...experiment.training, task, model, seed, memory });
  try {
    const curve: TaskPoint[] = [{ iteration: 0, cost: NaN, wrongBits: training.wrongBits() }];
    let cost = 0;
    for (let i = 1; i <= iterations; i++) {
      const own = training.update();
      cost += own;
      await onStep?.(i, iterations, own);
      if (i % every !== 0) continue;
      const point = { iteration: i, cost: cost / every, wrongBits: training.wrongBits() };
      curve.push(point);
      cost = 0;
      await onPoint?.(point, iterations);
    }
    const scores = beyond ? scoresBeyond(training, model, beyond) : [];
    return {
      experiment: name,
      model,
      seed,
      parameters: training.parameterCount,
      curve: curve.slice(1),
      beyond: scores,
    };
  } finally {
    training.dispose();
  }
}

/** Scores at every length and number of slots, in this order. */
function scoresBeyond(
  training: TaskTraining,
  model: TaskModel,
  beyond: NonNullable<TaskExperiment['beyond']>,
): BeyondPoint[] {
  const { lengths, slots, score } = beyond;
  // the first number of slots is that of training, or stands for none
  return slotsTried(model, slots[0], slots).flatMap((memorySize) =>
    lengths.map((length) => ({
      length,
      slots: memorySize,
      ...training.score({ sequences: 64, ...score, task: beyond.task(length), memorySize }),
    })),
  );
}

/** Makes one run of the plan. */
export function performTaskRun(
  { experiment, model, seed }: TaskKey,
  onStep: OnProgress,
): Promise<TaskRun> {
  return runTask(taskExperiment(experiment), model, seed, { onStep });
}
