import { argumentError } from '../core/arguments';
import { isPlainObject } from '../core/objects';
import { checkTensors, type StoredTensor, type StoredTensors } from '../core/stored';
import { describe } from '../core/text';
import { asLiveTensor, tf } from '../tf';
import { floatsOnly } from './safetensors';

type NestedTensors = tf.Tensor | { readonly [name: string]: NestedTensors };

/**
 * An object of the same form, each tensor changed.
 * @param state tensors by name, or nested objects of them
 * @param change gets a tensor and its name; nested names are joined with '/'
 */
export function mapTensors<S extends object>(
  state: S,
  change: (tensor: tf.Tensor, name: string) => tf.Tensor,
): S {
  function map(part: NestedTensors, path: readonly string[]): NestedTensors {
    if (part instanceof tf.Tensor)
      return change(asLiveTensor(path.join('/') || 'tensors', part), path.join('/'));
    if (!isPlainObject(part))
      throw argumentError(path.join('/') || 'tensors', describe(part), 'tensors by name');
    const inner = Object.entries(part);
    return Object.fromEntries(inner.map(([name, own]) => [name, map(own, [...path, name])]));
  }
  return map(state as NestedTensors, []) as S;
}

/**
 * Copies tensors (weights by name, or a nested state: its names are joined with '/') into plain
 * arrays.
 * @throws RangeError naming what is no tensor, or one that was disposed
 * @example toArrays(controller.initialState(1))['memory/usage']
 */
export function toArrays(tensors: object): Record<string, StoredTensor> {
  const arrays: Record<string, StoredTensor> = {};
  mapTensors(tensors, (tensor, name) => {
    arrays[name] = { shape: [...tensor.shape], data: Float32Array.from(tensor.dataSync()) };
    return tensor;
  });
  return arrays;
}

/**
 * Makes tensors of stored ones, by the same names. The caller disposes them.
 * @throws RangeError naming what is no stored tensor
 */
export function toTensors(stored: StoredTensors): Record<string, tf.Tensor> {
  const floats = floatsOnly(stored);
  return Object.fromEntries(Object.entries(floats).map(([name, array]) => [name, tensorOf(array)]));
}

/**
 * Puts stored tensors back into the form of a state. The caller disposes them.
 * @param like a state of the wanted form, such as `controller.initialState(batch, weights)`; only
 * its names and shapes are used
 * @throws RangeError naming the tensor that is missing, too many or of another shape
 */
export function toState<S extends object>(like: S, stored: StoredTensors): S {
  const shapes: Record<string, readonly number[]> = {};
  mapTensors(like, (tensor, name) => {
    shapes[name] = tensor.shape;
    return tensor;
  });
  checkTensors('state', stored, shapes);
  const floats = floatsOnly(stored);
  return mapTensors(like, (_, name) => tensorOf(floats[name]));
}

const tensorOf = ({ shape, data }: StoredTensor): tf.Tensor => tf.tensor(data, [...shape]);
