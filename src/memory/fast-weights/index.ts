export { deltaRule, type DeltaRuleInputs } from './deltaRule';
export { FastWeightsMemory } from './fastWeightsMemory';
export type { SequenceInputs, SequenceResult } from './sequence';
export type { FastWeightsInterface, FastWeightsState } from './state';
