import { createRandom } from '../../core/random';
import {
  convolutionalEmbedding,
  MatchingNetwork,
  type MetricLearner,
  PrototypicalNetwork,
} from '../../meta';
import { distortedEpisode, drawEpisode } from '../../tasks/few-shot';
import type { OnProgress } from '../types';
import { type Alphabets, DISTORTIONS, METRIC, type MetricMethod } from './plan';
import { trainingPool } from './trainingPool';

const learners = { prototypes: PrototypicalNetwork, matching: MatchingNetwork };

/**
 * Trains a learner of distances; the caller disposes it. The same seed gives the same learner on
 * the same machine. The step size falls in the last half of the episodes.
 */
export async function learnMetric(
  method: MetricMethod,
  alphabets: Alphabets,
  seed: number,
  onStep?: OnProgress,
  episodes: number = METRIC.episodes[alphabets],
): Promise<MetricLearner> {
  const random = createRandom(seed).fork('one-shot/training');
  const { embedding, learningRate, ways, shots, queries } = METRIC;
  const learner = new learners[method]({
    embedding: convolutionalEmbedding(embedding),
    random: createRandom(seed).fork('one-shot/parameters'),
  });
  const pool = trainingPool(alphabets);
  for (let done = 1; done <= episodes; done++) {
    learner.learningRate = learningRate * shareOfRate(done / episodes);
    const episode = drawEpisode(pool, { ways, shots, queries }, random);
    const loss = learner.update(distortedEpisode(episode, random, DISTORTIONS));
    await onStep?.(done, episodes, loss);
  }
  return learner;
}

/** What is left of the step size after a share of the training. */
export function shareOfRate(done: number): number {
  if (done < 0.5) return 1;
  if (done < 0.75) return 0.5;
  return done < 0.9 ? 0.25 : 0.1;
}
