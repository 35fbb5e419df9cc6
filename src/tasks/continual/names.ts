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
} as const satisfies Readonly<Record<string, 'classes' | 'values'>>;

/** One of `scenarioNames`. */
export type ScenarioName = keyof typeof scenarioKinds;

/** Names of the scenarios. */
export const scenarioNames = Object.keys(scenarioKinds) as readonly ScenarioName[];
