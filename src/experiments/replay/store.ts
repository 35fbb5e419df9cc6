import { existsSync } from 'node:fs';
import pl from 'nodejs-polars';
import type { ReplayRun, ReplayRunKey } from './plan';
import type { PriorityPoint } from './priorities';
import { packagePath } from '../../core/paths';
import { writeThenRename } from '../../core/files';

/** Where the project keeps the long runs of notebook 04. */
export const REPLAY_RESULTS = packagePath('data/replay-runs.parquet');

type Row = ReplayRunKey & PriorityPoint;

/**
 * Stored runs; none if there is no file. A row of the file is a score: experiment, setting, method,
 * alpha, learningRate, seed, update, accuracy, rare (shares from 0 to 1).
 */
export function readReplayRuns(file = REPLAY_RESULTS): ReplayRun[] {
  if (!existsSync(file)) return [];
  const runs = new Map<string, ReplayRunKey & { points: PriorityPoint[] }>();
  for (const { update, accuracy, rare, ...key } of pl
    .readParquet(file)
    .toRecords() as unknown as Row[]) {
    const name = replayRunName(key);
    const run = runs.get(name) ?? { ...key, seed: Number(key.seed), points: [] };
    run.points.push({ update: Number(update), accuracy, rare });
    runs.set(name, run);
  }
  return [...runs.values()];
}

/** Writes runs. */
export function writeReplayRuns(runs: readonly ReplayRun[], file = REPLAY_RESULTS): void {
  const rows = runs.flatMap(({ points, experiment, setting, method, alpha, learningRate, seed }) =>
    points.map((point): Row => ({
      experiment,
      setting,
      method,
      alpha,
      learningRate,
      seed,
      ...point,
    })),
  );
  const table = pl.readRecords(rows, { inferSchemaLength: rows.length });
  writeThenRename(file, (temporary) => table.writeParquet(temporary, { compression: 'zstd' }));
}

/** What tells a run from every other. */
export const replayRunName = ({
  experiment,
  setting,
  method,
  alpha,
  learningRate,
  seed,
}: ReplayRunKey): string =>
  `${experiment}: ${setting}, ${method}, alpha ${alpha}, rate ${learningRate}, seed ${seed}`;
