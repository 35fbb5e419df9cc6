import { continualMetrics } from '../../metrics';
import { identityText } from '../store';
import type { Settings } from '../../continual/strategies/types';

/** The scenario whose data are a table of one's own (`docs/own-data.md`). */
export const OWN_DATA = 'own';

/** What tells one run from every other. */
export interface RunKey {
  readonly scenario: string;
  readonly strategy: string;
  /** What is different in this one, `three updates`; null: the strategy as it is. */
  readonly variant: string | null;
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

/** Which rows a run is judged on. */
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
  { scenario, strategy, variant, seed, budget, rows, settings }: RunKey,
  { R, kind, seconds }: RunScores,
): ContinualRun {
  const { averageScore: final, forgetting } = continualMetrics(R, {
    higherIsBetter: kind === 'classes',
  });
  const key = { scenario, strategy, variant, seed, budget, rows, settings };
  return { ...key, kind, R, final, forgetting, seconds };
}

/** Fields that tell a run from every other. */
export const RUN_IDENTITY = [
  'scenario',
  'strategy',
  'variant',
  'seed',
  'budget',
  'rows',
  'settings',
] as const satisfies readonly (keyof RunKey)[];

/** The same text for the same run, whatever the order of its settings. */
export const runName = (key: RunKey): string => identityText(key, RUN_IDENTITY);

/** A strategy and its variant in words: `er`, or `er: three updates`. */
export function strategyLabel({
  strategy,
  variant,
}: {
  readonly strategy: string;
  readonly variant?: string | null;
}): string {
  return variant ? `${strategy}: ${variant}` : strategy;
}
