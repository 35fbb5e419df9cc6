import type { Named, Optimizer } from '../compile';
import type { Forward } from './network';

/** How a start is learned. What each does is told at `MetaLearner`. */
export const metaAlgorithms = [
  'maml',
  'fomaml',
  'anil',
  'reptile',
  'meta-sgd',
  'pretrain',
] as const;
export type MetaAlgorithm = (typeof metaAlgorithms)[number];

/** What a `MetaLearner` is given. */
export interface MetaOptions {
  /**
   * A pure function of parameters and inputs `[tasks, rows, features]`; it is always called with
   * parameters that have a leading axis of tasks.
   */
  readonly forward: Forward;
  /** Where to start, without the axis of tasks. They are copied. */
  readonly parameters: Named;
  readonly algorithm: MetaAlgorithm;
  /** Gradient steps a task makes on its support rows (1). */
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
export interface MetaSettings {
  readonly algorithm: MetaAlgorithm;
  readonly innerSteps: number;
  readonly innerRate: number;
  readonly adapting: readonly string[];
  readonly perStepRates: boolean;
  readonly multiStepLoss: boolean | { readonly until: number } | readonly number[];
  readonly secondOrderFrom: number;
}

/** @throws RangeError naming the option, what came and what was expected */
export function metaSettings(options: MetaOptions): MetaSettings {
  const {
    algorithm,
    parameters,
    innerSteps = 1,
    innerRate = 0.01,
    metaRate,
    optimizer,
    perStepRates = false,
    multiStepLoss = false,
    secondOrderFrom = 0,
  } = options;
  if (!metaAlgorithms.includes(algorithm))
    refuse('algorithm', algorithm, `one of ${metaAlgorithms.join(', ')}`);
  whole('innerSteps', innerSteps, 1);
  if (!(innerRate > 0) || !Number.isFinite(innerRate))
    refuse('innerRate', innerRate, 'a number above 0');
  if (metaRate !== undefined && optimizer)
    refuse('metaRate', metaRate, 'none beside optimizer, which has a rate of its own');
  whole('secondOrderFrom', secondOrderFrom, 0);
  if (typeof multiStepLoss === 'object' && 'until' in multiStepLoss)
    whole('multiStepLoss.until', multiStepLoss.until, 1);
  else if (
    typeof multiStepLoss === 'object' &&
    (multiStepLoss.length !== innerSteps ||
      !multiStepLoss.every((weight) => weight >= 0 && Number.isFinite(weight)))
  )
    refuse(
      'multiStepLoss',
      `[${multiStepLoss.join(', ')}]`,
      `a weight of at least 0 for each of the ${innerSteps} inner steps`,
    );
  for (const [name, given, without] of [
    ['perStepRates', perStepRates, ['meta-sgd', 'reptile', 'pretrain']],
    ['multiStepLoss', multiStepLoss, ['reptile', 'pretrain']],
    ['secondOrderFrom', secondOrderFrom, ['fomaml', 'reptile', 'pretrain']],
  ] as const)
    if (given && (without as readonly string[]).includes(algorithm))
      refuse(name, given, `none with algorithm "${algorithm}"`);
  return {
    algorithm,
    innerSteps,
    innerRate,
    adapting: adaptingNames(Object.keys(parameters), algorithm, options.adapting),
    perStepRates,
    multiStepLoss,
    secondOrderFrom,
  };
}

/** Whether any meta-step differentiates through an inner step. */
export const needsSecondDerivatives = ({ algorithm }: MetaSettings): boolean =>
  algorithm === 'maml' || algorithm === 'anil' || algorithm === 'meta-sgd';

function adaptingNames(
  names: readonly string[],
  algorithm: MetaAlgorithm,
  given?: readonly string[],
): readonly string[] {
  const unknown = given?.find((name) => !names.includes(name));
  if (unknown !== undefined || given?.length === 0)
    refuse(
      'adapting',
      unknown === undefined ? 'no names' : `"${unknown}"`,
      `some of ${names.join(', ')}`,
    );
  if (given || algorithm !== 'anil') return given ?? names;
  const layers = names.length / 2;
  if (
    !names.every((name) => /^[wb]\d+$/.test(name)) ||
    !names.includes(`w${layers}`) ||
    !names.includes(`b${layers}`)
  )
    refuse(
      'adapting',
      'none',
      `with "anil" the names of the parameters that adapt, some of ${names.join(', ')}: only ` +
        'of a network() is the last layer known',
    );
  return [`w${layers}`, `b${layers}`];
}

function whole(name: string, value: number, least: number): void {
  if (!Number.isInteger(value) || value < least)
    refuse(name, value, `a whole number of at least ${least}`);
}

function refuse(name: string, got: unknown, expected: string): never {
  throw new RangeError(
    `${name}: got ${typeof got === 'object' ? JSON.stringify(got) : String(got)}, expected ` +
      `${expected}`,
  );
}
