import type { AgentConfig } from '../config';
import { argumentError } from '../core/arguments';
import type { Random } from '../core/random';
import {
  checkEnoughRows,
  checkEpisodes,
  checkRowLengths,
  checkRows,
  concatEpisodes,
  type Episodes,
  type Rows,
  sampleEpisodes,
} from '../tasks';
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
export const isEpisodes = (value: unknown): value is Episodes =>
  typeof value === 'object' && value !== null && 'inputs' in value;

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

/** What rows and episodes must be like for an agent: part of its config. */
export type EpisodeSizes = Pick<AgentConfig, 'inputSize' | 'outputSize' | 'episodeLength'>;

/**
 * Checks what an agent is to learn from: the rows of tasks, or one batch of episodes. The numbers
 * of rows are looked at when they are drawn.
 * @throws RangeError naming what is wrong
 */
export function checkObserved(observed: readonly unknown[], sizes: EpisodeSizes): void {
  if (observed.length === 0) throw argumentError('rows', 'none', 'the rows of at least one task');
  const isAlone = observed.length === 1;
  for (const [i, one] of observed.entries()) {
    if (isEpisodes(one)) {
      if (!isAlone) throw argumentError('episodes', 'them beside others', 'one batch alone');
      checkEpisodes('episodes', one, sizes);
      checkLength(one, sizes);
    } else {
      const name = isAlone ? 'rows' : `rows[${i}]`;
      checkRowLengths(name, one, sizes);
      checkEnoughRows(name, one, sizes.episodeLength);
    }
  }
}

/**
 * Checks rows that are cut into episodes in their order.
 * @throws RangeError naming what is wrong
 */
export function checkHeldOut(rows: Rows, sizes: EpisodeSizes): void {
  checkRows('rows', rows, sizes);
  checkEnoughRows('rows', rows, sizes.episodeLength);
}

function checkLength({ length }: Episodes, { episodeLength }: EpisodeSizes): void {
  if (length !== episodeLength)
    throw argumentError('episodes.length', length, `${episodeLength} (the agent's episodeLength)`);
}
