import type { OnProgress } from '../types';
import { type TaskExperiment, taskExperiment, type TaskKey } from './plan';
import type { TaskModel } from './models';
import { TaskTraining } from './training';

/** A point of a learning curve. */
export interface TaskPoint {
  readonly iteration: number;
  /** Mean cost of the training batches since the point before (nats a sequence). */
  readonly cost: number;
  /** Wrong bits a fresh sequence. */
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
  const training = new TaskTraining({ task, model, seed, memory });
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
    // an LSTM has no slots
    const slots = model === 'lstm' ? beyond?.slots.slice(0, 1) : beyond?.slots;
    const scores = (slots ?? []).flatMap((memorySize) =>
      (beyond?.lengths ?? []).map((length) => ({
        length,
        slots: memorySize,
        ...training.score({ sequences: 64, task: beyond?.task(length), memorySize }),
      })),
    );
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

/** Makes one run of the plan. */
export function performTaskRun(
  { experiment, model, seed }: TaskKey,
  onStep: OnProgress,
): Promise<TaskRun> {
  return runTask(taskExperiment(experiment), model, seed, { onStep });
}
