import { seedStats, type SeedStats } from '../../metrics';
import type { Settings } from '../../continual/strategies/types';
import { type ContinualRun, runName } from './types';

/** What the seeds of one strategy say together. */
export interface Summary {
  readonly scenario: string;
  readonly kind: ContinualRun['kind'];
  readonly strategy: string;
  readonly variant: string | null;
  readonly budget: number;
  readonly settings: Settings;
  readonly seeds: number;
  readonly final: SeedStats;
  /** Null with one task. */
  readonly forgetting: SeedStats | null;
  /** Mean seconds a run. */
  readonly seconds: number;
}

/**
 * One summary for all runs that differ in the seed only, in the order in which they first appear.
 */
export function summaries(runs: readonly ContinualRun[]): Summary[] {
  const groups = new Map<string, ContinualRun[]>();
  for (const run of runs) {
    const name = runName({ ...run, seed: 0 });
    const group = groups.get(name);
    if (group) group.push(run);
    else groups.set(name, [run]);
  }
  return [...groups.values()].map((own) => {
    const [{ scenario, kind, strategy, variant, budget, settings }] = own;
    const forgetting = own.flatMap((run) => (run.forgetting === null ? [] : [run.forgetting]));
    return {
      scenario,
      kind,
      strategy,
      variant,
      budget,
      settings,
      seeds: own.length,
      final: seedStats(own.map((run) => run.final)),
      forgetting: forgetting.length === own.length ? seedStats(forgetting) : null,
      seconds: own.reduce((sum, { seconds }) => sum + seconds, 0) / own.length,
    };
  });
}

/** A score as it is printed: accuracies in percent with one decimal, errors with four. */
export const sayScore = (kind: ContinualRun['kind'], score: number): string =>
  kind === 'classes' ? (100 * score).toFixed(1) : score.toFixed(4);

/**
 * Mean and half of the 95 % interval: `94.1 ± 0.7`; without the interval where there is one seed.
 */
export function sayInterval(kind: ContinualRun['kind'], stats: SeedStats | null): string {
  if (stats === null) return '-';
  const half = stats.ci95HalfWidth;
  const mean = sayScore(kind, stats.mean);
  return half === null ? mean : `${mean} ± ${sayScore(kind, half)}`;
}

/** The sample standard deviation, or a dash. */
export const sayStd = (kind: ContinualRun['kind'], stats: SeedStats | null): string =>
  stats?.std == null ? '-' : sayScore(kind, stats.std);
