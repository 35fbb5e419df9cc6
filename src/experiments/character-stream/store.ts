import { packagePath } from '../../core/paths';
import { type RunStore, runStore } from '../store';
import type { CharacterKey } from './plan';
import type { CharacterRun } from './run';
import type { CharacterPoint } from './runStream';

/** Where the project keeps its runs over streams of characters. */
export const CHARACTER_RESULTS = packagePath('data/character-stream.parquet');

/** A row of the file is a point of a run. */
interface Row extends CharacterKey, CharacterPoint {
  readonly seconds: number;
}

/** Runs over streams of characters, in a file. */
export function characterStore(file = CHARACTER_RESULTS): RunStore<CharacterRun, CharacterKey> {
  return runStore({
    file,
    columns: {
      part: 'text',
      stream: 'text',
      inputs: 'text',
      shots: 'integer',
      learner: 'text',
      budget: 'integer',
      settings: 'json',
      seed: 'integer',
      seconds: 'real',
      characters: 'integer',
      right: 'json',
    },
    identity: ['part', 'stream', 'inputs', 'shots', 'learner', 'budget', 'settings', 'seed'],
    toRows: ({ points, ...run }: CharacterRun): Row[] =>
      points.map((point) => ({ ...run, ...point })),
    fromRows: (rows: readonly [Row, ...Row[]]) => {
      const [{ part, stream, inputs, shots, learner, budget, settings, seed, seconds }] = rows;
      const points = rows.map(({ characters, right }) => ({ characters, right }));
      return { part, stream, inputs, shots, learner, budget, settings, seed, points, seconds };
    },
  });
}

/** Stored runs over streams of characters; none if there is no file. */
export function readCharacterRuns(file = CHARACTER_RESULTS): CharacterRun[] {
  return characterStore(file).read();
}
