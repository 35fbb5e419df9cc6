import type { MemoryAgentSettings } from './settings';

/** The memory agent with some settings changed. */
export interface Ablation {
  readonly name: string;
  readonly settings: Partial<MemoryAgentSettings>;
}

/**
 * What is taken away from the memory agent, or added, one thing at a time: the agent itself comes
 * first. Each is a run of 'memory-agent' with these settings.
 */
export const memoryAgentAblations: readonly Ablation[] = [
  { name: 'agent', settings: {} },
  { name: 'read alone', settings: { lambda: 1 } },
  { name: 'controller alone', settings: { lambda: 0 } },
  { name: 'no replay', settings: { replay: 0 } },
  { name: 'reservoir rows', settings: { slots: 'reservoir' } },
  { name: 'no refining', settings: { refine: false } },
  { name: 'no noise on slots', settings: { noise: 0 } },
  { name: 'no class balance', settings: { classBalance: false } },
  { name: 'no spread', settings: { spread: 0 } },
  { name: 'squared error as the price', settings: { price: 'absolute' } },
  { name: 'one step a batch', settings: { steps: 1 } },
  { name: 'inputs as they come', settings: { scaled: false } },
  { name: 'a new row weighs as one', settings: { newRowWeight: 'one' } },
  { name: 'with priorities', settings: { priorities: true } },
  { name: 'with meta-learned weights', settings: { metaLearned: true } },
];
