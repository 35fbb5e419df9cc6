import { drawingImages, loadOmniglot, type OneShotRun } from '../datasets';
import { oneHotRows } from '../rows';
import type { CharacterOptions } from './characters';
import type { FewShotEpisode } from './episodes';

/** Characters of a run. */
const WAYS = 20;

/**
 * The 20 runs of one-shot classification of Lake et al. (2015) as episodes: 20 classes, one support
 * image of each, 20 queries, 400 trials in all. A query is one of each class, in the order of the
 * run.
 * @param options side of the images in pixels (28), and whether drawings are fitted into them
 */
export function oneShotEpisodes(
  { side = 28, fitted }: Pick<CharacterOptions, 'side' | 'fitted'> = {},
  runs: readonly OneShotRun[] = loadOmniglot().runs,
): FewShotEpisode[] {
  const classes = Array.from({ length: WAYS }, (_, own) => own);
  const imagesOf = (bits: Uint8Array): Float32Array => drawingImages(bits, side, { fitted });
  return runs.map(({ training, test, answers }) => ({
    ways: WAYS,
    support: { count: WAYS, x: imagesOf(training), y: oneHotRows(classes, WAYS) },
    query: { count: WAYS, x: imagesOf(test), y: oneHotRows(answers, WAYS) },
    classes,
  }));
}

/**
 * The share of queries, 0 to 1, that a learner answers with another class, over all episodes.
 * @param answer the class of each query of an episode
 * @example errorShare(oneShotEpisodes(), nearestPixels)
 */
export function errorShare(
  episodes: readonly FewShotEpisode[],
  answer: (episode: FewShotEpisode) => ArrayLike<number>,
): number {
  let wrong = 0;
  let all = 0;
  for (const episode of episodes) {
    const answers = answer(episode);
    for (let row = 0; row < episode.query.count; row++) {
      all++;
      if (episode.query.y[row * episode.ways + answers[row]] !== 1) wrong++;
    }
  }
  return wrong / all;
}
