import type { MetaOptions } from '../../meta/options';

/** A meta-learner of the sinusoid comparison. */
export interface SinusoidExperiment {
  readonly name: string;
  readonly options: Omit<MetaOptions, 'forward' | 'parameters'>;
  /** Rows to adapt from, and as many to be judged on: K. */
  readonly shots: number;
}

/**
 * What all of them share. The bound on the meta-gradient matters with 5 inner steps: now and then a
 * single task diverges in them (a loss of 2e23 was seen), and a step of Adam on such a gradient
 * sets the training back or ends it.
 */
export const SINUSOID = {
  metaSteps: 15_000,
  tasks: 25,
  every: 250,
  clipNorm: 10,
  trialTasks: 600,
  trialRows: 100,
  trialSteps: 10,
} as const;

const experiment = (
  name: string,
  options: SinusoidExperiment['options'],
  shots = 10,
): SinusoidExperiment => ({ name, options, shots });

/**
 * The stored comparison: a network of two hidden layers of 40 ReLUs, inner rate 0.01, Adam 0.001,
 * meta-gradients of a length of at most 10. MAML++ moves the weight of its losses to the last step
 * over the first third of the training, in which the annealed learner is of first order.
 */
export const sinusoidExperiments: readonly SinusoidExperiment[] = [
  experiment('MAML', { algorithm: 'maml' }),
  experiment('MAML, 5 steps', { algorithm: 'maml', innerSteps: 5 }),
  experiment('FOMAML', { algorithm: 'fomaml' }),
  experiment('FOMAML, 5 steps', { algorithm: 'fomaml', innerSteps: 5 }),
  experiment('ANIL', { algorithm: 'anil' }),
  experiment('Reptile, 5 steps', { algorithm: 'reptile', innerSteps: 5 }),
  experiment('Meta-SGD', { algorithm: 'meta-sgd' }),
  experiment('pre-training', { algorithm: 'pretrain' }),
  experiment('MAML, 5 rows', { algorithm: 'maml' }, 5),
  experiment('MAML++, 5 steps', {
    algorithm: 'maml',
    innerSteps: 5,
    perStepRates: true,
    multiStepLoss: { until: 5000 },
  }),
  experiment('MAML annealed, 5 steps', { algorithm: 'maml', innerSteps: 5, secondOrderFrom: 5000 }),
];

/** @throws RangeError for an unknown name */
export function sinusoidExperiment(name: string): SinusoidExperiment {
  const found = sinusoidExperiments.find((one) => one.name === name);
  if (!found)
    throw new RangeError(
      `method: got ${JSON.stringify(name)}, expected one of ` +
        `${sinusoidExperiments.map((one) => one.name).join(', ')}`,
    );
  return found;
}

/** What tells a run from every other. */
export interface SinusoidKey {
  readonly method: string;
  readonly seed: number;
}

/** Every meta-learner with every seed. */
export function sinusoidKeys(seeds: number): SinusoidKey[] {
  return Array.from({ length: seeds }, (_, seed) => seed).flatMap((seed) =>
    sinusoidExperiments.map(({ name }) => ({ method: name, seed })),
  );
}
