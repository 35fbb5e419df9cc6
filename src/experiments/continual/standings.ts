import { strategyEntry } from '../../continual/strategies';
import { argumentError } from '../../core/arguments';
import { describe } from '../../core/text';
import { seedStats, type SeedStats } from '../../metrics';
import type { Difference, MethodRuns } from '../../plots';
import { CONTINUAL_RUNS, readContinualRuns } from './store';
import type { Effect } from './reportAblation';
import { type ContinualRun, strategyLabel } from './types';

/** Where strategies are compared. */
export interface StandingsPlace {
  readonly scenario: string;
  /** Rows that might be stored. */
  readonly budget: number;
}

/** What the runs of one strategy say together, in one scenario with one budget. */
export interface Standing {
  /** `er`, or `er: three updates`. */
  readonly name: string;
  /** Whether it stores rows, as many as the budget says; if not, the budget changes nothing. */
  readonly storesRows: boolean;
  readonly final: SeedStats;
  /** Null where a run has one task. */
  readonly forgetting: SeedStats | null;
  /** By seed. */
  readonly runs: readonly ContinualRun[];
}

/**
 * The stored runs that are judged on held-out rows.
 * @throws Error that says how to make them, where there are none
 */
export function readHeldOutRuns(file = CONTINUAL_RUNS): ContinualRun[] {
  const runs = readContinualRuns(file).filter(({ rows }) => rows === 'test');
  if (runs.length > 0) return runs;
  throw new Error(`${file}: holds no runs; npm run -s experiment -- table makes them`);
}

/**
 * Every strategy that was run in a scenario with a budget, the best final score first.
 * @throws RangeError if there is no such run
 */
export function standings(
  runs: readonly ContinualRun[],
  { scenario, budget }: StandingsPlace,
): Standing[] {
  const groups = new Map<string, ContinualRun[]>();
  for (const run of runs) {
    const isHere = run.budget === budget || !storesRows(run.strategy);
    if (run.scenario !== scenario || !isHere) continue;
    const name = strategyLabel(run);
    groups.set(name, [...(groups.get(name) ?? []), run]);
  }
  if (groups.size === 0)
    throw argumentError('scenario, budget', `${describe(scenario)}, ${budget}`, 'stored runs');
  const found = [...groups].map(([name, own]) => standingOf(name, own));
  const sign = found[0].runs[0].kind === 'classes' ? -1 : 1;
  return found.sort((a, b) => sign * (a.final.mean - b.final.mean));
}

function standingOf(name: string, own: readonly ContinualRun[]): Standing {
  const runs = own.toSorted((a, b) => a.seed - b.seed);
  const forgetting = runs.flatMap((run) => run.forgetting ?? []);
  return {
    name,
    storesRows: storesRows(runs[0].strategy),
    final: seedStats(runs.map((run) => run.final)),
    forgetting: forgetting.length === runs.length ? seedStats(forgetting) : null,
    runs,
  };
}

const storesRows = (strategy: string): boolean => strategyEntry(strategy).stores === 'budget';

/**
 * The standing of a strategy.
 * @throws RangeError with the names that there are
 */
export function standingNamed(all: readonly Standing[], name: string): Standing {
  const found = all.find((standing) => standing.name === name);
  if (found) return found;
  const names = all.map((standing) => standing.name).join(', ');
  throw argumentError('name', describe(name), `one of ${names}`);
}

/**
 * Some strategies as `forgettingCurves` takes them.
 * @param names strategies, in the order of the legend
 * @throws RangeError for a strategy that was not run
 * @example forgettingCurves(scoreCurves(all, ['naive', 'er']), options);
 */
export function scoreCurves(all: readonly Standing[], names: readonly string[]): MethodRuns[] {
  return names.map((name) => ({ name, runs: standingNamed(all, name).runs.map(({ R }) => R) }));
}

/** Effects in one place as `differenceChart` takes them, in points of accuracy. */
export function effectPoints(
  effects: readonly Effect[],
  { scenario, budget }: StandingsPlace,
): Difference[] {
  return effects
    .filter((effect) => effect.scenario === scenario && effect.budget === budget)
    .map(({ name, difference: { mean, ci95HalfWidth } }) => ({
      name,
      mean: 100 * mean,
      half: ci95HalfWidth === null ? null : 100 * ci95HalfWidth,
    }));
}

/** Whether an interval about a mean difference leaves 0 out; false without an interval. */
export function excludesZero({ mean, ci95HalfWidth }: SeedStats): boolean {
  return ci95HalfWidth !== null && Math.abs(mean) > ci95HalfWidth;
}

/**
 * Final scores of some strategies at several budgets, as `overSeeds` draws them.
 * @throws RangeError for a strategy that was not run at one of them
 * @example overSeeds({ x: budgets, ...overBudgets(runs, place, ['er', 'der++']) }, options);
 */
export function overBudgets(
  runs: readonly ContinualRun[],
  { scenario, budgets }: { readonly scenario: string; readonly budgets: readonly number[] },
  names: readonly string[],
): Record<string, SeedStats[]> {
  const all = budgets.map((budget) => standings(runs, { scenario, budget }));
  const finals = (name: string) => all.map((standing) => standingNamed(standing, name).final);
  return Object.fromEntries(names.map((name) => [name, finals(name)]));
}
