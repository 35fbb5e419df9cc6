import type { ContinualLearningAgent } from '../../agent/agent';
import { runStream } from '../../agent/runStream';
import type { ScoreMatrix } from '../../metrics';
import { interruptible, liveChart, pause } from '../../notebook';
import { say } from '../../plots';
import type { TaskData } from '../../tasks';

/** How a run that is watched goes. */
export interface WatchedRunOptions {
  /** The name of the line in the chart: "replay". */
  readonly name: string;
  /** Training steps a task. */
  readonly updatesPerTask: number;
  /** Called after each training step, which counts from 1 over all tasks. */
  readonly onUpdate?: (update: number) => void;
}

/**
 * Trains an agent on one task after another, under a live chart of the loss, and can be stopped.
 * @returns R[i][j]: mean squared error on task j's held-out rows after training on tasks 0..i
 * @throws RangeError as `runStream` does
 */
export async function watchedRun(
  agent: ContinualLearningAgent,
  tasks: readonly TaskData[],
  { name, updatesPerTask, onUpdate }: WatchedRunOptions,
): Promise<ScoreMatrix> {
  const chart = liveChart({
    title: `Training: ${name}`,
    xLabel: 'update',
    yLabel: 'loss (MSE, log)',
    series: [name],
    logY: true,
    marks: tasks.map((_, k) => ({ x: k * updatesPerTask + 1, label: `task ${k + 1}` })),
  });
  let last = NaN;
  const watched = async (update: number, loss: number): Promise<void> => {
    last = loss;
    chart.add(update, { [name]: loss });
    onUpdate?.(update);
    await pause();
  };
  const R = await interruptible(() =>
    runStream(agent, tasks, {
      updatesPerTask,
      onUpdate: ({ update, loss }) => watched(update, loss),
    }),
  );
  chart.done(`${name}: the loss of the moment ends at ${say(last)}`);
  return R;
}
