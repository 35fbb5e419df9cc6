import { argumentError } from '../core/arguments';
import type { tf } from '../tf';
import type { Clipping } from './gradients';
import type { Optimizer } from './optimizers';

/** Named tensors. */
export type Named = Readonly<Record<string, tf.Tensor>>;

/** What `compileTraining` is given. */
export interface TrainingOptions<B extends unknown[], O = undefined> extends Clipping {
  /**
   * A pure function of the parameters and a batch (tensors, or arrays and plain objects of them): a
   * scalar, or a scalar with other things that were computed on the way, such as answers or the
   * state that the next batch begins with.
   */
  readonly loss: (
    parameters: Named,
    ...batch: B
  ) => tf.Scalar | { readonly loss: tf.Scalar; readonly outputs: O };
  /** Where to start. They are copied. */
  readonly parameters: Named;
  readonly optimizer: Optimizer;
  /**
   * Run op by op instead (false); also with LAB_COMPILE=off and on WebAssembly. Same numbers up to
   * rounding.
   */
  readonly eager?: boolean;
}

/** @throws RangeError for a clip that is not positive, or without parameters */
export function checkTrainingOptions({
  parameters,
  ...clipping
}: Pick<TrainingOptions<never, unknown>, 'parameters' | keyof Clipping>): void {
  for (const name of ['clipNorm', 'clipValue'] as const) {
    const value = clipping[name];
    if (value !== undefined && !(value > 0)) throw argumentError(name, value, 'a number above 0');
  }
  if (Object.keys(parameters).length === 0)
    throw argumentError('parameters', 'none', 'at least one named tensor');
}
