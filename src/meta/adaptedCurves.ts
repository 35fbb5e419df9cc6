import { argumentError } from '../core/arguments';
import { tf } from '../tf';
import type { MetaLearner } from './metaLearner';
import type { Forward } from './network';
import type { TrialOptions } from './trial';

/** Rows of one task with one number in and one out. */
export interface CurveRows {
  readonly x: readonly number[];
  readonly y: readonly number[];
}

/**
 * What a learner answers at some places, before it has adapted to the rows of a curve and after
 * each step: a list for each step, 0 first, with a number for each place.
 * @param forward the network whose start the learner has learned
 * @throws RangeError if x and y are not equally long, or an option is wrong
 */
export function adaptedCurves(
  learner: MetaLearner,
  forward: Forward,
  { x, y }: CurveRows,
  places: readonly number[],
  options: TrialOptions = {},
): number[][] {
  if (x.length !== y.length)
    throw argumentError('rows.y', `${y.length} numbers`, `${x.length}, as many as x has`);
  const start = learner.parameters();
  const [supportX, supportY, at] = [x, y, places].map(oneTask);
  const after = learner.adapt({ supportX, supportY }, options);
  try {
    const answers = (parameters: Record<string, tf.Tensor>): number[] =>
      Array.from(tf.tidy(() => forward(parameters, at).dataSync()));
    return [start, ...after].map(answers);
  } finally {
    tf.dispose([start, after, supportX, supportY, at]);
  }
}

/** Numbers of one task, `[1, rows, 1]`. */
const oneTask = (values: readonly number[]): tf.Tensor3D =>
  tf.tensor3d([...values], [1, values.length, 1]);
