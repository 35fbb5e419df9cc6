import { argumentError } from './arguments';
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
  for (const [name, shape] of Object.entries(shapes)) {
    const own = Object.hasOwn(found, name) ? found[name].shape : undefined;
    if (own?.join() !== shape.join())
      throw argumentError(`${what}.${name}`, own ? shapeText(own) : 'nothing', shapeText(shape));
  }
  const extra = Object.keys(found).find((name) => !Object.hasOwn(shapes, name));
  if (extra === undefined) return;
  const known = Object.keys(shapes).join(', ') || 'none';
  throw argumentError(
    `${what}.${extra}`,
    shapeText(found[extra].shape),
    `no such tensor (there are: ${known})`,
  );
}

/**
 * Compares configs field by field.
 * @throws RangeError naming the first field that differs, with its path
 */
export function checkConfig(path: string, found: unknown, expected: unknown): void {
  if (isObject(found) && isObject(expected)) {
    for (const key of new Set([...Object.keys(expected), ...Object.keys(found)]))
      checkConfig(`${path}.${key}`, found[key], expected[key]);
  } else if (JSON.stringify(found) !== JSON.stringify(expected)) {
    throw argumentError(path, describe(found), describe(expected));
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
