import type { ContinualScenario } from '../../tasks/continual';
import { tf } from '../../tf';

/** Whether classes or values are to be answered. */
export type Kind = ContinualScenario['kind'];

/**
 * Rows inside a traced function: `x` `[rows, inputSize]`, `y` and `allowed` `[rows, outputSize]`,
 * `weights` `[rows]`, 0 for those that only fill up. `allowed` is used for classes only.
 */
export interface RowTensors {
  readonly x: tf.Tensor2D;
  readonly y: tf.Tensor2D;
  readonly allowed: tf.Tensor2D;
  readonly weights: tf.Tensor1D;
}

/** What takes a score out of the answer. */
const NEVER = -1e9;

/**
 * Scores `[rows, outputs]` with those that are not allowed (0 in `allowed`) far below all others.
 */
export const maskScores = (scores: tf.Tensor2D, allowed: tf.Tensor2D): tf.Tensor2D =>
  tf.add(scores, tf.mul(tf.sub(1, allowed), NEVER));

/**
 * The loss of each row `[rows]`: cross-entropy in nats over the allowed outputs, or the mean
 * squared error of its numbers.
 */
export function rowLosses(
  kind: Kind,
  scores: tf.Tensor2D,
  { y, allowed }: Pick<RowTensors, 'y' | 'allowed'>,
): tf.Tensor1D {
  if (kind === 'values') return tf.mean<tf.Tensor1D>(tf.squaredDifference(scores, y), 1);
  const logs = tf.logSoftmax(maskScores(scores, allowed));
  return tf.neg(tf.sum<tf.Tensor1D>(tf.mul(y, logs), 1));
}
