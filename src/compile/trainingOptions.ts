import { z } from 'zod';
import { argumentError } from '../core/arguments';
import { shapeText } from '../core/stored';
import { functionField, parseNamed } from '../core/validation';
import { namedTensorsField, type tf } from '../tf';
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

/** A rule that moves parameters, among options. */
export function optimizerOption() {
  return z.custom<Optimizer>(isOptimizer, 'adam(), sgd() or rmsProp()');
}

const trainingSchema = z.strictObject({
  loss: functionField(),
  parameters: namedTensorsField(),
  optimizer: optimizerOption(),
  eager: z.boolean().optional(),
  clipNorm: z.number().gt(0).optional(),
  clipValue: z.number().gt(0).optional(),
});

/** @throws RangeError naming the option that is wrong */
export function checkTrainingOptions(options: unknown): void {
  const { parameters } = parseNamed(trainingSchema, options);
  if (Object.keys(parameters).length === 0)
    throw argumentError('parameters', 'none', 'at least one named tensor');
  for (const [name, { dtype, shape, size }] of Object.entries(parameters)) {
    if (dtype !== 'float32') throw argumentError(`parameters.${name}`, dtype, 'float32');
    if (size === 0)
      throw argumentError(`parameters.${name}`, shapeText(shape), 'at least one number');
  }
}

function isOptimizer(value: unknown): boolean {
  const { scalars, apply, slots, inputs } = (value ?? {}) as Partial<Optimizer>;
  const areFunctions = typeof scalars === 'function' && typeof apply === 'function';
  return areFunctions && Array.isArray(slots) && Array.isArray(inputs);
}
