// Apart from the other files of this folder: only notebooks need charts.
import { functionField, parseNamed } from '../core/validation';
import { z } from 'zod';
import { liveChart } from '../notebook';
import type { ContinualScenario } from '../tasks/continual';
import { batchCount, type Strategy, taskScores } from './strategies';

/** Called after each update of a learner, counted from 1, in a task, counted from 0. */
export type AfterUpdate = (update: number, task: number) => void;

/** Updates from one point of the chart to the next. */
const EVERY = 3;

/**
 * A live chart of what a learner has right of the task it is learning and of the first one, on
 * held-out rows. It ends with the last update of the scenario; its title then says what became of
 * the first task.
 * @param name what the title calls the learner
 * @returns a function to be called after each update
 * @throws RangeError naming what is wrong
 */
export function watchForgetting(
  name: string,
  learner: Pick<Strategy, 'predict'>,
  scenario: ContinualScenario,
): AfterUpdate {
  parseNamed(watched, { name, predict: (learner as Partial<Strategy>)?.predict, scenario });
  const { tasks } = scenario;
  const [first] = tasks;
  const starts = taskStarts(scenario);
  const total = starts[tasks.length] - 1;
  const now = 'the task being learned';
  const chart = liveChart({
    title: `Learning: ${name}`,
    xLabel: `update (batch of ${scenario.batchSize})`,
    yLabel: 'held-out rows right (share)',
    series: [now, first.name],
    marks: tasks.map((task, k) => ({ x: starts[k], label: task.name })),
  });
  const sharesOf = (task: number): number[] =>
    taskScores(learner, { ...scenario, tasks: [tasks[task], first] });
  const percent = (share: number): string => `${(100 * share).toFixed(0)} %`;
  let learned = '';
  return (update, task) => {
    const isLast = update === total || update === starts[1] - 1;
    if (update % EVERY !== 1 && !isLast) return;
    const [current, old] = sharesOf(task);
    chart.add(update, { [now]: current, [first.name]: old });
    if (update < starts[1]) learned = percent(old);
    if (update === total)
      chart.done(`${name}: ${first.name}, ${learned} right at first, ${percent(old)} at the end`);
  };
}

const watched = z.object({
  name: z.string(),
  predict: functionField(),
  scenario: z.looseObject({
    epochs: z.int().min(1),
    batchSize: z.int().min(1),
    tasks: z.array(z.looseObject({ name: z.string(), train: z.looseObject({ count: z.int() }) })),
  }),
});

/** The first update of each task, counted from 1, and the one after the last. */
function taskStarts(scenario: ContinualScenario): number[] {
  const starts = [1];
  for (const { train } of scenario.tasks)
    starts.push(starts[starts.length - 1] + batchCount(train.count, scenario));
  return starts;
}
