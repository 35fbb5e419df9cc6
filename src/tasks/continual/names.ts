/** Names of the scenarios. Alone in a file: a command line needs no more. */
export const scenarioNames = [
  'split-class',
  'split-class-online',
  'split-task',
  'permuted',
  'regression',
  'regression-id',
  'regression-context',
] as const;

/** One of `scenarioNames`. */
export type ScenarioName = (typeof scenarioNames)[number];
