import { continualMetrics } from '../../metrics';
import type { Settings } from '../../continual/strategies/types';

/** What tells one run from every other. */
export interface RunKey {
  /**
   * A scenario's name; `NAME: pixel gains` is the same with every pixel multiplied by a fixed
   * random gain.
   */
  readonly scenario: string;
  /** A strategy's name; after `: ` what is different in this one: `er: three updates`. */
  readonly strategy: string;
  readonly seed: number;
  /** Rows that might be stored. */
  readonly budget: number;
  /**
   * Which rows the scores are of: held-out ones, or a fifth of the train rows (to choose settings
   * by; test rows are not read).
   */
  readonly rows: JudgedRows;
  readonly settings: Settings;
}

export type JudgedRows = 'test' | 'validation';

/** What a run found. */
export interface RunScores {
  /**
   * R[i][j]: score on task j after training on tasks 0..i; shares of rows right (0 to 1), or mean
   * squared errors.
   */
  readonly R: number[][];
  readonly kind: 'classes' | 'values';
  readonly seconds: number;
}

/** A finished run. */
export interface ContinualRun extends RunKey, RunScores {
  /** Mean score over the tasks after the last one (ACC, Lopez-Paz and Ranzato 2017). */
  readonly final: number;
  /** F_T of Chaudhry et al. 2018, above 0 is worse; null with one task. */
  readonly forgetting: number | null;
}

/** @throws RangeError naming R if a score is not finite */
export function finishedRun(
  { scenario, strategy, seed, budget, rows, settings }: RunKey,
  { R, kind, seconds }: RunScores,
): ContinualRun {
  const { averageScore: final, forgetting } = continualMetrics(R, {
    higherIsBetter: kind === 'classes',
  });
  return { scenario, strategy, seed, budget, rows, settings, kind, R, final, forgetting, seconds };
}

/** The name before the colon: what is in the registries. */
export const plainName = (name: string): string => name.split(': ', 1)[0];

/** The same text for the same run, whatever the order of its settings. */
export const runName = ({ scenario, strategy, seed, budget, rows, settings }: RunKey): string =>
  JSON.stringify([
    scenario,
    strategy,
    seed,
    budget,
    rows,
    Object.entries(settings).sort(([a], [b]) => (a < b ? -1 : 1)),
  ]);
