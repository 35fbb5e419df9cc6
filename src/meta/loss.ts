import { tf } from '../tf';

/**
 * The mean squared error of each task, summed over the tasks: as no task's error depends on
 * another's parameters, its gradient holds each task's own gradient. With a gradient of two
 * operations in place of eight; that gradient can be differentiated again.
 * @param outputs `[tasks, rows, features]`
 * @param targets the same shape
 * @throws RangeError if the shapes differ
 */
export function squaredErrors(outputs: tf.Tensor, targets: tf.Tensor): tf.Scalar {
  if (outputs.shape.join() !== targets.shape.join() || outputs.rank !== 3)
    throw new RangeError(
      `targets: got [${targets.shape.join(', ')}] for outputs [${outputs.shape.join(', ')}], ` +
        'expected [tasks, rows, features] of both',
    );
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
