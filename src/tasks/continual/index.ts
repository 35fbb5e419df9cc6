export type { JudgedOn } from './digits';
export { concat, joinRows, largestAt, pick, takeRows } from './rows';
export { type ScenarioName, scenarioNames } from './names';
export { continualScenario, type ScenarioOptions } from './scenario';
export { type DigitsSplit, readDigitsSplit } from './split';
export * from './types';
