import type { OnProgress } from '../types';
import type { TaskKey } from '../memory-tasks/plan';
import { runTask, type TaskRun } from '../memory-tasks/run';
import { kindExperiment } from './plan';

/** Makes one run of the plan. */
export function performKindRun(
  { experiment, model, seed }: TaskKey,
  onStep: OnProgress,
): Promise<TaskRun> {
  return runTask(kindExperiment(experiment), model, seed, { onStep });
}
