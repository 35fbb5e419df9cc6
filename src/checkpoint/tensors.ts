import type { State } from '../controller';
import { checkTensors, type StoredTensor, type StoredTensors } from '../core/stored';
import { tf } from '../tf';

/**
 * Copies tensors (weights by name, or a nested state: its names are joined with '/') into plain
 * arrays.
 * @example toArrays(controller.initialState(1))['memory/usage']
 */
export function toArrays(tensors: State): Record<string, StoredTensor> {
  return Object.fromEntries(
    leaves(tensors).map(([path, tensor]) => [
      path.join('/'),
      { shape: [...tensor.shape], data: Float32Array.from(tensor.dataSync()) },
    ]),
  );
}

/** Makes tensors of stored ones, by the same names. The caller disposes them. */
export const toTensors = (stored: StoredTensors): Record<string, tf.Tensor> =>
  Object.fromEntries(
    Object.entries(stored).map(([name, { shape, data }]) => [name, tf.tensor(data, [...shape])]),
  );

/**
 * Puts stored tensors back into the form of a state. The caller disposes them.
 * @param like a state of the wanted form, such as `controller.initialState(batch, weights)`; only
 * its names and shapes are used
 * @throws RangeError naming the tensor that is missing, too many or of another shape
 */
export function toState<S extends object>(like: S, stored: StoredTensors): S {
  checkTensors(
    'state',
    stored,
    Object.fromEntries(leaves(like as State).map(([path, { shape }]) => [path.join('/'), shape])),
  );
  const build = (part: State, path: string[]): State => {
    if (!(part instanceof tf.Tensor))
      return Object.fromEntries(
        Object.entries(part).map(([name, inner]) => [name, build(inner, [...path, name])]),
      );
    const { shape, data } = stored[path.join('/')];
    return tf.tensor(data, [...shape]);
  };
  return build(like as State, []) as S;
}

function leaves(state: State, path: string[] = []): [string[], tf.Tensor][] {
  return state instanceof tf.Tensor
    ? [[path, state]]
    : Object.entries(state).flatMap(([name, inner]) => leaves(inner, [...path, name]));
}
