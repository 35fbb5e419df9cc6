import { existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import pl from 'nodejs-polars';
import {
  settingsFromStored,
  settingsToStored,
  type StoredValue,
} from '../../continual/strategies/storedSettings';
import { projectRoot } from '../../core/paths';
import { type ContinualRun, finishedRun, type JudgedRows, type RunKey, runName } from './types';
import { errorMessage } from '../../core/text';
import { writeThenRename } from '../../core/files';

/** The whole table: every scenario, strategy and seed, made by `npm run -s experiment -- table`. */
export const CONTINUAL_RUNS = path.join(projectRoot(), 'data', 'continual-runs.parquet');

/** The memory agent with one part changed, made by `npm run -s experiment -- ablation`. */
export const CONTINUAL_ABLATION = path.join(projectRoot(), 'data', 'continual-ablation.parquet');

/** A row of the file is a score. `settings` is JSON. */
interface Row {
  readonly scenario: string;
  readonly kind: ContinualRun['kind'];
  readonly strategy: string;
  readonly seed: number;
  readonly budget: number;
  readonly rows: JudgedRows;
  readonly settings: string;
  readonly afterTask: number;
  readonly task: number;
  readonly score: number;
  readonly seconds: number;
}

/**
 * Stored runs; none if there is no file.
 * @throws Error naming the file if it is not one of these
 */
export function readContinualRuns(file = CONTINUAL_RUNS): ContinualRun[] {
  if (!existsSync(file)) return [];
  const groups = new Map<string, Row[]>();
  try {
    for (const row of pl.readParquet(file).toRecords() as unknown as Row[]) {
      const name = [row.scenario, row.strategy, row.seed, row.budget, row.rows, row.settings].join(
        '\n',
      );
      const group = groups.get(name);
      if (group) group.push(row);
      else groups.set(name, [row]);
    }
    return [...groups.values()].map(toRun);
  } catch (error) {
    throw new Error(
      `${file}: not a file of runs ` +
        `(${errorMessage(error)}); delete it and make the ` +
        'runs again',
    );
  }
}

function toRun(rows: readonly Row[]): ContinualRun {
  const { scenario, kind, strategy, seed, budget, rows: judged, settings, seconds } = rows[0];
  const R: number[][] = [];
  for (const { afterTask, task, score } of rows)
    (R[Number(afterTask)] ??= [])[Number(task)] = score;
  return finishedRun(
    {
      scenario,
      strategy,
      seed: Number(seed),
      budget: Number(budget),
      rows: judged,
      settings: settingsFromStored(JSON.parse(settings) as Record<string, StoredValue>),
    },
    { R, kind, seconds },
  );
}

/** Writes runs, whole or not at all. No runs: no file. */
export function writeContinualRuns(runs: readonly ContinualRun[], file = CONTINUAL_RUNS): void {
  if (runs.length === 0) return rmSync(file, { force: true });
  const rows = runs.flatMap(
    ({ scenario, kind, strategy, seed, budget, rows, settings, seconds, R }) =>
      R.flatMap((scores, afterTask) =>
        scores.map((score, task): Row => ({
          scenario,
          kind,
          strategy,
          seed,
          budget,
          rows,
          settings: JSON.stringify(settingsToStored(settings)),
          afterTask,
          task,
          score,
          seconds,
        })),
      ),
  );
  const { Utf8, Int32, Float64 } = pl;
  const schema = {
    scenario: Utf8,
    kind: Utf8,
    strategy: Utf8,
    seed: Int32,
    budget: Int32,
    rows: Utf8,
    settings: Utf8,
    afterTask: Int32,
    task: Int32,
    score: Float64,
    seconds: Float64,
  };
  const table = pl.DataFrame(rows as unknown as Record<string, unknown>[], { schema });
  writeThenRename(file, (temporary) => table.writeParquet(temporary, { compression: 'zstd' }));
}

/**
 * Adds a run to what the file holds now (another process may have written meanwhile); a run of the
 * same name is replaced.
 */
export function keepRun(run: ContinualRun, file: string): void {
  writeContinualRuns([...without(readContinualRuns(file), [run]), run], file);
}

/** Takes runs out of the file. */
export function forgetRuns(keys: readonly RunKey[], file: string): void {
  const stored = readContinualRuns(file);
  const left = without(stored, keys);
  if (left.length < stored.length) writeContinualRuns(left, file);
}

/** The stored run of each key, or undefined. */
export function findRuns(
  keys: readonly RunKey[],
  stored: readonly ContinualRun[],
): (ContinualRun | undefined)[] {
  const byName = new Map(stored.map((run) => [runName(run), run]));
  return keys.map((key) => byName.get(runName(key)));
}

function without(runs: readonly ContinualRun[], keys: readonly RunKey[]): ContinualRun[] {
  const names = new Set(keys.map(runName));
  return runs.filter((run) => !names.has(runName(run)));
}
