export { memoryAgentAblations, type Ablation } from './ablations';
export type { Heads } from './heads';
export { MemoryAgent, memoryAgent } from './memoryAgent';
export type { SlotMemoryConfig, SlotMemoryOptions } from './memoryOptions';
export { memoryAgentDefaults, type MemoryAgentSettings } from './settings';
export { SlotMemory } from './slotMemory';
