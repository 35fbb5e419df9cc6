import { existsSync } from 'node:fs';
import pl from 'nodejs-polars';
import type { ScoreMatrix } from '../../metrics';
import type { StreamMethod, StreamRun } from './runs';
import { packagePath } from '../../core/paths';
import { writeThenRename } from '../../core/files';

/** A finished run as it is stored. */
export interface StoredRun extends StreamRun {
  readonly method: StreamMethod;
  readonly seed: number;
}

/** Where the project keeps the long runs of the regression stream. */
export const STREAM_RESULTS = packagePath('data/regression-runs.parquet');

/**
 * Reads stored runs; none if there is no file. One row of the file is one score: method, seed, rows
 * ('held-out' or 'trained'), afterTask, task (both from 0), mse.
 */
export function readStreamRuns(file = STREAM_RESULTS): StoredRun[] {
  if (!existsSync(file)) return [];
  const scores = pl.readParquet(file).toRecords() as unknown as Score[];
  const runs = new Map<string, Score[]>();
  for (const score of scores)
    runs.set(`${score.method}/${score.seed}`, [
      ...(runs.get(`${score.method}/${score.seed}`) ?? []),
      score,
    ]);
  return [...runs.values()].map((all) => ({
    method: all[0].method,
    seed: Number(all[0].seed),
    heldOut: matrix(all, 'held-out') ?? [],
    trained: matrix(all, 'trained'),
  }));
}

/** Writes runs. */
export function writeStreamRuns(runs: readonly StoredRun[], file = STREAM_RESULTS): void {
  const scores = runs.flatMap((run) => [
    ...flatten(run, 'held-out', run.heldOut),
    ...flatten(run, 'trained', run.trained),
  ]);
  const table = pl.readRecords(scores);
  writeThenRename(file, (temporary) => table.writeParquet(temporary));
}

interface Score {
  readonly method: StreamMethod;
  readonly seed: number;
  readonly rows: 'held-out' | 'trained';
  readonly afterTask: number;
  readonly task: number;
  readonly mse: number;
}

const flatten = (
  { method, seed }: StoredRun,
  rows: Score['rows'],
  R: ScoreMatrix | null,
): Score[] =>
  (R ?? []).flatMap((scores, afterTask) =>
    scores.map((mse, task) => ({ method, seed, rows, afterTask, task, mse })),
  );

function matrix(scores: readonly Score[], rows: Score['rows']): number[][] | null {
  const chosen = scores.filter((score) => score.rows === rows);
  if (chosen.length === 0) return null;
  const R: number[][] = [];
  for (const { afterTask, task, mse } of chosen) (R[Number(afterTask)] ??= [])[Number(task)] = mse;
  return R;
}
