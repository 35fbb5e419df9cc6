import { packagePath } from '../../core/paths';
import { type RunStore, runStore } from '../store';
import type { TestError } from './judge';
import type { OneShotKey } from './plan';
import type { OneShotResult } from './run';

/** Where the project keeps the comparison of few-shot learners. */
export const ONE_SHOT_RESULTS = packagePath('data/one-shot-runs.parquet');

/** A row is the error on one kind of test. */
type Row = OneShotKey & TestError & Pick<OneShotResult, 'seconds' | 'steps'>;

/** Runs of few-shot learners, in a file. */
export function oneShotStore(file = ONE_SHOT_RESULTS): RunStore<OneShotResult, OneShotKey> {
  return runStore({
    file,
    columns: {
      method: 'text',
      ways: 'integer',
      alphabets: 'text',
      seed: 'integer',
      test: 'text',
      error: 'real',
      seconds: 'real',
      steps: 'integer',
    },
    identity: ['method', 'ways', 'alphabets', 'seed'],
    toRows: ({ errors, ...run }: OneShotResult): Row[] => errors.map((own) => ({ ...run, ...own })),
    fromRows: (rows: readonly [Row, ...Row[]]) => {
      const [{ method, ways, alphabets, seed, seconds, steps }] = rows;
      const errors = rows.map(({ test, error }) => ({ test, error }));
      return { method, ways, alphabets, seed, seconds, steps, errors };
    },
  });
}

/** Stored runs; none if there is no file. */
export function readOneShotRuns(file = ONE_SHOT_RESULTS): OneShotResult[] {
  return oneShotStore(file).read();
}
