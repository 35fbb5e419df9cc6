import { createRandom } from '../../core/random';
import { createTaskData, regressionTasks } from '../regression';
import type { JudgedOn } from './digits';
import { fifth, type Rows, takeRows } from '../rows';
import type { ContinualTask } from './types';

const SIZE = 64;
const TRAIN = 500;
const TEST = 200;

/**
 * What a row carries beside x: nothing, the task's number as 1 of 4, or the answer to the row
 * before it (0 for the first).
 */
export type Beside = 'nothing' | 'task' | 'answer before';
export const widthBeside = (beside: Beside): number =>
  ({ nothing: 0, task: regressionTasks.length, 'answer before': SIZE })[beside];

/**
 * The tutorial's four tasks: 500 rows to learn from and 200 held-out ones of each, in order.
 * @param gains each number of x is multiplied with, `[64]`, after the answers are made
 */
export function regressionTasksOf(
  beside: Beside,
  judgedOn: JudgedOn,
  seed: number,
  gains?: Float32Array,
): ContinualTask[] {
  return regressionTasks.map(({ name }, task) => {
    const data = createTaskData(task, { trainRows: TRAIN, testRows: TEST, size: SIZE, seed });
    const train = widened(data.train, beside, task, gains);
    if (judgedOn === 'test') return { name, train, test: widened(data.test, beside, task, gains) };
    const { chosen, rest } = fifth(
      Array.from({ length: TRAIN }, (_, i) => i),
      () => 0,
      createRandom(0).fork('validation'),
    );
    return { name, train: takeRows(train, rest), test: takeRows(train, chosen) };
  });
}

function widened({ count, x, y }: Rows, beside: Beside, task: number, gains?: Float32Array): Rows {
  const extra = widthBeside(beside);
  const width = SIZE + extra;
  const wide = new Float32Array(count * width);
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < SIZE; j++) wide[i * width + j] = x[i * SIZE + j] * (gains?.[j] ?? 1);
    if (beside === 'task') wide[i * width + SIZE + task] = 1;
    if (beside === 'answer before' && i > 0)
      wide.set(y.subarray((i - 1) * SIZE, i * SIZE), i * width + SIZE);
  }
  return { count, x: wide, y };
}
