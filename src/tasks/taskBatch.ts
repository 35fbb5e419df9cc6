import type { tf } from '../tf';

/**
 * Rows of several tasks: from the support rows a learner adapts, on the query rows it is judged.
 * All `[tasks, rows, features]`.
 */
export interface TaskBatch {
  readonly supportX: tf.Tensor3D;
  readonly supportY: tf.Tensor3D;
  readonly queryX: tf.Tensor3D;
  readonly queryY: tf.Tensor3D;
}
