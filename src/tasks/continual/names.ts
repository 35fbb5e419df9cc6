// What a command line must know of the scenarios.

/** What is to be answered in each scenario, by name. */
export const scenarioKinds = {
  'split-class': 'classes',
  'split-class-online': 'classes',
  'split-task': 'classes',
  permuted: 'classes',
  regression: 'values',
  'regression-id': 'values',
  'regression-context': 'values',
  'split-mnist': 'classes',
  'split-mnist-online': 'classes',
  'permuted-mnist': 'classes',
} as const satisfies Readonly<Record<string, 'classes' | 'values'>>;

/** One of `scenarioNames`. */
export type ScenarioName = keyof typeof scenarioKinds;

/** Names of the scenarios. */
export const scenarioNames = Object.keys(scenarioKinds) as readonly ScenarioName[];

/** Scenarios on MNIST, which is made by `npm run data -- mnist`. */
export const mnistScenarioNames = [
  'split-mnist',
  'split-mnist-online',
  'permuted-mnist',
] as const satisfies readonly ScenarioName[];

/** A scenario on MNIST. */
export type MnistScenarioName = (typeof mnistScenarioNames)[number];

/** Scenarios on what comes with the project: the digits and the regression stream. */
export const smallScenarioNames = scenarioNames.filter((name) => !isMnistScenario(name));

/** Whether a scenario is on MNIST. */
export function isMnistScenario(name: string): name is MnistScenarioName {
  return mnistScenarioNames.some((one) => one === name);
}
