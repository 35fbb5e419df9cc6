import { packagePath } from '../../core/paths';
import type { ScoreMatrix } from '../../metrics';
import { matrixOf, scoreCells } from '../scoreCells';
import { type RunStore, runStore } from '../store';
import type { StreamKey } from './plan';
import type { StoredRun } from './run';

/** Where the project keeps the long runs of the regression stream. */
export const STREAM_RESULTS = packagePath('data/regression-runs.parquet');

/** A row of the file is a score. */
interface Row extends StreamKey {
  readonly rows: 'held-out' | 'trained';
  readonly afterTask: number;
  readonly task: number;
  readonly mse: number;
}

/** Runs of the regression stream, in a file. */
export function streamStore(file = STREAM_RESULTS): RunStore<StoredRun, StreamKey> {
  return runStore({
    file,
    columns: {
      method: 'text',
      seed: 'integer',
      rows: 'text',
      afterTask: 'integer',
      task: 'integer',
      mse: 'real',
    },
    identity: ['method', 'seed'],
    toRows: (run: StoredRun) => [
      ...rowsOf(run, 'held-out', run.heldOut),
      ...rowsOf(run, 'trained', run.trained),
    ],
    fromRows: (rows: readonly [Row, ...Row[]]) => {
      const [{ method, seed }] = rows;
      const trained = scoresOf(rows, 'trained');
      const heldOut = scoresOf(rows, 'held-out');
      return { method, seed, heldOut, trained: trained.length > 0 ? trained : null };
    },
  });
}

function rowsOf({ method, seed }: StoredRun, rows: Row['rows'], R: ScoreMatrix | null): Row[] {
  return scoreCells(R ?? []).map(({ afterTask, task, score: mse }) => ({
    method,
    seed,
    rows,
    afterTask,
    task,
    mse,
  }));
}

function scoresOf(all: readonly Row[], rows: Row['rows']): number[][] {
  const own = all.filter((row) => row.rows === rows);
  return matrixOf(own.map(({ afterTask, task, mse: score }) => ({ afterTask, task, score })));
}

/** Stored runs; none if there is no file. */
export function readStreamRuns(file = STREAM_RESULTS): StoredRun[] {
  return streamStore(file).read();
}
