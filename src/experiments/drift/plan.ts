import {
  lastLabel,
  linearModel,
  linearModelOfChosenRate,
  majorityClass,
  strategyOnStream,
  type StreamInputs,
  type StreamLearnerMaker,
} from '../../continual/prequential';
import { type StreamName, streamNames } from '../../tasks/datasets';

/** What is run over the streams by the project itself. */
export const driftLearners = [
  'last label',
  'majority class',
  'linear model',
  'linear model, chosen rate',
  'naive',
  'er',
  'memory agent',
] as const;
/** One of `driftLearners`. */
export type DriftLearner = (typeof driftLearners)[number];

/** Rows that a learner may store, where it stores any. */
export const DRIFT_BUDGET = 200;

/** Rows of a window: about three weeks of half hours, and a year of days. */
export const driftWindows: Readonly<Record<StreamName, number>> = {
  electricity: 1000,
  weather: 365,
};

/** Both forms in which rows are shown, to every learner that looks at them. */
export const driftInputs: readonly StreamInputs[] = ['features', 'with last label'];

interface LearnerEntry {
  readonly make: StreamLearnerMaker;
  /** Whether a seed changes what it does. */
  readonly random: boolean;
  /** Whether it looks at rows at all. */
  readonly looks: boolean;
}

/** How each learner is made; the settings of strategies are their defaults. */
export const driftEntries: Readonly<Record<DriftLearner, LearnerEntry>> = {
  'last label': { make: lastLabel, random: false, looks: false },
  'majority class': { make: majorityClass, random: false, looks: false },
  'linear model': { make: linearModel, random: false, looks: true },
  'linear model, chosen rate': { make: linearModelOfChosenRate, random: false, looks: true },
  naive: entryOf('naive'),
  er: entryOf('er'),
  'memory agent': entryOf('memory-agent'),
};

function entryOf(strategy: string): LearnerEntry {
  const make = strategyOnStream({ strategy, budget: DRIFT_BUDGET });
  return { make, random: true, looks: true };
}

/** What tells a run from every other. */
export interface DriftKey {
  readonly stream: StreamName;
  readonly learner: string;
  readonly inputs: StreamInputs;
  readonly seed: number;
}

/**
 * Every learner on every stream with both forms of inputs and every seed; one that draws nothing
 * runs once, one that does not look at rows with one form of them. The learners come in turn, so
 * that the slowest is last.
 */
export function driftKeys(seeds: number): DriftKey[] {
  return driftLearners.flatMap((learner) => {
    const { random, looks } = driftEntries[learner];
    return keysOf(learner, random ? seeds : 1, looks ? driftInputs : ['features']);
  });
}

/** A learner on every stream with some forms of inputs and seeds. */
export function keysOf(
  learner: string,
  seeds: number,
  inputs: readonly StreamInputs[],
): DriftKey[] {
  return streamNames.flatMap((stream) =>
    inputs.flatMap((shown) =>
      Array.from({ length: seeds }, (_, seed) => ({ stream, learner, inputs: shown, seed })),
    ),
  );
}
