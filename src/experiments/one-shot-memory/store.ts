import { packagePath } from '../../core/paths';
import { type RunStore, runStore } from '../store';
import type { OneShotMemoryKey } from './plan';
import type { OneShotMemoryRun } from './run';

/** Where the project keeps what memories learn of labelled images. */
export const ONE_SHOT_MEMORY_RESULTS = packagePath('data/one-shot-memory.parquet');

/** A row of the file is of the images whose classes were shown equally often before. */
interface Row extends OneShotMemoryKey {
  readonly parameters: number;
  readonly seconds: number;
  /** How often the class was shown before. */
  readonly seen: number;
  /** Share of the answers that were right. */
  readonly right: number;
}

/** Runs on labelled images, in a file. */
export function oneShotMemoryStore(
  file = ONE_SHOT_MEMORY_RESULTS,
): RunStore<OneShotMemoryRun, OneShotMemoryKey> {
  return runStore({
    file,
    columns: {
      learner: 'text',
      seed: 'integer',
      parameters: 'integer',
      seconds: 'real',
      seen: 'integer',
      right: 'real',
    },
    identity: ['learner', 'seed'],
    toRows: ({ right, ...run }: OneShotMemoryRun): Row[] =>
      right.map((share, seen) => ({ ...run, seen, right: share })),
    fromRows: (rows: readonly [Row, ...Row[]]) => {
      const [{ learner, seed, parameters, seconds }] = rows;
      return { learner, seed, parameters, seconds, right: rows.map(({ right }) => right) };
    },
  });
}

/** Stored runs on labelled images; none if there is no file. */
export function readOneShotMemoryRuns(file = ONE_SHOT_MEMORY_RESULTS): OneShotMemoryRun[] {
  return oneShotMemoryStore(file).read();
}
