export { compile, type Compiled, type CompileOptions } from './compile';
export { adam, type Optimizer, rmsProp, sgd } from './optimizers';
export { compileTraining, type StepSequence, Training } from './training';
export { type Named, optimizerOption, type TrainingOptions } from './trainingOptions';
export type { TrainingState } from './trainingState';
export { traceGraph, type GraphNode, type TracedGraph } from './inspect';
export { operationsByRewrite } from './operationsByRewrite';
export { countByKind, kindOfOperation, type KindCount } from './kinds';
export {
  profileOperations,
  type KindProfile,
  type OperationCall,
  type OperationProfile,
} from './profile';
export { timeInTurn, timesFaster, type RoundRatio, type Timing } from './timing';
export { isPairTensor, passesIn, writtenBy, type WrittenPart } from './written';
export {
  compareRules,
  compiledGradients,
  type RuleRow,
  type TensorRule,
  withOwnGradient,
} from './compareRules';
export { whyRefused } from './whyRefused';
