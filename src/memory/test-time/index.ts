export { testTimeLinear, type TestTimeInputs, type TestTimeResult } from './linear';
export type { TestTimeInterface, TestTimeState } from './state';
export { TestTimeMemory } from './testTimeMemory';
