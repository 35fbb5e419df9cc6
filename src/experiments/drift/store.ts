import type { PrequentialCounts } from '../../metrics';
import { packagePath } from '../../core/paths';
import { type RunStore, runStore } from '../store';
import type { DriftKey } from './plan';
import type { DriftRun } from './run';

/** Where the project keeps its runs over streams. */
export const DRIFT_RESULTS = packagePath('data/drift-runs.parquet');

/** A row of the file is a window of a run. */
interface Row extends DriftKey, PrequentialCounts {
  readonly seconds: number;
  /** The window's place, from 0. */
  readonly window: number;
}

/** Runs over streams, in a file. */
export function driftStore(file = DRIFT_RESULTS): RunStore<DriftRun, DriftKey> {
  return runStore({
    file,
    columns: {
      stream: 'text',
      learner: 'text',
      inputs: 'text',
      seed: 'integer',
      seconds: 'real',
      window: 'integer',
      confusion: 'json',
      lastRight: 'integer',
    },
    identity: ['stream', 'learner', 'inputs', 'seed'],
    toRows: ({ windows, ...run }: DriftRun): Row[] =>
      windows.map((counts, window) => ({ ...run, window, ...counts })),
    fromRows: (rows: readonly [Row, ...Row[]]) => {
      const [{ stream, learner, inputs, seed, seconds }] = rows;
      const windows = rows.map(({ confusion, lastRight }) => ({ confusion, lastRight }));
      return { stream, learner, inputs, seed, windows, seconds };
    },
  });
}

/** Stored runs over streams; none if there is no file. */
export function readDriftRuns(file = DRIFT_RESULTS): DriftRun[] {
  return driftStore(file).read();
}
