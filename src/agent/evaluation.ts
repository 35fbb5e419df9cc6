import { argumentError } from '../core/arguments';
import { consecutiveEpisodes, type Episodes, rowRange, type Rows } from '../tasks';
import { tf } from '../tf';
import { type EpisodeSizes, checkHeldOut, targetsOf } from './episodes';

/**
 * Errors on held-out rows. Step 0 of an episode is left out of `error`: before the first answer
 * nothing says which task it is.
 */
export interface Evaluation {
  /** Mean squared error over steps 1 to the last. */
  readonly error: number;
  /** Mean squared error at each step of the episode, step 0 first. */
  readonly errorByStep: readonly number[];
}

/**
 * Scores answers on rows, cut into episodes in their order.
 * @param sizes that the rows must have
 * @param predict answers `[batch, length, outputSize]`
 * @throws RangeError naming what is wrong with the rows, or an error that is not finite
 */
export function evaluateOn(
  rows: Rows,
  sizes: EpisodeSizes,
  predict: (episodes: Episodes) => tf.Tensor3D,
): Evaluation {
  checkHeldOut(rows, sizes);
  const episodes = consecutiveEpisodes(rows, sizes.episodeLength);
  const errorByStep = tf.tidy(() =>
    Array.from(
      tf.mean(tf.squaredDifference(predict(episodes), targetsOf(episodes)), [0, 2]).dataSync(),
    ),
  );
  const odd = errorByStep.findIndex((value) => !Number.isFinite(value));
  if (odd >= 0)
    throw argumentError(
      `errorByStep[${odd}]`,
      errorByStep[odd],
      'a finite number: the answers, or the rows, are too large for 32 bits',
    );
  return {
    error: errorByStep.slice(1).reduce((sum, value) => sum + value, 0) / (errorByStep.length - 1),
    errorByStep,
  };
}

/**
 * Rows cut in two, as views: the first `count`, and the rest.
 * @throws RangeError if either would be empty
 */
export function supportAndQuery(rows: Rows, count: number): [Rows, Rows] {
  if (!Number.isInteger(count) || count < 1 || count >= rows.count)
    throw new RangeError(
      `supportRows: got ${count}, expected a whole number from 1 to ${rows.count - 1} (there ` +
        `are ${rows.count} rows, and some must be left to be judged on)`,
    );
  return [rowRange(rows, 0, count), rowRange(rows, count, rows.count)];
}
