import { z } from 'zod';
import { argumentError } from '../core/arguments';
import { isPlainObject } from '../core/objects';
import { isPromise } from '../core/promises';
import { describe } from '../core/text';
import { tf } from './tensorflow';

/** Tensors by name among options. */
export const namedTensorsField = () =>
  z.custom<Readonly<Record<string, tf.Tensor>>>(areNamedTensors, NAMED);

/** @throws RangeError naming what is no object of tensors by name */
export function checkNamedTensors(name: string, value: unknown): void {
  if (!areNamedTensors(value)) throw argumentError(name, describe(value), NAMED);
}

const NAMED = 'an object of tensors by name, none disposed';

const areNamedTensors = (value: unknown): boolean =>
  isPlainObject(value) && Object.values(value).every(isLiveTensor);

/**
 * A value as the tensor that it is.
 * @throws RangeError naming what is no tensor, or one that was disposed
 */
export function asLiveTensor(name: string, value: unknown): tf.Tensor {
  if (isLiveTensor(value)) return value as tf.Tensor;
  if (value instanceof tf.Tensor)
    throw argumentError(name, 'a tensor that was disposed', 'one that was not');
  throw argumentError(name, isPromise(value) ? 'a Promise' : describe(value), 'a tensor');
}

/**
 * Checks a tensor of float32.
 * @param shape its sizes; a name stands for any size of at least 1
 * @throws RangeError naming the tensor, its type or shape, and what was expected
 * @example checkTensor('inputs', x, ['batch', 'length', 6])
 * // RangeError: inputs: got [2, 3, 5], expected [batch, length, 6]
 */
export function checkTensor(
  name: string,
  value: unknown,
  shape: readonly (number | string)[],
): tf.Tensor {
  const tensor = asLiveTensor(name, value);
  if (tensor.dtype !== 'float32') throw argumentError(name, tensor.dtype, 'float32');
  const own: readonly number[] = tensor.shape;
  const fits = (size: number, i: number): boolean =>
    size > 0 && (typeof shape[i] === 'string' || shape[i] === size);
  if (own.length === shape.length && own.every(fits)) return tensor;
  const atLeastOne = own.includes(0) ? ', none of them 0' : '';
  throw argumentError(name, `[${own.join(', ')}]`, `[${shape.join(', ')}]${atLeastOne}`);
}

const isLiveTensor = (value: unknown): boolean =>
  value instanceof tf.Tensor && !(value as tf.Tensor).isDisposed;
