import { mean } from '../../core/numbers';
import { seedStats, type SeedStats } from '../../metrics';
import { beyondCurve } from '../memory-tasks/beyond';
import { modelName, type TaskCurve } from '../memory-tasks/curves';
import type { TaskModel } from '../memory-tasks/models';
import type { TaskRun } from '../memory-tasks/run';
import { kindExperiment, kindExperiments, type TriedLengths } from './plan';

/**
 * What a kind of memory answers wrongly, in percent of what is asked (bits or words): the mean over
 * lengths, each counting the same, with its statistics over seeds.
 * @throws RangeError for an unknown experiment, or if no such runs are stored
 */
export function kindScores(
  runs: readonly TaskRun[],
  experiment: string,
  model: TaskModel,
  lengths: TriedLengths = 'trained',
): SeedStats {
  const { longest } = kindExperiment(experiment);
  const own = runs.filter((run) => run.experiment === experiment && run.model === model);
  if (own.length === 0)
    throw new RangeError(
      `runs: got none of "${model}" on ${experiment}; npm run results -- kinds makes them`,
    );
  return seedStats(
    own.map(({ beyond }) => {
      const slots = beyond.map((point) => point.slots);
      const size = lengths === 'trained' ? Math.min(...slots) : Math.max(...slots);
      const points = beyond
        .filter((point) => point.slots === size)
        .filter(({ length }) => length <= longest === (lengths === 'trained'));
      return 100 * mean(points.map(({ wrongShare }) => wrongShare));
    }),
  );
}

/** Kinds that have runs of an experiment, in the order of the plan. */
export function kindsRun(runs: readonly TaskRun[], experiment: string): TaskModel[] {
  return kindExperiment(experiment).models.filter((model) =>
    runs.some((run) => run.experiment === experiment && run.model === model),
  );
}

/**
 * A row a kind, a column a task: percent wrong, mean ± half of the 95 % interval over seeds. A task
 * that a kind has no runs of is left empty. The last row is what a rule of thumb gets wrong.
 */
export function kindTable(
  runs: readonly TaskRun[],
  lengths: TriedLengths = 'trained',
): Record<string, string>[] {
  const models = [...new Set(kindExperiments.flatMap(({ name }) => kindsRun(runs, name)))];
  const guesses = Object.fromEntries(
    kindExperiments.map(({ name, guessing }) => [name, String(guessing[lengths])]),
  );
  const rows = models.map((model) => ({
    memory: modelName(model),
    ...Object.fromEntries(
      kindExperiments.map(({ name }) => [
        name,
        kindsRun(runs, name).includes(model)
          ? sayPercent(kindScores(runs, name, model, lengths))
          : '',
      ]),
    ),
  }));
  return [...rows, { memory: 'a rule of thumb', ...guesses }];
}

/** @example sayPercent(seedStats([1, 2, 3])) // '2.0 ± 2.5' */
export function sayPercent({ mean: middle, ci95HalfWidth }: SeedStats): string {
  const half = ci95HalfWidth === null ? '' : ` ± ${ci95HalfWidth.toFixed(1)}`;
  return `${middle.toFixed(1)}${half}`;
}

/**
 * Percent wrong over length, a curve for each kind with its 95 % interval over seeds: see
 * `beyondCurve`.
 */
export function kindCurves(runs: readonly TaskRun[], experiment: string): TaskCurve[] {
  return kindsRun(runs, experiment).map((model) => beyondCurve(runs, experiment, model));
}
