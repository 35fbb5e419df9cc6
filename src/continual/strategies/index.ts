export { aroundLearner } from './aroundLearner';
export { batchCount, type Passes, rowBatches, taskScores } from './batches';
export type { RowPart, RowParts, Stacked } from './batchTensors';
export {
  type GivenRows,
  Learner,
  type LearnerOptions,
  type LossFunction,
  type LossGiven,
  rowsAt,
  withLosses,
} from './learner';
export { mlp, mlpForward, type Model, type ModelForward, parameter, type Parameter } from './model';
export {
  canAnswer,
  type StrategyAbilities,
  strategyAbilities,
  type StrategyName,
  strategyNames,
} from './names';
export {
  gridOf,
  knownStrategies,
  makeStrategy,
  type OwnStrategy,
  registerStrategy,
  strategies,
  strategyEntry,
  type StrategyEntry,
} from './registry';
export { type Kind, maskScores, rowLosses, type RowTensors } from './rowLoss';
export { runStrategy, type StrategyRun, type StrategyRunOptions } from './runStrategy';
export * from './types';
