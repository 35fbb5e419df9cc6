import { argumentError } from '../core/arguments';
import { asLiveTensor, tf } from '../tf';

/** What a task is judged by. `MetaOptions.loss` says what each is. */
export const taskLossNames = ['squared error', 'cross-entropy'] as const;
/** One of `taskLossNames`. */
export type TaskLossName = (typeof taskLossNames)[number];

/**
 * The loss of each task, `[tasks]`, of outputs and targets `[tasks, rows, features]`. A pure,
 * differentiable function; no task's loss depends on another's rows.
 */
export type TaskLoss = (outputs: tf.Tensor, targets: tf.Tensor) => tf.Tensor;

/**
 * The mean squared error of each task, summed over the tasks: as no task's error depends on
 * another's parameters, its gradient holds each task's own gradient. With a gradient of two
 * operations in place of eight; that gradient can be differentiated again.
 * @param outputs `[tasks, rows, features]`
 * @param targets the same shape
 * @throws RangeError if the shapes differ, or one is no tensor
 */
export function squaredErrors(outputs: tf.Tensor, targets: tf.Tensor): tf.Scalar {
  checkAnswers(outputs, targets);
  const numbers = (outputs.shape[1] as number) * (outputs.shape[2] as number);
  const error = tf.customGrad((...args) => {
    const [y, t, save] = args as unknown as [tf.Tensor, tf.Tensor, tf.GradSaveFunc];
    save([y, t]);
    return {
      value: tf.div(tf.sum(tf.square(tf.sub(y, t))), numbers),
      gradFunc: (dy, saved) => {
        const slope = tf.mul(tf.sub(saved[0], saved[1]), tf.mul(dy, 2 / numbers));
        return [slope, tf.neg(slope)];
      },
    };
  });
  return error(outputs, targets) as tf.Scalar;
}

/** The mean squared error of each task, `[tasks]`. */
const squaredErrorOfEach: TaskLoss = (outputs, targets) => {
  checkAnswers(outputs, targets);
  return tf.mean(tf.squaredDifference(outputs, targets), [1, 2]);
};

/**
 * The mean cross-entropy of each task's rows, in nats: -sum(target * log softmax(output)), the
 * features being classes. Its gradients are right to any order.
 * @param outputs `[tasks, rows, classes]`, before the softmax
 * @param targets the same shape, shares of the classes that sum to 1 in each row
 * @returns `[tasks]`
 * @throws RangeError if the shapes differ, or one is no tensor
 */
export function crossEntropies(outputs: tf.Tensor, targets: tf.Tensor): tf.Tensor {
  checkAnswers(outputs, targets);
  const logs = tf.sub(outputs, tf.logSumExp(outputs, 2, true));
  return tf.neg(tf.mean(tf.sum(tf.mul(targets, logs), 2), 1));
}

const lossesOfEach: Readonly<Record<TaskLossName, TaskLoss>> = {
  'squared error': squaredErrorOfEach,
  'cross-entropy': crossEntropies,
};

/** The loss of each task, `[tasks]`. @throws RangeError if `loss` gives another shape */
export function lossOfEach(
  loss: TaskLossName | TaskLoss,
  outputs: tf.Tensor,
  targets: tf.Tensor,
): tf.Tensor {
  if (typeof loss === 'string') return lossesOfEach[loss](outputs, targets);
  checkAnswers(outputs, targets);
  const losses = loss(outputs, targets);
  const { shape } = asLiveTensor('loss', losses);
  if (shape.length !== 1 || shape[0] !== outputs.shape[0])
    throw argumentError(
      'loss',
      `a function that returns [${shape.join(', ')}]`,
      `the loss of each task, [${outputs.shape[0]}]`,
    );
  return losses;
}

/** The losses of all tasks, summed: its gradient holds each task's own. */
export function summedLoss(
  loss: TaskLossName | TaskLoss,
  outputs: tf.Tensor,
  targets: tf.Tensor,
): tf.Scalar {
  if (loss === 'squared error') return squaredErrors(outputs, targets);
  return tf.sum(lossOfEach(loss, outputs, targets));
}

/**
 * Checks what a network answered.
 * @throws RangeError unless outputs and targets are tensors of one shape, `[tasks, rows, features]`
 */
export function checkAnswers(outputs: unknown, targets: unknown): void {
  const { shape } = asLiveTensor('outputs', outputs);
  const wanted = asLiveTensor('targets', targets).shape;
  if (shape.length !== 3 || shape.join() !== wanted.join() || shape.includes(0))
    throw argumentError(
      'targets',
      `[${wanted.join(', ')}] for outputs [${shape.join(', ')}]`,
      '[tasks, rows, features] of both, none of them 0',
    );
}
