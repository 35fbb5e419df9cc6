import { argumentError } from '../../core/arguments';
import { describe } from '../../core/text';
import type { StreamInputs } from '../../continual/prequential';
import {
  addPrequential,
  type PrequentialCounts,
  type PrequentialScores,
  prequentialScores,
  seedStats,
  type SeedStats,
} from '../../metrics';
import type { StreamName } from '../../tasks/datasets';
import type { DriftRun } from './run';

/** A figure of a run. */
export type DriftFigure = keyof PrequentialScores;

/** Runs that differ by their seed alone. */
export interface DriftGroup {
  readonly stream: StreamName;
  readonly learner: string;
  readonly inputs: StreamInputs;
}

/** The runs of a group. @throws RangeError if there is none */
export function runsOfGroup(
  runs: readonly DriftRun[],
  { stream, learner, inputs }: DriftGroup,
): DriftRun[] {
  const own = runs.filter(
    (run) => run.stream === stream && run.learner === learner && run.inputs === inputs,
  );
  if (own.length > 0) return own;
  const wanted = `${learner} on ${stream}, ${inputs}`;
  throw argumentError('runs', `none of ${wanted}`, 'npm run results -- drift made them');
}

/**
 * A figure over the whole stream, with its statistics over seeds.
 * @throws RangeError if there are no such runs, or where the figure is not defined
 * @example driftScores(runs, { stream: 'weather', learner: 'er', inputs: 'features' }).mean
 */
export function driftScores(
  runs: readonly DriftRun[],
  group: DriftGroup,
  figure: DriftFigure = 'accuracy',
): SeedStats {
  const own = runsOfGroup(runs, group);
  return seedStats(own.map(({ windows }) => defined(addPrequential(windows), figure)));
}

/** The same, window by window. */
export function driftWindowScores(
  runs: readonly DriftRun[],
  group: DriftGroup,
  figure: DriftFigure = 'accuracy',
): SeedStats[] {
  const own = runsOfGroup(runs, group);
  return own[0].windows.map((_, i) =>
    seedStats(own.map(({ windows }) => defined(windows[i], figure))),
  );
}

function defined(counts: PrequentialCounts, figure: DriftFigure): number {
  const value = prequentialScores(counts)[figure];
  if (value !== null) return value;
  throw argumentError('figure', describe(figure), 'one that is defined for these rows');
}

/** Learners that have runs of a stream with some inputs, in the order in which these come. */
export function learnersRun(
  runs: readonly DriftRun[],
  stream: StreamName,
  inputs: StreamInputs,
): string[] {
  const own = runs.filter((run) => run.stream === stream && run.inputs === inputs);
  return [...new Set(own.map(({ learner }) => learner))];
}
