export { deltaRule, type DeltaRuleInputs } from './deltaRule';
export type { SequenceInputs, SequenceResult } from './sequence';
