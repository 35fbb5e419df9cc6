import type { Perform } from './types';

/** What makes a run of each experiment; loaded by the process that makes it. */
export const performers = {
  continual: async () => (await import('./continual/run')).performContinualRun,
  'regression-stream': async () => (await import('./regression-stream/run')).performStreamRun,
  'memory-tasks': async () => (await import('./memory-tasks/run')).performTaskRun,
  'memory-kinds': async () => (await import('./memory-kinds/run')).performKindRun,
  sinusoids: async () => (await import('./sinusoids/run')).performSinusoidRun,
  'agent-starts': async () => (await import('./agent-starts/run')).performAgentRun,
  replay: async () => (await import('./replay/plan')).performReplayRun,
  'mnist-memory': async () => (await import('./mnist/runMemory')).performMnistMemory,
  drift: async () => (await import('./drift/run')).performDriftRun,
  'character-stream': async () => (await import('./character-stream/run')).performCharacterRun,
  'one-shot': async () => (await import('./one-shot/run')).performOneShotRun,
  'one-shot-memory': async () => (await import('./one-shot-memory/run')).performOneShotMemory,
} satisfies Readonly<Record<string, () => Promise<Perform<never, unknown>>>>;

export type ExperimentName = keyof typeof performers;
