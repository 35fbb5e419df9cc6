import { argumentError } from '../core/arguments';
import { describe } from '../core/text';
import type { TaskBatch } from '../tasks';
import { asLiveTensor } from '../tf';

/** Rows to adapt from. Both `[tasks, rows, features]`. */
export type SupportRows = Pick<TaskBatch, 'supportX' | 'supportY'>;

/** The four tensors alone, checked. @throws RangeError naming the one that is wrong */
export function taskBatch(tasks: TaskBatch): TaskBatch {
  const support = supportRows(tasks);
  const { queryX, queryY } = tasks;
  checkTaskTensor('queryX', queryX, [support.supportX.shape[0], null, support.supportX.shape[2]]);
  checkTaskTensor('queryY', queryY, [...queryX.shape.slice(0, 2), support.supportY.shape[2]]);
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
  checkTaskTensor('supportX', supportX, [null, null, null]);
  checkTaskTensor('supportY', supportY, [...supportX.shape.slice(0, 2), null]);
  return { supportX, supportY };
}

/**
 * Checks a tensor of the rows of all tasks.
 * @param sizes `[tasks, rows, features]` that fit what came before; null: any, at least 1
 * @throws RangeError naming the tensor, its shape or type, and what was expected
 */
function checkTaskTensor(name: string, value: unknown, sizes: readonly (number | null)[]): void {
  const tensor = asLiveTensor(name, value);
  const { shape, dtype } = tensor;
  if (dtype !== 'float32') throw argumentError(name, dtype, 'float32');
  const fits = (size: number, i: number): boolean => size > 0 && (sizes[i] ?? size) === size;
  if (shape.length === 3 && shape.every(fits)) return;
  const words = ['tasks', 'rows', 'features'].map((word, i) => sizes[i] ?? word);
  throw argumentError(name, `[${shape.join(', ')}]`, `[${words.join(', ')}], none of them 0`);
}
