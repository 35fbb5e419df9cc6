import { seedStats } from '../../metrics';
import type { TaskModel } from './models';
import type { TaskRun } from './run';

/**
 * A model's learning curve over its seeds: means with 95 % intervals (Student's t; none for a
 * single seed), low ends not below 0.
 */
export interface TaskCurve {
  readonly name: string;
  readonly method: string;
  readonly seeds: number;
  /** Iterations. */
  readonly x: number[];
  /** Wrong bits a sequence. */
  readonly y: number[];
  readonly low?: number[];
  readonly high?: number[];
}

const NAMES: Readonly<Record<TaskModel, string>> = {
  dnc: 'DNC',
  lstm: 'LSTM',
  content: 'content only',
  noLinks: 'links off',
  noAllocation: 'allocation off',
  deallocation: 'de-allocation on',
  masking: 'masks on',
  sharpening: 'sharpened links',
  all: 'all three on',
  sparse: 'sparse DNC',
  fastWeights: 'fast weights',
  gatedFastWeights: 'gated fast weights',
  testTime: 'test-time memory',
  deepTestTime: 'test-time memory, two layers',
  attention: 'attention',
};

/** What a model is called in figures. */
export const modelName = (model: TaskModel): string => NAMES[model];

/** @throws RangeError if there is no such run */
export function taskCurve(
  runs: readonly TaskRun[],
  experiment: string,
  model: TaskModel,
): TaskCurve {
  const own = runs.filter((run) => run.experiment === experiment && run.model === model);
  if (own.length === 0)
    throw new RangeError(
      `runs: got none of "${model}" on "${experiment}"; npm run results -- tasks makes them`,
    );
  const [first] = own as [TaskRun, ...TaskRun[]];
  const stats = first.curve.map((_, i) => seedStats(own.map((run) => run.curve[i].wrongBits)));
  const y = stats.map(({ mean }) => mean);
  const half = stats.map(({ ci95HalfWidth }) => ci95HalfWidth ?? 0);
  const band =
    own.length < 2
      ? {}
      : {
          low: y.map((value, i) => Math.max(0, value - half[i])),
          high: y.map((value, i) => value + half[i]),
        };
  return {
    name: modelName(model),
    method: model === 'lstm' || model === 'dnc' ? model : modelName(model),
    seeds: own.length,
    x: first.curve.map(({ iteration }) => iteration),
    y,
    ...band,
  };
}

/** Wrong bits a sequence after the last iteration, one figure a seed, in the order of the seeds. */
export const finalWrongBits = (
  runs: readonly TaskRun[],
  experiment: string,
  model: TaskModel,
): number[] =>
  runs
    .filter((run) => run.experiment === experiment && run.model === model)
    .sort((a, b) => a.seed - b.seed)
    .map(({ curve }) => curve[curve.length - 1].wrongBits);
