import { z } from 'zod';
import type { Named } from '../compile';
import { argumentError, checkFunction, checkWholeNumber } from '../core/arguments';
import { describe } from '../core/text';
import { functionField, parseNamed } from '../core/validation';
import type { TaskBatch } from '../tasks';
import { asLiveTensor, checkNamedTensors, mapNamed, namedGradients, tf, untaped } from '../tf';
import { checkedMove, gradientUpdate, type InnerUpdate } from './innerUpdates';
import { summedLoss, type TaskLoss, type TaskLossName, taskLossNames } from './loss';
import type { Forward } from './network';
import { requireSecondDerivatives } from './secondDerivatives';
import { taskBatch } from './taskTensors';

/** How a learner adapts. */
export interface AdaptOptions {
  /** Gradient steps on the support rows (1); 0: nothing adapts, the start itself is judged. */
  readonly steps?: number;
  /**
   * Size of a step (0.01): one number, or for each step (0, 1, ...) and parameter a number or a
   * tensor of the parameter's shape or a scalar, which may itself be learned (Li et al. 2017,
   * Antoniou et al. 2019). A parameter whose size is the number 0 is left as it is (ANIL: Raghu et
   * al. 2020).
   */
  readonly learningRate?: number | ((step: number, name: string) => number | tf.Tensor);
  /**
   * Takes the gradients of the inner steps as constants (false): cheaper, and no second derivative
   * is needed (FOMAML: Finn et al. 2017, section 5.2).
   */
  readonly firstOrder?: boolean;
  /** What a step makes of the gradients (`gradientUpdate`). */
  readonly innerUpdate?: InnerUpdate;
  /** What is lowered on the support rows ('squared error'). See `MetaOptions.loss`. */
  readonly loss?: TaskLossName | TaskLoss;
}

/** A loss by name, or a function. */
export const taskLossField = z
  .union([z.enum(taskLossNames), functionField<TaskLoss>()])
  .describe(`one of ${taskLossNames.join(', ')}, or a function of outputs and targets`);

/** An inner update: an object with its functions. */
export const innerUpdateField = z.custom<InnerUpdate>(
  isInnerUpdate,
  'gradientUpdate, momentumUpdate(), adamUpdate() or one of your own',
);

function isInnerUpdate(value: unknown): boolean {
  const { name, initialState, move } = (value ?? {}) as Partial<InnerUpdate>;
  return (
    typeof name === 'string' && typeof initialState === 'function' && typeof move === 'function'
  );
}

const adaptSchema = z.strictObject({
  steps: z.int().min(0).default(1),
  learningRate: z
    .union([z.number(), functionField<Exclude<AdaptOptions['learningRate'], number | undefined>>()])
    .describe('a finite number, or a function of step and name')
    .default(0.01),
  firstOrder: z.boolean().default(false),
  innerUpdate: innerUpdateField.default(gradientUpdate),
  loss: taskLossField.default('squared error'),
});

/**
 * Parameters with a leading axis of tasks, the same values for each: where every task starts from.
 * @returns each parameter `[tasks, ...shape]`. Its gradient is the sum over tasks
 * @throws RangeError naming the argument
 */
export function shareAmong(parameters: Named, tasks: number): Record<string, tf.Tensor> {
  checkNamedTensors('parameters', parameters);
  checkWholeNumber('tasks', tasks);
  const zeros = (shape: number[]): tf.Tensor => tf.zeros([tasks, ...shape]);
  // tf.tile has a gradient of two operations a task
  return mapNamed(parameters, (parameter) => tf.add(parameter, zeros(parameter.shape)));
}

/**
 * Adapts to all tasks at once: each takes steps of its own on the loss of its support rows, by
 * default w <- w - rate dL/dw on the mean squared error (Finn et al. 2017, eq. 1).
 * @param parameters with a leading axis of tasks (see `shareAmong`)
 * @param x `[tasks, rows, features]`
 * @param y `[tasks, rows, outputs]`
 * @returns the parameters after each step, the first step first; gradients flow back to
 * `parameters` and to the rates
 * @throws RangeError naming the argument or the option that is wrong
 */
