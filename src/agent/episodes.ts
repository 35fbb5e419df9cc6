import type { AgentConfig } from '../config';
import { argumentError } from '../core/arguments';
import type { Random } from '../core/random';
import { concatEpisodes, type Episodes, type Rows, rowSizes, sampleEpisodes } from '../tasks';
import { tf } from '../tf';

/** `[batch, length, inputSize + outputSize]` */
export function inputsOf(episodes: Episodes): tf.Tensor3D {
  const { inputs, batch, length, inputSize, outputSize } = episodes;
  return tf.tensor3d(inputs, [batch, length, inputSize + outputSize]);
}

/** `[batch, length, outputSize]` */
export function targetsOf({ targets, batch, length, outputSize }: Episodes): tf.Tensor3D {
  return tf.tensor3d(targets, [batch, length, outputSize]);
}

/** Whether something is a batch of episodes, and no rows. */
export const isEpisodes = (given: Rows | Episodes | undefined): given is Episodes =>
  given !== undefined && 'inputs' in given;

/**
 * Draws episodes from the rows of tasks, from one after the other.
 * @param random stream to draw from; it moves on
 */
export function drawEpisodes(
  tasks: readonly Rows[],
  batch: number,
  length: number,
  random: Random,
): Episodes {
  const drawn: Episodes[] = [];
  for (let i = 0; i < batch; i++)
    drawn.push(sampleEpisodes(tasks[i % tasks.length], 1, length, random));
  return concatEpisodes(drawn);
}

/**
 * Checks what an agent learns from or answers to.
 * @throws RangeError if rows or episodes are of another size than the agent's, or there are none
 */
export function checkSizes(
  given: readonly (Rows | Episodes)[],
  { inputSize, outputSize, episodeLength }: AgentConfig,
): void {
  if (given.length === 0) throw argumentError('rows', 'none', 'the rows of at least one task');
  for (const one of given) {
    const name = isEpisodes(one) ? 'episodes' : 'rows';
    const own = isEpisodes(one) ? one : rowSizes(one);
    if (own.inputSize !== inputSize || own.outputSize !== outputSize)
      throw argumentError(
        name,
        `x of ${own.inputSize} and y of ${own.outputSize} numbers`,
        `${inputSize} and ${outputSize} (the agent's inputSize and outputSize)`,
      );
    if (!isEpisodes(one)) continue;
    if (given.length > 1) throw argumentError(name, 'them beside others', 'one batch alone');
    if (one.length !== episodeLength)
      throw argumentError(
        name,
        `a length of ${one.length}`,
        `${episodeLength} (the agent's episodeLength)`,
      );
  }
}
