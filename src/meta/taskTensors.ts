import { argumentError } from '../core/arguments';
import { describe } from '../core/text';
import type { TaskBatch } from '../tasks';
import { checkTensor } from '../tf';

/** Rows to adapt from. Both `[tasks, rows, features]`. */
export type SupportRows = Pick<TaskBatch, 'supportX' | 'supportY'>;

/** The four tensors alone, checked. @throws RangeError naming the one that is wrong */
export function taskBatch(tasks: TaskBatch): TaskBatch {
  const support = supportRows(tasks);
  const { queryX, queryY } = tasks;
  const [count, , features] = support.supportX.shape;
  checkTensor('queryX', queryX, [count, 'rows', features]);
  checkTensor('queryY', queryY, [...queryX.shape.slice(0, 2), support.supportY.shape[2]]);
  return { ...support, queryX, queryY };
}

/** The two tensors alone, checked. @throws RangeError naming the one that is wrong */
export function supportRows(rows: SupportRows): SupportRows {
  if (typeof rows !== 'object' || rows === null)
    throw argumentError(
      'tasks',
      describe(rows),
      'an object { supportX, supportY, queryX, queryY }',
    );
  const { supportX, supportY } = rows;
  checkTensor('supportX', supportX, ['tasks', 'rows', 'features']);
  checkTensor('supportY', supportY, [...supportX.shape.slice(0, 2), 'features']);
  return { supportX, supportY };
}
