import { argumentError } from './arguments';
import { isPlainObject, ownValue } from './objects';
import { describe } from './text';

/** A tensor as plain numbers, row-major. */
export interface StoredTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** Tensors by name. */
export type StoredTensors = Readonly<Record<string, StoredTensor>>;

/** A tensor of any type of number that a file can hold. */
export interface StoredArray {
  readonly shape: readonly number[];
  readonly data: Float32Array | Float64Array | Int32Array;
}

/** Arrays by name. */
export type StoredArrays = Readonly<Record<string, StoredArray>>;

/** A shape in words, for an error message. */
export const shapeText = (shape: readonly number[]): string => `shape [${shape.join(', ')}]`;

/**
 * Checks names and shapes.
 * @param what the group they belong to, for the error
 * @throws RangeError naming the first array that is missing, of another shape or one too many
 */
export function checkTensors(
  what: string,
  found: Readonly<Record<string, { readonly shape: readonly number[] }>>,
  shapes: Readonly<Record<string, readonly number[]>>,
): void {
  if (!isPlainObject(found)) throw argumentError(what, describe(found), 'tensors by name');
  for (const [name, shape] of Object.entries(shapes)) {
    const own = ownValue(found, name);
    if (!hasShape(own, shape))
      throw argumentError(`${what}.${name}`, formOf(own), shapeText(shape));
  }
  const extra = Object.keys(found).find((name) => !Object.hasOwn(shapes, name));
  if (extra === undefined) return;
  const known = Object.keys(shapes).join(', ') || 'none';
  throw argumentError(
    `${what}.${extra}`,
    formOf(ownValue(found, extra)),
    `no such tensor (there are: ${known})`,
  );
}

function hasShape(tensor: unknown, shape: readonly number[]): boolean {
  const own = ownValue(tensor, 'shape');
  if (!Array.isArray(own) || own.length !== shape.length) return false;
  return own.every((length, i) => length === shape[i]);
}

const isShape = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every(Number.isInteger);

/** A tensor's shape in words, or what came in place of a tensor. */
function formOf(tensor: unknown): string {
  if (tensor === undefined) return 'nothing';
  const shape = ownValue(tensor, 'shape');
  return isShape(shape) ? shapeText(shape) : describe(tensor);
}

/**
 * Compares configs field by field. A field that is undefined is as one that is not there.
 * @throws RangeError naming the first field that differs, with its path
 */
export function checkConfig(path: string, found: unknown, expected: unknown): void {
  if (isPlainObject(found) && isPlainObject(expected)) {
    for (const key of new Set([...Object.keys(expected), ...Object.keys(found)]))
      checkConfig(`${path}.${key}`, ownValue(found, key), ownValue(expected, key));
  } else if (Array.isArray(found) && Array.isArray(expected) && found.length === expected.length) {
    for (const [i, value] of found.entries()) checkConfig(`${path}[${i}]`, value, expected[i]);
  } else if (found !== expected) {
    throw argumentError(path, describe(found), describe(expected));
  }
}
