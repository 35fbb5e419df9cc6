export type { JudgedOn } from './digits';
export { concat, joinRows, largestAt, pick, takeRows } from './rows';
export { continualScenario, type ScenarioName, scenarioNames, type ScenarioOptions } from './scenario';
export { type DigitsSplit, readDigitsSplit } from './split';
export * from './types';
