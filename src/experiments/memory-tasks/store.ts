import { packagePath } from '../../core/paths';
import { type RunStore, runStore } from '../store';
import type { TaskKey } from './plan';
import type { BeyondPoint, TaskPoint, TaskRun } from './run';

/**
 * Where the project keeps the learning curves of the memory tasks, and what the trained models do
 * at other lengths and memory sizes.
 */
export const TASK_RESULTS = {
  curves: packagePath('data/memory-tasks.parquet'),
  beyond: packagePath('data/memory-tasks-beyond.parquet'),
};

const KEY = { experiment: 'text', model: 'text', seed: 'integer' } as const;
const identity = ['experiment', 'model', 'seed'] as const;

/** A row is a point of a curve. */
type CurveRow = TaskKey & TaskPoint & { readonly parameters: number };
type CurveRun = Omit<TaskRun, 'beyond'>;

function curveStore(file: string): RunStore<CurveRun, TaskKey> {
  return runStore({
    file,
    identity,
    columns: {
      ...KEY,
      parameters: 'integer',
      iteration: 'integer',
      cost: 'real',
      wrongBits: 'real',
    },
    toRows: ({ experiment, model, seed, parameters, curve }: CurveRun) =>
      curve.map((point): CurveRow => ({ experiment, model, seed, parameters, ...point })),
    fromRows: (rows: readonly [CurveRow, ...CurveRow[]]) => {
      const [{ experiment, model, seed, parameters }] = rows;
      const curve = rows.map(({ iteration, cost, wrongBits }) => ({ iteration, cost, wrongBits }));
      return { experiment, model, seed, parameters, curve };
    },
  });
}

/** A row is a score after training. */
type BeyondRow = TaskKey & BeyondPoint;
type BeyondRun = TaskKey & Pick<TaskRun, 'beyond'>;

function beyondStore(file: string): RunStore<BeyondRun, TaskKey> {
  return runStore({
    file,
    identity,
    columns: { ...KEY, length: 'integer', slots: 'integer', wrongBits: 'real', wrongShare: 'real' },
    toRows: ({ experiment, model, seed, beyond }: BeyondRun) =>
      beyond.map((point): BeyondRow => ({ experiment, model, seed, ...point })),
    fromRows: (rows: readonly [BeyondRow, ...BeyondRow[]]) => {
      const [{ experiment, model, seed }] = rows;
      const beyond = rows.map(({ length, slots, wrongBits, wrongShare }) => ({
        length,
        slots,
        wrongBits,
        wrongShare,
      }));
      return { experiment, model, seed, beyond };
    },
  });
}

/** Runs of the memory tasks, in two files. A run is there once its curve is. */
export function taskStore(files = TASK_RESULTS): RunStore<TaskRun, TaskKey> {
  const curves = curveStore(files.curves);
  const beyond = beyondStore(files.beyond);
  const hasBeyond = (run: TaskRun): boolean => run.beyond.length > 0;
  return {
    file: files.curves,
    name: curves.name,
    read() {
      const scores = new Map(beyond.read().map((run) => [beyond.name(run), run.beyond]));
      return curves.read().map((run) => ({ ...run, beyond: scores.get(curves.name(run)) ?? [] }));
    },
    append(run) {
      if (hasBeyond(run)) beyond.append(run);
      curves.append(run);
    },
    forget(keys) {
      curves.forget(keys);
      beyond.forget(keys);
    },
    compact(order) {
      beyond.compact(order);
      curves.compact(order);
    },
    replace(runs) {
      beyond.replace(runs.filter(hasBeyond));
      curves.replace(runs);
    },
  };
}

/** Stored runs; none if there is no file. */
export function readTaskRuns(files = TASK_RESULTS): TaskRun[] {
  return taskStore(files).read();
}
