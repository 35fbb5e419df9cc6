import { isPromise } from '../core/promises';
import { tf } from '../tf';

/**
 * A nested structure of arrays and plain objects, taken apart: its tensors in a fixed order, a text
 * that is equal for structures alike in form, shapes and types, and the way back.
 */
export interface Flat {
  readonly tensors: tf.Tensor[];
  readonly form: string;
  readonly rebuild: (tensors: readonly tf.Tensor[]) => unknown;
}

/**
 * Takes a structure apart. What is not a tensor (numbers, texts, truth values, null) belongs to the
 * form.
 * @param what named in errors
 * @throws TypeError for anything else, such as a function, a typed array, a tensor of texts or an
 * object that contains itself; Error for a tensor that was disposed
 */
export function flatten(value: unknown, what: string): Flat {
  const tensors: tf.Tensor[] = [];
  const form = formOf(value, what, tensors);
  const rebuild = (others: readonly tf.Tensor[]): unknown => {
    let next = 0;
    const build = (part: unknown): unknown => {
      if (asTensor(part)) return others[next++];
      if (Array.isArray(part)) return part.map(build);
      if (isPlain(part))
        return Object.fromEntries(Object.entries(part).map(([key, inner]) => [key, build(inner)]));
      return part;
    };
    return build(value);
  };
  return { tensors, form, rebuild };
}

/** Structures may be nested this deep. */
const DEEPEST = 100;

/** The form of a part; its tensors are added to the list. */
function formOf(value: unknown, what: string, tensors: tf.Tensor[], depth = 0): string {
  const tensor = asTensor(value);
  if (tensor) {
    const { dtype, shape } = tensor;
    if (tensor.isDisposed)
      throw new Error(`${what}: got a tensor of shape [${shape.join()}] that was disposed`);
    if (dtype === 'string')
      throw new TypeError(
        `${what}: got a tensor of texts, expected float32, int32, bool or complex64`,
      );
    tensors.push(tensor);
    return `${dtype}[${shape.join()}]`;
  }
  if (depth > DEEPEST)
    throw new TypeError(
      `${what.slice(0, 40)}…: got parts more than ${DEEPEST} deep, or an object that contains ` +
        'itself, expected tensors, numbers, texts, or arrays and plain objects of these',
    );
  if (Array.isArray(value)) {
    const parts = value.map((part, i) => formOf(part, `${what}[${i}]`, tensors, depth + 1));
    return `[${parts.join()}]`;
  }
  if (isPlain(value)) {
    const fields = Object.entries(value).map(
      ([key, part]) =>
        `${JSON.stringify(key)}:${formOf(part, `${what}.${key}`, tensors, depth + 1)}`,
    );
    return `{${fields.join()}}`;
  }
  if (value === undefined) return 'undefined';
  if (value === null || ['number', 'string', 'boolean'].includes(typeof value))
    return JSON.stringify(value);
  if (isPromise(value)) {
    value.then(undefined, () => undefined); // nobody waits for it any more
    throw new TypeError(
      `${what}: got a Promise, expected tensors: a compiled function cannot wait (async, ` +
        'await). Wait outside and pass in what came',
    );
  }
  const got = typeof value === 'object' ? value.constructor?.name : typeof value;
  throw new TypeError(
    `${what}: got a ${got}, expected tensors, numbers, texts, or arrays and plain objects of these`,
  );
}

/** A value that is a tensor of TensorFlow.js, else undefined. */
export function asTensor(value: unknown): tf.Tensor | undefined {
  return value instanceof tf.Tensor ? (value as tf.Tensor) : undefined;
}

/** An object literal, also one from another realm (a notebook's cells). */
function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype = Object.getPrototypeOf(value) as object | null;
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
