import { z } from 'zod';
import { type Named, type Optimizer, optimizerOption } from '../compile';
import { argumentError } from '../core/arguments';
import { describe } from '../core/text';
import { functionField, parseNamed } from '../core/validation';
import { namedTensorsField } from '../tf';
import { gradientUpdate, type InnerUpdate } from './innerUpdates';
import type { TaskLoss, TaskLossName } from './loss';
import { innerUpdateField, taskLossField } from './maml';
import type { Forward } from './network';

/** How a start is learned. `MetaLearner` says what each does. */
export const metaAlgorithms = [
  'maml',
  'fomaml',
  'anil',
  'reptile',
  'meta-sgd',
  'pretrain',
] as const;
/** One of `metaAlgorithms`. */
export type MetaAlgorithm = (typeof metaAlgorithms)[number];

/** How a `MetaLearner` is made. */
export interface MetaOptions {
  /**
   * A pure function of parameters and inputs `[tasks, rows, features]`; it is always called with
   * parameters that have a leading axis of tasks.
   */
  readonly forward: Forward;
  /** Where to start, without the axis of tasks. They are copied. */
  readonly parameters: Named;
  readonly algorithm: MetaAlgorithm;
  /**
   * What a task's rows are judged by: 'squared error', the mean over rows and outputs;
   * 'cross-entropy', the mean over rows of -log softmax of the right class, in nats, with one-hot
   * targets; or a function that returns the loss of each task. 'squared error' by default.
   */
  readonly loss?: TaskLossName | TaskLoss;
  /**
   * What an inner step makes of gradients: `gradientUpdate`, by default, `momentumUpdate()`,
   * `adamUpdate()` or one of your own.
   */
  readonly innerUpdate?: InnerUpdate;
  /** Gradient steps a task makes on its support rows, at least 1 (1): without any, `pretrain`. */
  readonly innerSteps?: number;
  /** Size of such a step (0.01); where rates are learned, the size they begin with. */
  readonly innerRate?: number;
  /** Adam's step size for what is learned (0.001). */
  readonly metaRate?: number;
  /**
   * Another rule than Adam, in place of `metaRate`: `sgd({ learningRate: 0.1 })` is the plain outer
   * step of Reptile.
   */
  readonly optimizer?: Optimizer;
  /** Bound on the meta-gradient's Euclidean length (none). */
  readonly clipNorm?: number;
  /**
   * Names of the parameters that adapt; the others stay as they were learned. All, but for ANIL the
   * last layer of a `network`, and to be given for other models.
   */
  readonly adapting?: readonly string[];
  /**
   * Learns a rate for each inner step and parameter (false; Antoniou et al. 2019, section 4, LSLR).
   */
  readonly perStepRates?: boolean;
  /**
   * Minimises the query losses after all inner steps, not after the last alone (Antoniou et al.
   * 2019, section 4, MSL): true weighs them alike; `{ until }` moves the weight evenly to the last
   * step, which has all of it from that meta-step on; numbers, one an inner step, are weights that
   * stay.
   */
  readonly multiStepLoss?: boolean | { readonly until: number } | readonly number[];
  /**
   * Meta-steps of first order before those of second order begin (0; Antoniou et al. 2019, section
   * 4, DA).
   */
  readonly secondOrderFrom?: number;
  /** Op by op instead of compiled (false). Same numbers up to rounding. */
  readonly eager?: boolean;
}

/** Options with their defaults, checked. */
export type MetaSettings = Readonly<
  Required<
    Pick<
      MetaOptions,
      | 'algorithm'
      | 'innerSteps'
      | 'innerRate'
      | 'adapting'
      | 'perStepRates'
      | 'multiStepLoss'
      | 'secondOrderFrom'
    >
  > & {
    /** The name of the loss; that of a function is its own. */
    readonly loss: string;
    /** The name of the inner update. */
    readonly innerUpdate: string;
  }
>;

