import { scenarioKinds, type ScenarioName, smallScenarioNames } from '../../tasks/continual';
import { memoryAgentAblations } from '../../continual/memory-agent';
import {
  canAnswer,
  strategies,
  type StrategyName,
  strategyNames,
} from '../../continual/strategies';
import type { Settings } from '../../continual/strategies/types';
import { readReference, type ReferenceFigure } from './reference';
import { type Choice, chosenSettings } from './settings';
import type { JudgedRows, RunKey } from './types';

/**
 * Rows that may be stored where nothing else is said; strategies that store none or all run with
 * this one only.
 */
export const USUAL_BUDGET = 200;

/** True if the strategy's figures change with the rows it may store. */
export const usesBudget = (strategy: string): boolean =>
  strategies[strategy as StrategyName]?.stores !== 'nothing';

/** What a strategy runs with: its defaults, and what was chosen on validation rows. */
export const settingsOf = (
  strategy: StrategyName,
  scenario: string,
  budget: number,
  choices: readonly Choice[],
): Settings => ({
  ...strategies[strategy].defaults,
  ...chosenSettings(choices, scenario, strategy, budget),
});

/** What an experiment is about. */
export interface ExperimentPlan {
  readonly scenario: string;
  readonly strategies: readonly StrategyName[];
  readonly budget: number;
  readonly seeds: number;
  readonly rows: JudgedRows;
}

/**
 * Every strategy with every seed; seed after seed, so that each strategy has something to show
 * early.
 */
export function experimentKeys(
  { scenario, strategies: names, budget, seeds, rows }: ExperimentPlan,
  choices: readonly Choice[],
): RunKey[] {
  return seedsOf(seeds).flatMap((seed) =>
    names.map((strategy): RunKey => ({
      scenario,
      strategy,
      variant: null,
      seed,
      budget,
      rows,
      settings: settingsOf(strategy, scenario, budget, choices),
    })),
  );
}

/**
 * Budgets at which every strategy that stores rows is run, by scenario; and besides each at which a
 * reference figure stands.
 */
const BUDGETS: Readonly<Partial<Record<ScenarioName, readonly number[]>>> = {
  'split-class': [50, 200, 500],
  permuted: [200, 500],
};

/** Strategies that are run with three updates a batch too: what more steps alone would bring. */
const THRICE: readonly string[] = ['er', 'der++', 'a-gem'];

/**
 * The whole table of the digits and the regression stream: scenario by scenario, each with all
 * strategies that can do it, at each budget.
 */
export function tableKeys(seeds: number, choices: readonly Choice[]): RunKey[] {
  return smallScenarioNames.flatMap((scenario) => {
    const plain = strategyNames
      .filter((strategy) => canDo(strategy, scenario))
      .map((strategy) => ({ strategy, variant: null, changed: {} }));
    const thrice = plain
      .filter(({ strategy }) => THRICE.includes(strategy) && !isValues(scenario))
      .map(({ strategy }) => ({ strategy, variant: 'three updates', changed: { updates: 3 } }));
    return seedsOf(seeds).flatMap((seed) =>
      [...plain, ...thrice].flatMap(({ strategy, variant, changed }) =>
        tableBudgets(strategy, scenario).map((budget): RunKey => ({
          scenario,
          strategy,
          variant,
          seed,
          budget,
          rows: 'test',
          settings: { ...settingsOf(strategy, scenario, budget, choices), ...changed },
        })),
      ),
    );
  });
}

const isPlain = (figure: ReferenceFigure, strategy: StrategyName): boolean =>
  figure.strategy === strategy && !figure.variant;

/** Budgets that a strategy is run with, the smallest first. */
function tableBudgets(strategy: StrategyName, scenario: ScenarioName): readonly number[] {
  if (!usesBudget(strategy)) return [USUAL_BUDGET];
  const budgets = new Set(BUDGETS[scenario] ?? [USUAL_BUDGET]);
  for (const figure of readReference().figures)
    if (figure.scenario === scenario && isPlain(figure, strategy) && figure.budget !== null)
      budgets.add(figure.budget);
  return [...budgets].sort((a, b) => a - b);
}

/** Where parts of the memory agent are taken away. */
const ABLATED: readonly { readonly scenario: ScenarioName; readonly budget: number }[] = [
  { scenario: 'split-class', budget: 50 },
  { scenario: 'split-class', budget: 200 },
  { scenario: 'split-class-online', budget: 200 },
  { scenario: 'permuted', budget: 200 },
];

/** The memory agent with one part changed at a time. The agent as it is stands in the table. */
export function ablationKeys(seeds: number, choices: readonly Choice[]): RunKey[] {
  const changes = memoryAgentAblations.filter(({ settings }) => Object.keys(settings).length > 0);
  return ABLATED.flatMap(({ scenario, budget }) =>
    seedsOf(seeds).flatMap((seed) =>
      changes.map(({ name, settings }): RunKey => ({
        scenario,
        strategy: 'memory-agent',
        variant: name,
        seed,
        budget,
        rows: 'test',
        settings: { ...settingsOf('memory-agent', scenario, budget, choices), ...settings },
      })),
    ),
  );
}

/** What a strategy is to be tuned for; null: it stores no rows, or all. */
export function tuningBudgets(
  strategy: StrategyName,
  scenario: ScenarioName,
): readonly (number | null)[] {
  if (!canDo(strategy, scenario)) return [];
  return usesBudget(strategy) ? tableBudgets(strategy, scenario) : [null];
}

/** Whether a strategy can do a scenario. */
export const canDo = (strategy: StrategyName, scenario: ScenarioName): boolean =>
  canAnswer(strategy, scenarioKinds[scenario]);

/** True where numbers are to be answered: scores are errors. */
export const isValues = (scenario: string): boolean => scenario.startsWith('regression');

const seedsOf = (count: number): number[] => Array.from({ length: count }, (_, seed) => seed);
