export { type DigitParts, digitRows, type JudgedOn } from './digits';
export { concat, joinRows, largestAt, pick, type Rows, takeRows } from '../rows';
export {
  type OwnDataOptions,
  type OwnRow,
  type OwnScenario,
  readScenario,
  scenarioFromRows,
} from './ownData';
export {
  isMnistScenario,
  type MnistScenarioName,
  mnistScenarioNames,
  scenarioKinds,
  type ScenarioName,
  scenarioNames,
  smallScenarioNames,
} from './names';
export { continualScenario, type ScenarioOptions } from './scenario';
export { type DigitsSplit, readDigitsSplit } from './split';
export * from './tables';
export * from './types';
export * from './worlds';
