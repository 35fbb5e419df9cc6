import { mean } from '../../core/numbers';
import { seedStats } from '../../metrics';
import { say } from '../../plots';
import { finalWrongBits, modelName, type TaskCurve } from './curves';
import type { TaskModel } from './models';
import type { BeyondPoint, TaskRun } from './run';

/** Wrong bits (%) by slots (rows) and length of the list (columns). */
export interface WrongGrid {
  readonly lengths: readonly number[];
  readonly slots: readonly number[];
  readonly wrong: readonly number[][];
}

/**
 * What a model does at lengths and memories that it was not trained with: means over its seeds.
 * @throws RangeError if no such runs are stored
 */
export function beyondGrid(
  runs: readonly TaskRun[],
  experiment: string,
  model: TaskModel,
): WrongGrid {
  const points = pointsOf(runs, experiment, model);
  const lengths = inOrder(points.map(({ length }) => length));
  const slots = inOrder(points.map((point) => point.slots));
  const wrong = slots.map((n) =>
    lengths.map((length) => mean(percentages(points, { length, slots: n }))),
  );
  return { lengths, slots, wrong };
}

/**
 * A model's wrong bits (%) over the length of the list, with the largest memory that was tried:
 * means over its seeds with 95 % intervals, low ends not below 0.
 * @throws RangeError if no such runs are stored
 */
export function beyondCurve(
  runs: readonly TaskRun[],
  experiment: string,
  model: TaskModel,
): TaskCurve {
  const points = pointsOf(runs, experiment, model);
  const x = inOrder(points.map(({ length }) => length));
  const slots = Math.max(...points.map((point) => point.slots));
  const stats = x.map((length) => seedStats(percentages(points, { length, slots })));
  const y = stats.map((one) => one.mean);
  const half = stats.map(({ ci95HalfWidth }) => ci95HalfWidth ?? 0);
  return {
    name: modelName(model),
    method: model === 'lstm' || model === 'dnc' ? model : modelName(model),
    seeds: finalWrongBits(runs, experiment, model).length,
    x,
    y,
    low: y.map((value, i) => Math.max(0, value - half[i])),
    high: y.map((value, i) => value + half[i]),
  };
}

/**
 * The scores of an experiment at its end: a row a model, a column a seed, and the mean with its
 * 95 % interval.
 */
export function finalTable(
  runs: readonly TaskRun[],
  experiment: string,
): Record<string, string | number>[] {
  const own = runs.filter((run) => run.experiment === experiment);
  if (own.length === 0) throw noRuns(experiment);
  const models = [...new Set(own.map(({ model }) => model))];
  return models.map((model) => {
    const wrong = finalWrongBits(runs, experiment, model);
    const { mean: middle, ci95HalfWidth } = seedStats(wrong);
    return {
      model: modelName(model),
      ...Object.fromEntries(wrong.map((bits, seed) => [`seed ${seed}`, say(bits, 2)])),
      'mean ± 95 %': say(middle, 2) + (ci95HalfWidth ? ` ± ${say(ci95HalfWidth, 1)}` : ''),
    };
  });
}

function pointsOf(
  runs: readonly TaskRun[],
  experiment: string,
  model: TaskModel,
): readonly BeyondPoint[] {
  const points = runs
    .filter((run) => run.experiment === experiment && run.model === model)
    .flatMap(({ beyond }) => beyond);
  if (points.length === 0) throw noRuns(`"${model}" on ${experiment}, beyond what was trained`);
  return points;
}

function noRuns(of: string): RangeError {
  return new RangeError(`runs: got none of ${of}; npm run results -- tasks makes them`);
}

/** The scores at one length and memory, a figure a seed. */
function percentages(
  points: readonly BeyondPoint[],
  { length, slots }: Pick<BeyondPoint, 'length' | 'slots'>,
): number[] {
  return points
    .filter((point) => point.length === length && point.slots === slots)
    .map(({ wrongShare }) => 100 * wrongShare);
}

const inOrder = (values: readonly number[]): number[] => [...new Set(values)].sort((a, b) => a - b);