/** What `multiStepLoss` may be. */
export const multiStepLossField = z
  .union([
    z.boolean(),
    z.strictObject({ until: z.int().min(1) }),
    z.array(z.number().min(0)).min(1),
  ])
  .describe('true, false, { until: a whole number of at least 1 } or a weight for each inner step');

const metaSchema = z.strictObject({
  forward: functionField<Forward>(),
  parameters: namedTensorsField(),
  algorithm: z.enum(metaAlgorithms),
  loss: taskLossField.default('squared error'),
  innerUpdate: innerUpdateField.default(gradientUpdate),
  innerSteps: z.int().min(1).default(1),
  innerRate: z.number().gt(0).default(0.01),
  metaRate: z.number().gt(0).optional(),
  optimizer: optimizerOption().optional(),
  clipNorm: z.number().gt(0).optional(),
  adapting: z.array(z.string()).optional(),
  perStepRates: z.boolean().default(false),
  multiStepLoss: multiStepLossField.default(false),
  secondOrderFrom: z.int().min(0).default(0),
  eager: z.boolean().optional(),
});

/** @throws RangeError naming the option, what came and what was expected */
export function metaSettings(options: MetaOptions): MetaSettings {
  const {
    algorithm,
    parameters,
    loss,
    innerUpdate,
    innerSteps,
    innerRate,
    metaRate,
    optimizer,
    adapting,
    perStepRates,
    multiStepLoss,
    secondOrderFrom,
  } = parseNamed(metaSchema, options);
  if (metaRate !== undefined && optimizer)
    throw argumentError('metaRate', metaRate, 'none beside optimizer, which has a rate of its own');
  checkWeights(multiStepLoss, innerSteps);
  for (const [name, given, without] of [
    ['perStepRates', perStepRates, ['meta-sgd', 'reptile', 'pretrain']],
    ['multiStepLoss', multiStepLoss, ['reptile', 'pretrain']],
    ['secondOrderFrom', secondOrderFrom, ['fomaml', 'reptile', 'pretrain']],
  ] as const)
    if (given && (without as readonly string[]).includes(algorithm))
      throw argumentError(name, describe(given), `none with algorithm "${algorithm}"`);
  return {
    algorithm,
    loss: typeof loss === 'string' ? loss : loss.name || 'a function',
    innerUpdate: innerUpdate.name,
    innerSteps,
    innerRate,
    adapting: adaptingNames(Object.keys(parameters), algorithm, adapting),
    perStepRates,
    multiStepLoss,
    secondOrderFrom,
  };
}

/** Whether any meta-step differentiates through an inner step. */
export const needsSecondDerivatives = ({ algorithm }: MetaSettings): boolean =>
  algorithm === 'maml' || algorithm === 'anil' || algorithm === 'meta-sgd';

/** @throws RangeError unless weights are as many as inner steps */
function checkWeights(given: MetaSettings['multiStepLoss'], innerSteps: number): void {
  if (typeof given !== 'object' || 'until' in given || given.length === innerSteps) return;
  throw argumentError(
    'multiStepLoss',
    `[${given.join(', ')}]`,
    `a weight of at least 0 for each of the ${innerSteps} inner steps`,
  );
}

function adaptingNames(
  names: readonly string[],
  algorithm: MetaAlgorithm,
  given?: readonly string[],
): readonly string[] {
  const some = `some of ${names.join(', ')}`;
  const unknown = given?.find((name) => !names.includes(name));
  if (unknown !== undefined) throw argumentError('adapting', `"${unknown}"`, some);
  if (given?.length === 0) throw argumentError('adapting', 'no names', some);
  if (given || algorithm !== 'anil') return given ?? names;
  const count = names.length / 2;
  const last = [`w${count}`, `b${count}`];
  const areLayers = names.every((name) => /^[wb]\d+$/.test(name));
  if (!areLayers || !last.every((name) => names.includes(name)))
    throw argumentError(
      'adapting',
      'none',
      `with "anil" the names of the parameters that adapt, ${some}: only of a network() is the ` +
        'last layer known',
    );
  return last;
}
