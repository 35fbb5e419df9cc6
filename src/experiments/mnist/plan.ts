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
}

/** Rows that may be stored in all: 100 of each class (van de Ven et al. 2022). */
const BUDGET = 1000;

/** Strategies as they are, in one scenario. */
function asTheyAre(
  scenario: MnistScenarioName,
  names: readonly StrategyName[],
): readonly MnistRow[] {
  return names.map((strategy) => ({ scenario, strategy, budget: BUDGET }));
}

/** Bounds, and strategies that store no rows. */
const WITHOUT_ROWS: readonly StrategyName[] = [
  'naive',
  'joint',
  'ewc',
  'si',
  'lwf',
  'nearest-mean',
  'gaussian',
  'slda',
  'random-ridge',
];

/** Strategies that rehearse stored rows. */
const WITH_ROWS: readonly StrategyName[] = ['er', 'er-ace', 'der++', 'gdumb', 'icarl'];

/** Everything that is run on MNIST, in the order in which it is made for each seed. */
export const MNIST_PLAN: readonly MnistRow[] = [
  ...asTheyAre('split-mnist', [...WITHOUT_ROWS, ...WITH_ROWS, 'memory-agent']),
  ...asTheyAre('split-mnist-online', [...WITHOUT_ROWS, ...WITH_ROWS, 'memory-agent']),
  ...asTheyAre('permuted-mnist', ['naive', 'ewc', 'si', 'er', 'der++', 'memory-agent']),
];

/** Every run of a plan: seed after seed, so that each strategy has something to show early. */
export function mnistKeys(seeds: number, plan: readonly MnistRow[] = MNIST_PLAN): RunKey[] {
  return Array.from({ length: seeds }, (_, seed) =>
    plan.map(({ scenario, strategy, variant = null, budget, settings }): RunKey => ({
      scenario,
      strategy,
      variant,
      seed,
      budget,
      rows: 'test',
      settings: { ...strategies[strategy].defaults, ...settings },
    })),
  ).flat();
}
