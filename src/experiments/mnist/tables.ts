import type { MnistScenarioName } from '../../tasks/continual';
import { type Standing, standings } from '../continual/standings';
import { sayInterval } from '../continual/summary';
import type { TableRow } from '../continual/tables';
import { type ContinualRun, strategyLabel } from '../continual/types';
import { MNIST_PLAN, mnistKeys } from './plan';

/**
 * Every strategy that was run in a scenario on MNIST, the best at the end first; none where nothing
 * was run yet. All of the plan store as many rows.
 */
export function mnistStandings(
  runs: readonly ContinualRun[],
  scenario: MnistScenarioName,
): Standing[] {
  const [{ budget }] = MNIST_PLAN;
  const own = runs.filter((run) => run.scenario === scenario && run.rows === 'test');
  return own.length === 0 ? [] : standings(own, { scenario, budget });
}

/**
 * Standings for people: percent of rows right at the end and forgetting in points, each with half
 * of the 95 % interval over seeds.
 */
export function standingsTable(all: readonly Standing[]): TableRow[] {
  return all.map(({ name, runs, final, forgetting }) => ({
    strategy: name,
    seeds: String(runs.length),
    'right at the end (%)': sayInterval('classes', final),
    'forgetting (points)': sayInterval('classes', forgetting),
  }));
}

/** Strategies of a scenario that have fewer runs than the plan with so many seeds. */
export function mnistUnfinished(
  all: readonly Standing[],
  scenario: MnistScenarioName,
  seeds: number,
): TableRow[] {
  const planned = mnistKeys(seeds).filter((key) => key.scenario === scenario);
  const names = [...new Set(planned.map(strategyLabel))];
  return names.flatMap((strategy) => {
    const wanted = planned.filter((key) => strategyLabel(key) === strategy).length;
    const made = all.find(({ name }) => name === strategy)?.runs.length ?? 0;
    return made < wanted ? [{ strategy, runs: `${made} of ${wanted}` }] : [];
  });
}
