import type { Named } from '../compile';
import type { TaskBatch } from '../tasks';
import { mapNamed, tf } from '../tf';
import { lossOfEach, summedLoss } from './loss';
import { adapt, type AdaptOptions, adaptSteps, shareAmong } from './maml';
import type { Forward } from './network';
import { taskBatch } from './taskTensors';

/**
 * The loss of each task's query rows, by default their mean squared error, before adaptation and
 * after each step: a list for each step, 0 first, with a number for each task. As
 * `MetaLearner.errors`, with any rates.
 * @param parameters the start, without an axis of tasks
 * @throws RangeError naming the argument or the option that is wrong
 * @example
 * const gentle = (_step: number, name: string) => tf.div(rates[name], 5);
 * taskErrors(net.forward, start, tasks, { steps: 10, learningRate: gentle, firstOrder: true });
 */
export function taskErrors(
  forward: Forward,
  parameters: Named,
  batch: TaskBatch,
  options: AdaptOptions = {},
): number[][] {
  const { supportX, supportY, queryX, queryY } = taskBatch(batch);
  return tf.tidy(() => {
    const start = shareAmong(parameters, supportX.shape[0]);
    const after = adaptSteps(forward, start, supportX, supportY, options);
    const { loss = 'squared error' } = options;
    return [start, ...after].map((own) =>
      Array.from(lossOfEach(loss, forward(own, queryX), queryY).dataSync()),
    );
  });
}

/**
 * The gradient of each task's query loss after adaptation for the start: a row a task, all
 * parameters one after the other. All tasks at once: each gets a copy of the start, so that the
 * gradient of the sum of their losses holds each task's own.
 * @param parameters the start, without an axis of tasks
 * @throws RangeError naming the argument or the option that is wrong
 */
export function taskGradients(
  forward: Forward,
  parameters: Named,
  batch: TaskBatch,
  options: AdaptOptions = {},
): number[][] {
  const { supportX, supportY, queryX, queryY } = taskBatch(batch);
  const tasks = supportX.shape[0];
  const names = Object.keys(parameters);
  return tf.tidy(() => {
    const shared = shareAmong(parameters, tasks);
    const loss = (...list: tf.Tensor[]): tf.Scalar => {
      const start = mapNamed(parameters, (_, name) => list[names.indexOf(name)]);
      const adapted = adapt(forward, start, supportX, supportY, options);
      return summedLoss(options.loss ?? 'squared error', forward(adapted, queryX), queryY);
    };
    const gradients = tf.grads(loss)(names.map((name) => shared[name]));
    const rows = gradients.map((gradient) => tf.reshape(gradient, [tasks, -1]));
    return (tf.concat(rows, 1) as tf.Tensor2D).arraySync();
  });
}
