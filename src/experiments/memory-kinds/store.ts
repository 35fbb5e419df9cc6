import { packagePath } from '../../core/paths';
import type { TaskKey } from '../memory-tasks/plan';
import type { TaskRun } from '../memory-tasks/run';
import { taskStore } from '../memory-tasks/store';
import type { RunStore } from '../store';

/** Where the project keeps what every kind of memory learns: curves, and scores by length. */
export const KIND_RESULTS = {
  curves: packagePath('data/memory-kinds.parquet'),
  beyond: packagePath('data/memory-kinds-beyond.parquet'),
};

/** Runs of the kinds of memory, in two files as those of the memory tasks. */
export function kindStore(files = KIND_RESULTS): RunStore<TaskRun, TaskKey> {
  return taskStore(files);
}

/** Stored runs of the kinds of memory; none if there is no file. */
export function readKindRuns(files = KIND_RESULTS): TaskRun[] {
  return kindStore(files).read();
}
