import { existsSync } from 'node:fs';
import path from 'node:path';
import pl from 'nodejs-polars';
import type { BeyondPoint, TaskPoint, TaskRun } from './run';
import { packagePath } from '../../core/paths';
import { writeThenRename } from '../../core/files';

const DATA = packagePath('data');
/**
 * Where the project keeps the learning curves of the memory tasks, and what the trained models do
 * at other lengths and memory sizes.
 */
export const TASK_RESULTS = {
  curves: path.join(DATA, 'memory-tasks.parquet'),
  beyond: path.join(DATA, 'memory-tasks-beyond.parquet'),
};

type Key = Pick<TaskRun, 'experiment' | 'model' | 'seed'>;
type CurveRow = Key & { parameters: number } & TaskPoint;
type BeyondRow = Key & BeyondPoint;

/**
 * Stored runs; none if there is no file. A row of `curves` is a point of a curve (experiment,
 * model, seed, parameters, iteration, cost, wrongBits); one of `beyond` a score after training
 * (experiment, model, seed, length, slots, wrongBits, wrongShare).
 */
export function readTaskRuns(files = TASK_RESULTS): TaskRun[] {
  const curves = records<CurveRow>(files.curves);
  const beyond = records<BeyondRow>(files.beyond);
  const key = ({ experiment, model, seed }: Key): string => `${experiment}/${model}/${seed}`;
  const runs = new Map<string, CurveRow[]>();
  for (const row of curves) runs.set(key(row), [...(runs.get(key(row)) ?? []), row]);
  return [...runs.values()].map((rows) => {
    const [{ experiment, model, seed, parameters }] = rows as [CurveRow];
    return {
      experiment,
      model: model,
      seed: Number(seed),
      parameters: Number(parameters),
      curve: rows.map(({ iteration, cost, wrongBits }) => ({
        iteration: Number(iteration),
        cost,
        wrongBits,
      })),
      beyond: beyond
        .filter((row) => key(row) === key(rows[0]))
        .map(({ length, slots, wrongBits, wrongShare }) => ({
          length: Number(length),
          slots: Number(slots),
          wrongBits,
          wrongShare,
        })),
    };
  });
}

/** Writes runs. */
export function writeTaskRuns(runs: readonly TaskRun[], files = TASK_RESULTS): void {
  const keyOf = ({ experiment, model, seed }: TaskRun): Key => ({ experiment, model, seed });
  const beyond = runs.flatMap((run) =>
    run.beyond.map((point): BeyondRow => ({ ...keyOf(run), ...point })),
  );
  if (beyond.length > 0) write(files.beyond, beyond);
  write(
    files.curves,
    runs.flatMap((run) =>
      run.curve.map((point): CurveRow => ({ ...keyOf(run), parameters: run.parameters, ...point })),
    ),
  );
}

const records = <Row>(file: string): Row[] =>
  existsSync(file) ? (pl.readParquet(file).toRecords() as unknown as Row[]) : [];

function write(file: string, rows: readonly object[]): void {
  const table = pl.readRecords(rows as Record<string, unknown>[]);
  writeThenRename(file, (temporary) => table.writeParquet(temporary));
}
