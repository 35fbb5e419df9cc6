import type { MetricLearner } from '../../meta';
import {
  aboutTheirMean,
  errorShare,
  type FewShotEpisode,
  modifiedHausdorff,
  nearestPixels,
  oneShotEpisodes,
} from '../../tasks/few-shot';
import { tf } from '../../tf';
import { inkPoints, loadOmniglot } from '../../tasks/datasets';
import type { OnProgress } from '../types';
import { saveOneShotEmbedding } from './embedding';
import {
  fewShotErrors,
  judgeRuns,
  ONE_SHOT_RUNS,
  type TestError,
  testEpisodes,
  testName,
} from './judge';
import { learnMetric } from './learnMetric';
import { learnFewShotStart, startErrors } from './learnFewShotStart';
import {
  type FloorMethod,
  floorMethods,
  GRADIENT,
  type GradientMethod,
  gradientMethods,
  METRIC,
  type MetricMethod,
  type OneShotKey,
  TESTS,
} from './plan';

/** One learner trained with one seed, and its errors. */
export interface OneShotResult extends OneShotKey {
  readonly errors: readonly TestError[];
  /** Seconds of training, wall clock; 0 without. */
  readonly seconds: number;
  /** Episodes, or meta-steps, of training. */
  readonly steps: number;
}

/** Makes one run of the plan. What prototypes learned on the training alphabets is stored. */
export async function performOneShotRun(
  key: OneShotKey,
  onStep: OnProgress,
): Promise<OneShotResult> {
  const { method } = key;
  if (isOneOf(floorMethods, method))
    return { ...key, errors: floorErrors(method), seconds: 0, steps: 0 };
  return isOneOf(gradientMethods, method)
    ? await gradientRun({ ...key, method }, onStep)
    : await metricRun({ ...key, method }, onStep);
}

function isOneOf<T extends string>(list: readonly T[], value: string): value is T {
  return (list as readonly string[]).includes(value);
}

function floorErrors(method: FloorMethod): TestError[] {
  if (method === 'nearest ink') return [{ test: ONE_SHOT_RUNS, error: nearestInkError() }];
  return fewShotErrors(nearestPixels, { fitted: method === 'nearest pixels, fitted' });
}

/** The error of the data set's own demo: the least modified Hausdorff distance of the ink. */
function nearestInkError(): number {
  const { runs } = loadOmniglot();
  const pointsOf = (bits: Uint8Array): Float64Array[] =>
    Array.from({ length: 20 }, (_, i) => aboutTheirMean(inkPoints(bits, i)));
  const answersOf = (run: number): number[] => {
    const [known, asked] = [pointsOf(runs[run].training), pointsOf(runs[run].test)];
    return asked.map((points) => {
      const distances = known.map((other) => modifiedHausdorff(points, other));
      return distances.indexOf(Math.min(...distances));
    });
  };
  const episodes = oneShotEpisodes();
  return errorShare(episodes, (episode) => answersOf(episodes.indexOf(episode)));
}

async function metricRun(
  key: OneShotKey & { readonly method: MetricMethod },
  onStep: OnProgress,
): Promise<OneShotResult> {
  const { method, alphabets, seed } = key;
  const begin = Date.now();
  const learner = await learnMetric(method, alphabets, seed, onStep);
  const seconds = (Date.now() - begin) / 1000;
  try {
    if (method === 'prototypes' && alphabets === 'training') saveEmbedding(learner, seed);
    const answers = (episode: FewShotEpisode): number[] => learner.answers(episode);
    const errors = alphabets === 'training' ? fewShotErrors(answers) : [judgeRuns(answers)];
    return { ...key, errors, seconds, steps: METRIC.episodes[alphabets] };
  } finally {
    learner.dispose();
  }
}

function saveEmbedding(learner: MetricLearner, seed: number): void {
  const parameters = learner.parameters();
  saveOneShotEmbedding(seed, parameters);
  tf.dispose(parameters);
}

async function gradientRun(
  key: OneShotKey & { readonly method: GradientMethod },
  onStep: OnProgress,
): Promise<OneShotResult> {
  const { method, ways, seed } = key;
  const begin = Date.now();
  const learner = await learnFewShotStart(method, ways, seed, onStep);
  const seconds = (Date.now() - begin) / 1000;
  try {
    const errors = TESTS.filter((test) => test.ways === ways).map((test) => ({
      test: testName(test.ways, test.shots),
      error: startErrors(learner, testEpisodes(test, true)),
    }));
    if (ways === 20)
      errors.push({
        test: ONE_SHOT_RUNS,
        error: startErrors(learner, oneShotEpisodes({ fitted: true })),
      });
    return { ...key, errors, seconds, steps: GRADIENT.metaSteps(ways) };
  } finally {
    learner.dispose();
  }
}
