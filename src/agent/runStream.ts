import type { ScoreMatrix } from '../metrics';
import type { TaskData } from '../tasks';
import type { ContinualLearningAgent } from './agent';

/** Where a run stands: `update` counts from 1 over all tasks. */
export interface StreamProgress {
  readonly task: number;
  readonly update: number;
  readonly loss: number;
}

export interface StreamOptions {
  /** Training steps for each task. */
  readonly updatesPerTask: number;
  /** Called after each training step and awaited: draw, yield, or throw to stop. */
  readonly onUpdate?: (progress: StreamProgress) => void | Promise<void>;
  /** Called with each finished row of R. */
  readonly onTask?: (task: number, row: readonly number[]) => void | Promise<void>;
}

/**
 * Trains an agent on one task after another and scores it on the held-out rows of every task after each.
 * @returns R[i][j]: mean squared error on task j's held-out rows after training on tasks 0..i
 */
export async function runStream(agent: ContinualLearningAgent, tasks: readonly TaskData[], options: StreamOptions): Promise<ScoreMatrix> {
  const { updatesPerTask, onUpdate, onTask } = options;
  if (!Number.isInteger(updatesPerTask) || updatesPerTask < 1) throw new RangeError(`updatesPerTask: got ${updatesPerTask}, expected a whole number of at least 1`);
  const R: number[][] = [];
  for (const [task, { train }] of tasks.entries()) {
    for (let i = 1; i <= updatesPerTask; i++) {
      const loss = agent.observe(train);
      await onUpdate?.({ task, update: task * updatesPerTask + i, loss });
    }
    R.push(tasks.map(({ test }) => agent.evaluate(test).error));
    await onTask?.(task, R[task]);
  }
  return R;
}
