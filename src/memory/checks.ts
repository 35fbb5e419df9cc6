import { argumentError, checkWholeNumber } from '../core/arguments';
import { shapeText } from '../core/stored';
import { describe } from '../core/text';
import { asLiveTensor } from '../tf';
import type { InterfacePart } from './bank';

/** Shape of each tensor of an object, behind the batch. */
export type Shapes = Readonly<Record<string, readonly number[]>>;

/** Shapes of what a memory is asked that has a use for all parts of its interface vector. */
export const shapesOfParts = (parts: readonly InterfacePart[]): Shapes =>
  Object.fromEntries(parts.map(({ name, shape }) => [name, shape]));

/** Rows that a memory is asked for at most. */
export function checkBatch(batch: unknown): void {
  checkWholeNumber('batch', batch, 1, 1_000_000);
}

/**
 * Checks what goes into a step: state and controls of one batch.
 * @throws RangeError naming the tensor, what came and what was expected
 */
export function checkStepShapes(
  state: { readonly memory: unknown },
  stateShapes: Shapes,
  controls: object,
  controlShapes: Shapes,
): void {
  checkObject('state', state);
  checkObject('controls', controls);
  const batch = asLiveTensor('state.memory', state.memory).shape[0];
  checkWholeNumber('state.memory: rows', batch);
  checkTensorShapes('state', state, stateShapes, batch);
  checkTensorShapes('controls', controls, controlShapes, batch);
}

/** @throws RangeError naming what is no object */
export function checkObject(name: string, value: unknown): void {
  if (typeof value !== 'object' || value === null)
    throw argumentError(name, describe(value), 'an object of tensors by name');
}

/** @throws RangeError naming the first tensor that is missing, no float32 or of another shape */
export function checkTensorShapes(
  name: string,
  tensors: object,
  shapes: Shapes,
  batch: number,
): void {
  for (const [part, shape] of Object.entries(shapes)) {
    const tensor = asLiveTensor(`${name}.${part}`, (tensors as Record<string, unknown>)[part]);
    const expected = [batch, ...shape];
    if (tensor.dtype !== 'float32') throw argumentError(`${name}.${part}`, tensor.dtype, 'float32');
    if (tensor.shape.join() !== expected.join())
      throw argumentError(`${name}.${part}`, shapeText(tensor.shape), shapeText(expected));
  }
}
