/** A tensor as plain numbers, row-major. */
export interface StoredTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

export type StoredTensors = Readonly<Record<string, StoredTensor>>;

/** Numbers of other widths, too: what a file can hold. */
export interface StoredArray {
  readonly shape: readonly number[];
  readonly data: Float32Array | Float64Array | Int32Array;
}

export type StoredArrays = Readonly<Record<string, StoredArray>>;

/** Numbers that a shape holds. */
export const sizeOf = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

/**
 * Checks names and shapes.
 * @param what the group they belong to, for the error
 * @throws RangeError naming what came and what was expected
 */
export function checkTensors(
  what: string,
  found: StoredArrays,
  shapes: Readonly<Record<string, readonly number[]>>,
): void {
  for (const [name, shape] of Object.entries(shapes)) {
    const tensor = Object.hasOwn(found, name) ? found[name] : undefined;
    if (tensor?.shape.join() !== shape.join())
      throw new RangeError(
        `${what}.${name}: got ${tensor ? `shape [${tensor.shape.join(', ')}]` : 'nothing'}, ` +
          `expected shape [${shape.join(', ')}]`,
      );
  }
  const extra = Object.keys(found).find((name) => !Object.hasOwn(shapes, name));
  if (extra !== undefined)
    throw new RangeError(
      `${what}.${extra}: got shape [${found[extra].shape.join(', ')}], expected no such tensor ` +
        `(there are: ${Object.keys(shapes).join(', ') || 'none'})`,
    );
}
