import { compile, type Compiled, type Named } from '../compile';
import { tf } from '../tf';
import { adaptSteps, shareAmong } from './maml';
import type { Forward } from './network';
import type { MetaSettings } from './options';
import { rateFor, separate } from './rates';
import type { TaskBatch } from '../tasks';

/** Rows to adapt from. Both `[tasks, rows, features]`. */
export type SupportRows = Pick<TaskBatch, 'supportX' | 'supportY'>;

/** How a trained learner is adapted. */
export interface TrialOptions {
  /** Gradient steps (`innerSteps`); beyond those trained, the last learned rates go on. */
  readonly steps?: number;
  /** Size of a step in place of that trained with, learned rates included. */
  readonly innerRate?: number;
}

/** Options with their defaults. */
type Trial = { readonly steps: number; readonly innerRate?: number };

/**
 * Adaptation without learning, compiled: the parameters after each step, and each task's query
 * error `[steps + 1, tasks]`.
 */
export interface Trials {
  readonly adapt: Compiled<[Named, SupportRows, Trial], Record<string, tf.Tensor>[]>;
  readonly errors: Compiled<[Named, TaskBatch, Trial], tf.Tensor2D>;
}

/** @param settings of the learner whose parameters and rates are tried */
export function trialsOf(forward: Forward, settings: MetaSettings, eager?: boolean): Trials {
  const adapted = (
    learned: Named,
    { supportX, supportY }: SupportRows,
    { steps, innerRate }: Trial,
  ): Record<string, tf.Tensor>[] => {
    const { parameters, rates } = separate(learned);
    const start = shareAmong(parameters, supportX.shape[0]);
    return [
      start,
      ...adaptSteps(forward, start, supportX, supportY, {
        steps,
        firstOrder: true,
        learningRate: rateFor(rates, settings, innerRate),
      }),
    ];
  };
  const copy = (named: Named): Record<string, tf.Tensor> =>
    // a parameter that stays is the same tensor after each step
    Object.fromEntries(Object.entries(named).map(([name, tensor]) => [name, tf.clone(tensor)]));
  return {
    adapt: compile(
      (...given) =>
        adapted(...given)
          .slice(1)
          .map(copy),
      { eager },
    ),
    errors: compile(
      (learned, tasks, trial) =>
        tf.stack(
          adapted(learned, tasks, trial).map((after) =>
            tf.mean(tf.squaredDifference(forward(after, tasks.queryX), tasks.queryY), [1, 2]),
          ),
        ) as tf.Tensor2D,
      { eager },
    ),
  };
}

/** @throws RangeError naming the option that is wrong */
export function trialWith({ steps, innerRate }: TrialOptions, innerSteps: number): Trial {
  if (steps !== undefined && (!Number.isInteger(steps) || steps < 0))
    throw new RangeError(`steps: got ${steps}, expected a whole number of at least 0`);
  if (innerRate !== undefined && !(innerRate > 0 && Number.isFinite(innerRate)))
    throw new RangeError(`innerRate: got ${innerRate}, expected a number above 0`);
  return { steps: steps ?? innerSteps, ...(innerRate !== undefined && { innerRate }) };
}

/** The four tensors alone, checked (see `checkRows`). */
export function taskBatch({ supportX, supportY, queryX, queryY }: TaskBatch): TaskBatch {
  checkRows({ supportX, supportY, queryX, queryY });
  return { supportX, supportY, queryX, queryY };
}

/**
 * @throws RangeError naming rows that are no `[tasks, rows, features]`, or of another number of
 * tasks than `supportX`
 */
export function checkRows(rows: Partial<TaskBatch>): void {
  const tasks = rows.supportX?.shape[0];
  for (const [name, tensor] of Object.entries(rows) as [string, tf.Tensor | undefined][])
    if (!(tensor instanceof tf.Tensor) || tensor.rank !== 3 || tensor.shape[0] !== tasks)
      throw new RangeError(
        `${name}: got ` +
          `${tensor instanceof tf.Tensor ? `[${tensor.shape.join(', ')}]` : String(tensor)}, ` +
          'expected [tasks, rows, features], as many tasks as supportX',
      );
}
