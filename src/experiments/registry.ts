import type { Perform } from './types';

/** What makes a run of each experiment; loaded by the process that makes it. */
export const performers = {
  continual: async () => (await import('./continual/run')).performRun,
  'regression-stream': async () => (await import('./regression-stream/run')).performRun,
  'memory-tasks': async () => (await import('./memory-tasks/run')).performRun,
  sinusoids: async () => (await import('./sinusoids/run')).performRun,
  'agent-starts': async () => (await import('./agent-starts/run')).performRun,
  replay: async () => (await import('./replay/plan')).performRun,
} satisfies Readonly<Record<string, () => Promise<Perform<never, unknown>>>>;

export type ExperimentName = keyof typeof performers;
