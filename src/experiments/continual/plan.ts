import { type ScenarioName, scenarioNames } from '../../tasks/continual';
import { memoryAgentAblations } from '../../continual/memory-agent';
import { strategies, type StrategyName, strategyNames } from '../../continual/strategies';
import type { Settings } from '../../continual/strategies/types';
import { readReference } from './reference';
import { type Choice, chosenSettings } from './settings';
import { type JudgedRows, plainName, type RunKey } from './types';

/**
 * Rows that may be stored where nothing else is said; strategies that store none or all run with
 * this one only.
 */
export const USUAL_BUDGET = 200;

/** True if the strategy's figures change with the rows it may store. */
export const usesBudget = (strategy: StrategyName): boolean =>
  strategies[strategy].stores === 'budget';

/** What a strategy runs with: its defaults, and what was chosen on validation rows. */
export const settingsOf = (
  strategy: StrategyName,
  scenario: ScenarioName,
  budget: number,
  choices: readonly Choice[],
): Settings => ({
  ...strategies[strategy].defaults,
  ...chosenSettings(choices, scenario, strategy, budget),
});

/** What an experiment is about. */
export interface ExperimentPlan {
  readonly scenario: ScenarioName;
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

/** Strategies that are run with three updates a batch too, as many as the memory agent makes. */
const THRICE: readonly string[] = ['er', 'der++', 'a-gem'];

/**
 * The whole table: scenario by scenario, each with all strategies that can do it, at each budget.
 */
export function tableKeys(seeds: number, choices: readonly Choice[]): RunKey[] {
  const { figures } = readReference();
  return scenarioNames.flatMap((scenario) => {
    const usual = BUDGETS[scenario] ?? [USUAL_BUDGET];
    const told = (strategy: string): number[] =>
      figures.flatMap((figure) =>
        figure.scenario === scenario && figure.strategy === strategy && figure.budget !== null
          ? [figure.budget]
          : [],
      );
    const budgets = (strategy: StrategyName): readonly number[] =>
      usesBudget(strategy)
        ? [...new Set([...usual, ...told(strategy)])].sort((a, b) => a - b)
        : [USUAL_BUDGET];
    const plain = strategyNames
      .filter((name) => canDo(name, scenario))
      .map((name) => ({ label: name, name, extra: {} }));
    const thrice = isValues(scenario)
      ? []
      : strategyNames
          .filter((name) => THRICE.includes(name) && 'updates' in strategies[name].defaults)
          .map((name) => ({ label: `${name}: three updates`, name, extra: { updates: 3 } }));
    return seedsOf(seeds).flatMap((seed) =>
      [...plain, ...thrice].flatMap(({ label, name, extra }) =>
        budgets(name).map((budget): RunKey => ({
          scenario,
          strategy: label,
          seed,
          budget,
          rows: 'test',
          settings: { ...settingsOf(name, scenario, budget, choices), ...extra },
        })),
      ),
    );
  });
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
        strategy: `memory-agent: ${name}`,
        seed,
        budget,
        rows: 'test',
        settings: { ...settingsOf('memory-agent', scenario, budget, choices), ...settings },
      })),
    ),
  );
}

/** What a strategy is to be tuned for; null: it stores no rows, or all. */
export function tuningBudgets(strategy: StrategyName, scenario: ScenarioName): (number | null)[] {
  return usesBudget(strategy)
    ? [
        ...new Set(
          tableKeys(1, []).flatMap((key) =>
            key.scenario === scenario && plainName(key.strategy) === strategy ? [key.budget] : [],
          ),
        ),
      ]
    : [null];
}

/** Whether a strategy can do a scenario. */
export const canDo = (strategy: StrategyName, scenario: ScenarioName): boolean =>
  !(isValues(scenario) && strategies[strategy].classesOnly);

/** True where numbers are to be answered: scores are errors. */
export const isValues = (scenario: ScenarioName): boolean => scenario.startsWith('regression');

const seedsOf = (count: number): number[] => Array.from({ length: count }, (_, seed) => seed);
