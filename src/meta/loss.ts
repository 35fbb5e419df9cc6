import { argumentError } from '../core/arguments';
import { asLiveTensor, tf } from '../tf';

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
