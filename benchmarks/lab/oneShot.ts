import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { StoredTensors } from '../../src/checkpoint';
import {
  type ClassImages,
  type EpisodeImages,
  oneShotEpisodes,
  omniglotClasses,
  type OmniglotPart,
} from '../../src/tasks/few-shot';
import { temporaryFolder } from './child';
import { type Contestant, titleOf } from './contestants';
import { exampleFile } from './example';
import { announce, showProgress } from './log';
import { ONE_SHOT_EPISODES, type OneShotSpec, oneShotSpec } from './oneShotCases';
import type { OneShotMade } from './protocol';
import type { Entrant } from './turns';

/** What a contestant learned, and how long it took. */
export interface OneShotResult extends OneShotMade {
  readonly contestant: Contestant['name'];
  readonly episodes: number;
}

/** All that is learned from: the test alphabets, too, for the trials are of others. */
const PARTS: readonly OmniglotPart[] = ['training', 'validation', 'test'];

/**
 * The images that every contestant gets: `characters` `[characters, images of each, pixels]` of all
 * eight alphabets, upright; of the 20 runs `support` `[20, 20, pixels]`, `query` `[20, 20, pixels]`
 * and `answers` `[20, 20, 20]`, one-hot.
 */
export function oneShotImages({ side }: OneShotSpec): StoredTensors {
  const pools = PARTS.map((part) => omniglotClasses(part, { side }));
  const episodes = oneShotEpisodes({ side });
  const pixels = side * side;
  const characters = pools.reduce((sum, { classes }) => sum + classes, 0);
  const { ways } = episodes[0];
  const joined = (part: 'support' | 'query', which: 'x' | 'y'): Float32Array =>
    joinedNumbers(episodes.map((episode): EpisodeImages => episode[part]).map((one) => one[which]));
  return {
    characters: {
      shape: [characters, pools[0].perClass, pixels],
      data: joinedNumbers(pools.map(({ images }: ClassImages) => images)),
    },
    support: { shape: [episodes.length, ways, pixels], data: joined('support', 'x') },
    query: { shape: [episodes.length, ways, pixels], data: joined('query', 'x') },
    answers: { shape: [episodes.length, ways, ways], data: joined('query', 'y') },
  };
}

/**
 * Each contestant learns from as many episodes and is judged on the 400 trials, one after another:
 * each has the machine for itself. One that fails is reported, and the others go on.
 * @throws Error if the project itself fails
 */
export async function measureOneShot(
  entrants: readonly Entrant[],
  episodes = ONE_SHOT_EPISODES,
  seed = 0,
): Promise<OneShotResult[]> {
  const spec = oneShotSpec(episodes);
  const file = path.join(temporaryFolder(), 'one-shot.safetensors');
  writeFileSync(file, exampleFile(oneShotImages(spec)));
  const results: OneShotResult[] = [];
  for (const { contestant, child } of entrants) {
    const title = titleOf(contestant);
    showProgress(`one-shot: ${episodes} episodes: ${title}`);
    try {
      const made = await child.ask<OneShotMade>({ do: 'one-shot-run', spec, file, seed });
      results.push({ contestant: contestant.name, episodes, ...made });
      announce(`one-shot: ${title}: ${(100 * made.wrong).toFixed(2)} % wrong`);
    } catch (error) {
      const { message } = error as Error;
      if (contestant === entrants[0].contestant)
        throw new Error(`one-shot: the project itself could not run: ${message}`, { cause: error });
      announce(`one-shot: ${title}: ${message}`);
    }
  }
  return results;
}

function joinedNumbers(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let place = 0;
  for (const part of parts) {
    all.set(part, place);
    place += part.length;
  }
  return all;
}
