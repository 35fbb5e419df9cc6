import { types } from 'node:util';
import { argumentError, checkWholeNumber } from '../core/arguments';
import { describe } from '../core/text';
import { isPlainObject } from '../core/objects';
import { shapeSize } from '../core/numbers';

/** Everything that a training run is made of, as plain arrays: what a checkpoint holds. */
export interface TrainingState {
  /** Steps made. */
  readonly step: number;
  readonly learningRate: number;
  /** Name of the optimiser. */
  readonly optimizer: string;
  /** Parameters by name, and the optimiser's slots as `slot/name`. */
  readonly tensors: Readonly<
    Record<string, { readonly shape: readonly number[]; readonly data: Float32Array }>
  >;
}

/**
 * Whether a state fits a training.
 * @param shapes of its tensors, by name
 * @throws RangeError naming what came and what was expected
 */
export function checkState(
  state: TrainingState,
  optimizer: string,
  shapes: Readonly<Record<string, readonly number[]>>,
): void {
  if (!isPlainObject(state) || !isPlainObject(state.tensors))
    throw argumentError('state', describe(state), 'what state() gave');
  if (state.optimizer !== optimizer)
    throw argumentError('state.optimizer', describe(state.optimizer), `"${optimizer}"`);
  checkWholeNumber('state.step', state.step, 0);
  checkLearningRate('state.learningRate', state.learningRate);
  const extra = Object.keys(state.tensors).find((name) => !Object.hasOwn(shapes, name));
  if (extra !== undefined)
    throw new RangeError(`state.tensors: got "${extra}", which this model does not have`);
  for (const [name, shape] of Object.entries(shapes)) {
    const found = state.tensors[name] as TrainingState['tensors'][string] | undefined;
    const own = `state.tensors["${name}"]`;
    if (found === undefined) throw argumentError(own, 'nothing', `[${shape.join()}]`);
    if (!Array.isArray(found?.shape) || !types.isFloat32Array(found.data))
      throw argumentError(own, describe(found), '{ shape, data }, data a Float32Array');
    const { shape: ownShape, data } = found;
    if (ownShape.join() !== shape.join() || data.length !== shapeSize(shape))
      throw argumentError(
        own,
        `[${ownShape.join()}] with ${data.length} numbers`,
        `[${shape.join()}]`,
      );
    const odd = data.findIndex((value) => !Number.isFinite(value));
    if (odd >= 0) throw argumentError(`${own}.data[${odd}]`, data[odd], 'a finite number');
  }
}

/** @throws RangeError naming what is no finite number of at least 0 */
export function checkLearningRate(name: string, rate: unknown): void {
  if (!(typeof rate === 'number' && rate >= 0 && rate < Infinity))
    throw argumentError(name, describe(rate), 'a finite number of at least 0');
}
