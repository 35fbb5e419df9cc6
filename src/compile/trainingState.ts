import { argumentError, checkWholeNumber } from '../core/arguments';
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
  if (state.optimizer !== optimizer)
    throw argumentError('state.optimizer', `"${state.optimizer}"`, `"${optimizer}"`);
  checkWholeNumber('state.step', state.step, 0);
  const extra = Object.keys(state.tensors).find((name) => !Object.hasOwn(shapes, name));
  if (extra !== undefined)
    throw new RangeError(`state.tensors: got "${extra}", which this model does not have`);
  for (const [name, shape] of Object.entries(shapes)) {
    const found = state.tensors[name];
    if (found?.shape.join() === shape.join() && found.data.length === shapeSize(shape)) continue;
    const got = found ? `[${found.shape.join()}] with ${found.data.length} numbers` : 'nothing';
    throw argumentError(`state.tensors["${name}"]`, got, `[${shape.join()}]`);
  }
}
