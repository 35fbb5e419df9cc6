import type { Named } from '../compile';
import { mapNamed, tf } from '../tf';
import { shareAmong } from './maml';
import type { Forward } from './network';
import type { SupportRows } from './taskTensors';

/** The largest change of an output, as a share of the largest output, that counts as rounding. */
const ROUNDING = 1e-4;

/**
 * Refuses a network that mixes tasks. All tasks of a batch are adapted side by side: one whose
 * outputs depend on another's rows would have a gradient that is not its own, and be told of rows
 * that it has not been given. Tried with two tasks: as the rows of the second change, the outputs
 * of the first must stay.
 * @param parameters the start, without an axis of tasks
 * @returns whether there were two tasks to try
 * @throws Error that says what to do
 */
export function requireTaskIndependence(
  forward: Forward,
  parameters: Named,
  { supportX }: Pick<SupportRows, 'supportX'>,
): boolean {
  if (supportX.shape[0] < 2) return false;
  const { change, most } = tf.tidy(() => changeOfFirst(forward, parameters, supportX));
  if (!(change > ROUNDING * most)) return true; // also where an output is not finite
  throw new Error(
    'forward mixes tasks: as the rows of one task changed, outputs of another changed by up to ' +
      `${change.toPrecision(2)} (their size: up to ${most.toPrecision(2)}). Statistics, such as ` +
      "those of batch normalisation, have to be taken over one task's rows alone (axis 1 of " +
      '[tasks, rows, features])',
  );
}

/** How far the first task's outputs change with the second's rows, and their size. */
function changeOfFirst(
  forward: Forward,
  parameters: Named,
  supportX: tf.Tensor3D,
): { readonly change: number; readonly most: number } {
  const shared = shareAmong(mapNamed(parameters, shaken), 2);
  const first = tf.slice(supportX, 0, 1);
  const second = tf.slice(supportX, 1, 1);
  const other = tf.add(tf.mul(second, -2), 0.5);
  const outputs = [second, other].map((rows) => forward(shared, tf.concat([first, rows], 0)));
  // what is no output of two tasks is refused, by its name, where it is used
  const areOutputs = outputs.every((y) => y instanceof tf.Tensor && y.shape[0] === 2);
  if (!areOutputs) return { change: 0, most: 0 };
  const [before, after] = outputs.map((y) => tf.slice(y, 0, 1));
  const largest = (x: tf.Tensor): number => tf.max(tf.abs(x)).dataSync()[0];
  return { change: largest(tf.sub(before, after)), most: largest(before) };
}

/** Every number a little different, so that none hides the inputs by being 0. */
function shaken(parameter: tf.Tensor): tf.Tensor {
  const places = tf.range(0, parameter.size, 1, 'float32');
  return tf.add(parameter, tf.reshape(tf.mul(tf.sin(tf.add(places, 1)), 0.1), parameter.shape));
}
