import { types } from 'node:util';
import { z } from 'zod';
import type { Named } from '../../compile';
import { shapeSize } from '../../core/numbers';
import type { Random } from '../../core/random';
import { functionField, parseValue } from '../../core/validation';
import { tf } from '../../tf';

/**
 * A network as a learner takes it: where its parameters start, and a pure function from rows
 * `[rows, inputSize]` to scores `[rows, outputSize]`. The same function for every run, so that runs
 * can share its graph.
 */
export interface Model {
  readonly parameters: Readonly<Record<string, Parameter>>;
  readonly forward: ModelForward;
  /**
   * Activations of its last hidden layer `[rows, features]`, for strategies that compare rows
   * there; left out: they compare scores.
   */
  readonly features?: ModelForward;
}
/** A parameter of a network: its shape, and where it starts. */
export interface Parameter {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

const parameterField = z
  .looseObject({
    shape: z.array(z.int().min(1)),
    data: z.custom<Float32Array>((value) => types.isFloat32Array(value), 'a Float32Array'),
  })
  .superRefine(({ shape, data }, context) => {
    const size = shapeSize(shape);
    if (data.length !== size)
      context.addIssue({ code: 'custom', path: ['data'], message: `${size}, as its shape says` });
  });

/** A network among the options of a run. */
export const modelField = z.looseObject({
  parameters: z
    .record(z.string(), parameterField)
    .refine((named) => Object.keys(named).length > 0, 'at least one parameter'),
  forward: functionField<ModelForward>(),
  features: functionField<ModelForward>().optional(),
});

/** A parameter's start. @param value gives each number, in order */
export const parameter = (shape: readonly number[], value: () => number): Parameter => ({
  shape,
  data: Float32Array.from({ length: shapeSize(shape) }, value),
});

const sizesField = z
  .array(z.int().min(1))
  .min(2)
  .describe('a list of sizes: the inputs, any layers, the outputs');

/** Scores `[rows, outputSize]` of a network for rows `x` `[rows, inputSize]`. */
export type ModelForward = (parameters: Named, x: tf.Tensor2D) => tf.Tensor2D;

/**
 * Layers of rectified units, the last one linear. Weights and biases start uniform within +-1 /
 * sqrt(inputs of the layer), as torch.nn.Linear does.
 * @param sizes units from the inputs to the outputs, for instance [64, 256, 256, 10]
 * @throws RangeError naming a size that is not a whole number of at least 1
 */
export function mlp(sizes: readonly number[], random: Random): Model {
  parseValue('sizes', sizesField, sizes);
  const parameters: Record<string, Parameter> = {};
  for (const [i, units] of sizes.slice(1).entries()) {
    const inputs = sizes[i];
    const bound = 1 / Math.sqrt(inputs);
    const uniform = (): number => (2 * random.uniform() - 1) * bound;
    parameters[`w${i}`] = parameter([inputs, units], uniform);
    parameters[`b${i}`] = parameter([units], uniform);
  }
  return { parameters, forward: mlpForward, features: mlpFeatures };
}

/** Scores of the layers w0, b0, w1, b1... for `x` `[rows, inputs]`. */
export const mlpForward: ModelForward = (parameters, x) => {
  const last = layersOf(parameters) - 1;
  return layer(parameters, last, mlpFeatures(parameters, x));
};

/** Activations of their last hidden layer; without one, `x`. */
const mlpFeatures: ModelForward = (parameters, x) => {
  let h = x;
  for (let i = 0; i < layersOf(parameters) - 1; i++) h = tf.relu(layer(parameters, i, h));
  return h;
};

const layersOf = (parameters: Named): number => Object.keys(parameters).length / 2;

/** The sums of one layer, before they are rectified. */
function layer(parameters: Named, i: number, h: tf.Tensor2D): tf.Tensor2D {
  const product = tf.matMul<tf.Tensor2D>(h, parameters[`w${i}`]);
  return tf.add<tf.Tensor2D>(product, parameters[`b${i}`]);
}
