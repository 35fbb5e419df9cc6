import { existsSync } from 'node:fs';
import pl from 'nodejs-polars';
import { seedStats, type SeedStats } from '../../metrics';
import type { SinusoidPoint, SinusoidRun, SinusoidTrial } from './runs';
import { packagePath } from '../../core/paths';
import { writeThenRename } from '../../core/files';

/** Where the project keeps the sinusoid comparison. */
export const SINUSOID_RESULTS = packagePath('data/meta-sinusoid.parquet');

/**
 * A row is a point of a training curve (`kind` 'curve': step is a meta-step, loss) or what was
 * tried after it (`kind` 'trial': step is an inner step, mse, halfWidth, median, worse).
 */
interface Row {
  readonly method: string;
  readonly seed: number;
  readonly skipped: number;
  readonly kind: 'curve' | 'trial';
  readonly step: number;
  readonly loss: number | null;
  readonly mse: number | null;
  readonly halfWidth: number | null;
  readonly median: number | null;
  readonly worse: number | null;
}

/** Stored runs; none if there is no file. */
export function readSinusoidRuns(file = SINUSOID_RESULTS): SinusoidRun[] {
  const rows = existsSync(file) ? (pl.readParquet(file).toRecords() as unknown as Row[]) : [];
  const runs = new Map<string, Row[]>();
  for (const row of rows)
    runs.set(`${row.method}/${row.seed}`, [...(runs.get(`${row.method}/${row.seed}`) ?? []), row]);
  return [...runs.values()].map((own) => {
    const [{ method, seed, skipped }] = own as [Row];
    return {
      method,
      seed: Number(seed),
      skipped: Number(skipped ?? 0),
      curve: own
        .filter(({ kind }) => kind === 'curve')
        .map(({ step, loss }): SinusoidPoint => ({ step: Number(step), loss: loss as number })),
      trials: own
        .filter(({ kind }) => kind === 'trial')
        .map(({ mse, halfWidth, median, worse }): SinusoidTrial => ({
          mse,
          halfWidth,
          median,
          worse: worse as number,
        })),
    };
  });
}

/** Writes runs. */
export function writeSinusoidRuns(runs: readonly SinusoidRun[], file = SINUSOID_RESULTS): void {
  const none = { loss: null, mse: null, halfWidth: null, median: null, worse: null };
  const rows = runs.flatMap(({ method, seed, skipped, curve, trials }): Row[] => [
    ...curve.map((point): Row => ({ method, seed, skipped, kind: 'curve', ...none, ...point })),
    ...trials.map((trial, step): Row => ({
      method,
      seed,
      skipped,
      kind: 'trial',
      step,
      ...none,
      ...trial,
    })),
  ]);
  const { Utf8, Int32, Float64 } = pl;
  const table = pl.DataFrame(rows as unknown as Record<string, unknown>[], {
    schema: {
      method: Utf8,
      seed: Int32,
      skipped: Int32,
      kind: Utf8,
      step: Int32,
      loss: Float64,
      mse: Float64,
      halfWidth: Float64,
      median: Float64,
      worse: Float64,
    },
  });
  writeThenRename(file, (temporary) => table.writeParquet(temporary));
}

/**
 * The error of a method after some inner steps, over its seeds: each seed's mean over 600 tasks of
 * its own, so that the interval (Student's t) is one over trainings and tasks.
 * @throws RangeError if there is no such run, or if it is not finite for a seed
 */
export function sinusoidErrors(
  runs: readonly SinusoidRun[],
  method: string,
  step: number,
): SeedStats {
  const own = runs.filter((run) => run.method === method);
  if (own.length === 0)
    throw new RangeError(`runs: got none of "${method}"; npm run results -- meta makes them`);
  const errors = own.map(({ trials }) => trials[step]?.mse);
  if (errors.some((error) => error === undefined))
    throw new RangeError(
      `step: got ${step}, expected a whole number from 0 to ${(own[0]?.trials.length ?? 1) - 1}`,
    );
  if (errors.some((error) => error === null))
    throw new RangeError(`the error after ${step} steps of "${method}" diverges: it is not finite`);
  return seedStats(errors as number[]);
}
