import { strategies, type StrategyName } from '../../continual/strategies';
import type { Settings } from '../../continual/strategies/types';
import type { MnistScenarioName } from '../../tasks/continual';
import type { RunKey } from '../continual/types';

/** A strategy in a scenario, made with every seed. */
export interface MnistRow {
  readonly scenario: MnistScenarioName;
  readonly strategy: StrategyName;
  /** What is different in this one; left out: the strategy as it is. */
  readonly variant?: string;
  /** Rows that may be stored. */
  readonly budget: number;
  /** Settings that differ from the strategy's defaults. */
  readonly settings?: Settings;
  /** Seeds, at most; left out: all. */
  readonly seeds?: number;
}

/** Rows that may be stored in all: 100 of each class (van de Ven et al. 2022). */
const BUDGET = 1000;

/** Strategies as they are, in one scenario. @param seeds at most; left out: all */
function asTheyAre(
  scenario: MnistScenarioName,
  names: readonly StrategyName[],
  seeds?: number,
): readonly MnistRow[] {
  return names.map((strategy) => ({ scenario, strategy, budget: BUDGET, ...(seeds && { seeds }) }));
}

/** Twice as many random features, whose sums are more numbers than the rows that others store. */
const MORE_FEATURES = { variant: '2,000 features', settings: { features: 2000 } };

/** As many updates a batch as the memory agent makes. */
const THREE_UPDATES = { variant: 'three updates', settings: { updates: 3 } };

/** Bounds, and strategies that store no rows. */
const WITHOUT_ROWS: readonly StrategyName[] = [
  'naive',
  'joint',
  'nearest-mean',
  'gaussian',
  'slda',
  'random-ridge',
];

/** Penalties, published to end about where naive ends (van de Ven et al. 2022). */
const PENALTIES: readonly StrategyName[] = ['ewc', 'si', 'lwf'];

/** Seeds of the slow runs from which no claim is made. */
const FEW_SEEDS = 3;

/** Strategies that rehearse stored rows. */
const WITH_ROWS: readonly StrategyName[] = ['er', 'er-class-balanced', 'er-ace', 'der++', 'icarl'];

/** What is left out in one pass: terms that need the end of a task, and so did nothing above. */
const ONLINE: readonly StrategyName[] = [
  'naive',
  'joint',
  'nearest-mean',
  'gaussian',
  'slda',
  'random-ridge',
  'er',
  'er-ace',
  'der++',
  'memory-agent',
];

/** Everything that is run on MNIST, in the order of the reports. */
export const MNIST_PLAN: readonly MnistRow[] = [
  ...asTheyAre('split-mnist', [...WITHOUT_ROWS, 'memory-agent', ...WITH_ROWS]),
  ...asTheyAre('split-mnist', PENALTIES, FEW_SEEDS),
  { scenario: 'split-mnist', strategy: 'random-ridge', budget: BUDGET, ...MORE_FEATURES },
  { scenario: 'split-mnist', strategy: 'er-ace', budget: BUDGET, ...THREE_UPDATES },
  ...asTheyAre('split-mnist-online', ONLINE),
  { scenario: 'split-mnist-online', strategy: 'er-ace', budget: BUDGET, ...THREE_UPDATES },
  ...asTheyAre('permuted-mnist', ['naive', 'slda', 'random-ridge', 'er'], FEW_SEEDS),
  ...asTheyAre('permuted-mnist', ['der++', 'memory-agent'], FEW_SEEDS),
];

/**
 * Every run of a plan: scenario by scenario, and in each seed after seed, so that each strategy has
 * something to show early.
 */
export function mnistKeys(seeds: number, plan: readonly MnistRow[] = MNIST_PLAN): RunKey[] {
  const scenarios = [...new Set(plan.map(({ scenario }) => scenario))];
  return scenarios.flatMap((scenario) => {
    const rows = plan.filter((row) => row.scenario === scenario);
    const all = Array.from({ length: seeds }, (_, seed) =>
      rows.filter((row) => seed < (row.seeds ?? seeds)).map((row) => keyOf(row, seed)),
    );
    return all.flat();
  });
}

function keyOf(row: MnistRow, seed: number): RunKey {
  const { scenario, strategy, variant = null, budget, settings } = row;
  return {
    scenario,
    strategy,
    variant,
    seed,
    budget,
    rows: 'test',
    settings: { ...strategies[strategy].defaults, ...settings },
  };
}
