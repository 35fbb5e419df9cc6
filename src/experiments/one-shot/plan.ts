import type { ConvolutionalOptions } from '../../meta/convolutional';
import type { MetaOptions } from '../../meta/options';
import { adamUpdate } from '../../meta/innerUpdates';
import type { DistortionOptions } from '../../tasks/few-shot';

/** Learners of distances. */
export const metricMethods = ['prototypes', 'matching'] as const;
/** Learners of a start for gradient steps. */
export const gradientMethods = ['maml', 'fomaml', 'anil', 'reptile', 'meta-sgd'] as const;
/** What needs no training: the floors. */
export const floorMethods = ['nearest pixels', 'nearest pixels, fitted', 'nearest ink'] as const;

/** One of `metricMethods`. */
export type MetricMethod = (typeof metricMethods)[number];
/** One of `gradientMethods`. */
export type GradientMethod = (typeof gradientMethods)[number];
/** One of `floorMethods`. */
export type FloorMethod = (typeof floorMethods)[number];
/** A few-shot learner. */
export type OneShotMethod = MetricMethod | GradientMethod | FloorMethod;

/** What is learned from: the training alphabets, or all eight, for the 400 trials alone. */
export type Alphabets = 'training' | 'all';

/** What tells a run from every other. */
export interface OneShotKey {
  readonly method: OneShotMethod;
  /** Classes of an episode in training; 0 for what is not trained. */
  readonly ways: number;
  readonly alphabets: Alphabets;
  readonly seed: number;
}

/** Every learner with every seed; floors once. */
export function oneShotKeys(seeds: number): OneShotKey[] {
  const all = Array.from({ length: seeds }, (_, seed) => seed);
  return [
    ...floorMethods.map((method) => floorKey(method)),
    ...all.map((seed) => metricKey('prototypes', 'training', seed)),
    ...all.map((seed) => metricKey('prototypes', 'all', seed)),
    ...all.map((seed) => metricKey('matching', 'training', seed)),
    ...all.flatMap((seed) =>
      [5, 20].flatMap((ways) =>
        gradientMethods.map((method) => ({
          method,
          ways,
          alphabets: 'training' as const,
          seed,
        })),
      ),
    ),
  ];
}

const floorKey = (method: FloorMethod): OneShotKey => ({
  method,
  ways: 0,
  alphabets: 'training',
  seed: 0,
});

const metricKey = (method: MetricMethod, alphabets: Alphabets, seed: number): OneShotKey => ({
  method,
  ways: METRIC.ways,
  alphabets,
  seed,
});

/** How far images are distorted in training; chosen on the validation alphabets. */
export const DISTORTIONS: DistortionOptions = { degrees: 15, scale: 1.3, shear: 0.3, shift: 2 };

/** How learners of distances are trained; chosen on the validation alphabets. */
export const METRIC = {
  embedding: { channels: 64 } satisfies ConvolutionalOptions,
  ways: 20,
  shots: 1,
  queries: 5,
  episodes: { training: 1500, all: 2000 },
  learningRate: 0.001,
} as const;

/**
 * How starts are learned; chosen on the validation alphabets. An episode's tasks are adapted side
 * by side.
 */
export const GRADIENT = {
  network: { channels: 32, halving: 'stride' } satisfies ConvolutionalOptions,
  shots: 1,
  queries: 3,
  /** Meta-steps, by the classes of a task. */
  metaSteps: (ways: number): number => (ways === 5 ? 300 : 150),
  metaRate: 0.002,
  /** Tasks of a meta-step, by the classes of a task. */
  tasks: (ways: number): number => (ways === 5 ? 8 : 4),
  /** Inner steps in a test. */
  testSteps: 5,
} as const;

/**
 * The settings in which one gradient method differs from another. Where the last layer alone
 * adapts, its steps may be larger: with twenty classes its gradient is small.
 */
export function gradientSettings(
  method: GradientMethod,
  ways: number,
): Omit<MetaOptions, 'forward' | 'parameters' | 'algorithm'> {
  if (method === 'reptile')
    return { innerSteps: 5, innerRate: 0.02, innerUpdate: adamUpdate({ beta1: 0 }) };
  if (method === 'anil')
    return {
      innerSteps: 3,
      innerRate: ways === 5 ? 0.05 : 0.5,
      adapting: ['headWeight', 'headBias'],
    };
  return { innerSteps: 3, innerRate: 0.05 };
}

/** How large the test episodes are, and how many: the same for every learner. */
export const TESTS = [
  { ways: 5, shots: 1, episodes: 300 },
  { ways: 5, shots: 5, episodes: 300 },
  { ways: 20, shots: 1, episodes: 100 },
  { ways: 20, shots: 5, episodes: 100 },
] as const;

/** Queries of each class in a test episode. */
export const TEST_QUERIES = 3;
