import { createRandom } from '../../core/random';
import { convolutionalClassifier, MetaLearner } from '../../meta';
import {
  distortedEpisode,
  drawEpisode,
  type FewShotEpisode,
  fewShotTasks,
} from '../../tasks/few-shot';
import { tf } from '../../tf';
import type { OnProgress } from '../types';
import { DISTORTIONS, GRADIENT, type GradientMethod, gradientSettings } from './plan';
import { shareOfRate } from './learnMetric';
import { trainingPool } from './trainingPool';

/**
 * Learns a start from which a task of `ways` classes is learned in a few gradient steps; the caller
 * disposes the learner. The same seed gives the same learner on the same machine.
 */
export async function learnFewShotStart(
  method: GradientMethod,
  ways: number,
  seed: number,
  onStep?: OnProgress,
  metaSteps: number = GRADIENT.metaSteps(ways),
): Promise<MetaLearner> {
  const random = createRandom(seed).fork('one-shot/training');
  const net = convolutionalClassifier(ways, GRADIENT.network);
  const parameters = net.initialParameters(createRandom(seed).fork('one-shot/parameters'));
  const learner = new MetaLearner({
    ...gradientSettings(method, ways),
    forward: net.forward,
    parameters,
    algorithm: method,
    loss: 'cross-entropy',
  });
  tf.dispose(parameters);
  const pool = trainingPool('training');
  const { shots, queries } = GRADIENT;
  for (let done = 1; done <= metaSteps; done++) {
    learner.metaRate = GRADIENT.metaRate * shareOfRate(done / metaSteps);
    const episodes = Array.from({ length: GRADIENT.tasks(ways) }, () =>
      distortedEpisode(drawEpisode(pool, { ways, shots, queries }, random), random, DISTORTIONS),
    );
    const tasks = fewShotTasks(episodes);
    const loss = learner.update(tasks);
    tf.dispose({ ...tasks });
    await onStep?.(done, metaSteps, loss);
  }
  return learner;
}

/** Classes of all tasks that are judged at once: more take several gigabytes. */
const CLASSES_AT_ONCE = 50;

/** The share of wrong answers of a learned start, after the inner steps of a test. */
export function startErrors(
  learner: MetaLearner,
  episodes: readonly FewShotEpisode[],
  steps: number = GRADIENT.testSteps,
): number {
  const atOnce = Math.max(1, Math.floor(CLASSES_AT_ONCE / episodes[0].ways));
  let wrong = 0;
  for (let from = 0; from < episodes.length; from += atOnce) {
    const own = episodes.slice(from, from + atOnce);
    const tasks = fewShotTasks(own);
    const accuracies = learner.accuracies(tasks, { steps })[steps];
    tf.dispose({ ...tasks });
    for (const accuracy of accuracies) wrong += 1 - accuracy;
  }
  return wrong / episodes.length;
}
