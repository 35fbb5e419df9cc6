import type { AgentConfig } from '../config';
import type { Random } from '../core/random';
import { concatEpisodes, type Episodes, type Rows, rowSizes, sampleEpisodes } from '../tasks';
import { tf } from '../tf';

/** `[batch, length, inputSize + outputSize]` */
export const inputsOf = ({ inputs, batch, length, inputSize, outputSize }: Episodes): tf.Tensor3D =>
  tf.tensor3d(inputs, [batch, length, inputSize + outputSize]);
/** `[batch, length, outputSize]` */
export const targetsOf = ({ targets, batch, length, outputSize }: Episodes): tf.Tensor3D =>
  tf.tensor3d(targets, [batch, length, outputSize]);

/** Whether something is a batch of episodes, and no rows. */
export const isEpisodes = (given: Rows | Episodes | undefined): given is Episodes =>
  given !== undefined && 'inputs' in given;

/**
 * Draws episodes from the rows of tasks, from one after the other.
 * @param random stream to draw from; it moves on
 */
export const drawEpisodes = (
  tasks: readonly Rows[],
  batch: number,
  length: number,
  random: Random,
): Episodes =>
  concatEpisodes(
    Array.from({ length: batch }, (_, i) =>
      sampleEpisodes(tasks[i % tasks.length], 1, length, random),
    ),
  );

/**
 * @throws RangeError if rows or episodes are of another size than the agent's, or there are none
 */
export function checkGiven(
  given: readonly (Rows | Episodes)[],
  { inputSize, outputSize, episodeLength }: AgentConfig,
): void {
  if (given.length === 0)
    throw new RangeError('rows: got none, expected the rows of at least one task');
  for (const one of given) {
    const name = isEpisodes(one) ? 'episodes' : 'rows';
    const own = isEpisodes(one) ? one : rowSizes(one);
    if (own.inputSize !== inputSize || own.outputSize !== outputSize)
      throw new RangeError(
        `${name}: got x of ${own.inputSize} and y of ${own.outputSize} numbers, expected ` +
          `${inputSize} and ${outputSize} (the agent's inputSize and outputSize)`,
      );
    if (isEpisodes(one) && (one.length !== episodeLength || given.length > 1))
      throw new RangeError(
        'episodes: got ' +
          `${given.length > 1 ? 'them beside others' : `a length of ${one.length}`}, expected ` +
          `${given.length > 1 ? 'one batch alone' : `${episodeLength} (the agent's episodeLength)`}`,
      );
  }
}