export function adaptSteps(
  forward: Forward,
  parameters: Named,
  x: tf.Tensor3D,
  y: tf.Tensor3D,
  options: AdaptOptions = {},
): Record<string, tf.Tensor>[] {
  checkFunction('forward', forward);
  checkNamedTensors('parameters', parameters);
  asLiveTensor('x', x);
  asLiveTensor('y', y);
  const { steps, learningRate, firstOrder, innerUpdate, loss } = parseNamed(adaptSchema, options);
  if (!firstOrder) requireSecondDerivatives();
  const after: Record<string, tf.Tensor>[] = [];
  let states: ReadonlyMap<string, Named> = new Map();
  for (let step = 0; step < steps; step++) {
    const from: Named = after[step - 1] ?? parameters;
    const rates = new Map<string, number | tf.Tensor>();
    for (const name of Object.keys(from)) {
      const rate =
        typeof learningRate === 'number' ? learningRate : checkedRate(learningRate(step, name));
      if (rate !== 0) rates.set(name, rate);
    }
    const at = firstOrder ? mapNamed(from, untaped) : from;
    const gradients = gradientsOf(
      (moving) => summedLoss(loss, forward({ ...at, ...moving }, x), y),
      at,
      [...rates.keys()],
    );
    const moves = new Map(
      Object.entries(gradients).map(([name, gradient]) => {
        const state = states.get(name) ?? innerUpdate.initialState(from[name]);
        return [name, checkedMove(innerUpdate, gradient, state, step)];
      }),
    );
    states = new Map([...moves].map(([name, { state }]) => [name, state]));
    after.push(
      mapNamed(from, (parameter, name) => {
        const rate = rates.get(name);
        const move = moves.get(name);
        if (rate === undefined || !move) return parameter;
        const factor = typeof rate === 'number' ? -rate : tf.neg(rate);
        return tf.add(parameter, tf.mul(factor, move.direction));
      }),
    );
  }
  return after;
}

function checkedRate(rate: unknown): number | tf.Tensor {
  if (rate instanceof tf.Tensor) return rate as tf.Tensor;
  if (typeof rate === 'number' && Number.isFinite(rate)) return rate;
  throw argumentError('learningRate', describe(rate), 'a finite number or a tensor from it');
}

/** The parameters after all inner steps (see `adaptSteps`). */
export function adapt(
  forward: Forward,
  parameters: Named,
  x: tf.Tensor3D,
  y: tf.Tensor3D,
  options: AdaptOptions = {},
): Named {
  return adaptSteps(forward, parameters, x, y, options).at(-1) ?? parameters;
}

/**
 * What MAML minimises: the mean over tasks of the loss on the query rows, after each task has
 * adapted on its support rows (Finn et al. 2017, algorithm 2). A pure function:
 * differentiate it, or give it to `compileTraining`.
 * @param parameters without an axis of tasks: the start that all tasks share, which is to be
 * learned
 * @throws RangeError naming the argument or the option that is wrong
 * @example
 * compileTraining({
 *   parameters: net.initialParameters(random),
 *   optimizer: adam(),
 *   loss: (parameters, tasks: TaskBatch) => mamlLoss(net.forward, parameters, tasks),
 * });
 */
export function mamlLoss(
  forward: Forward,
  parameters: Named,
  batch: TaskBatch,
  options: AdaptOptions = {},
): tf.Scalar {
  const { supportX, supportY, queryX, queryY } = taskBatch(batch);
  const tasks = supportX.shape[0];
  const adapted = adapt(forward, shareAmong(parameters, tasks), supportX, supportY, options);
  const { loss = 'squared error' } = options;
  return tf.div<tf.Scalar>(summedLoss(loss, forward(adapted, queryX), queryY), tasks);
}

/**
 * The gradients of some of the parameters, on the tape of whoever differentiates further. That of
 * one that the loss does not use is 0.
 */
function gradientsOf(
  loss: (moving: Named) => tf.Scalar,
  parameters: Named,
  names: readonly string[],
): Named {
  if (names.length === 0) return {};
  return namedGradients(loss, Object.fromEntries(names.map((name) => [name, parameters[name]])));
}
