export { memoryAgentAblations, type Ablation } from './ablations';
export type { Heads } from './heads';
export { MemoryAgent, memoryAgent, type MemorySnapshot } from './memoryAgent';
export { loadMemory, saveMemory } from './memoryFile';
export type { SlotMemoryConfig, SlotMemoryOptions } from './memoryOptions';
export { memoryAgentDefaults, type MemoryAgentSettings } from './settings';
export { SlotMemory, type SlotMemoryState } from './slotMemory';
