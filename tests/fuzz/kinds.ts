import type { FuzzKind } from './harness';

/**
 * All kinds of fuzz, by their names. Each is loaded where it is wanted: most bring TensorFlow
 * along.
 */
export const kinds: Readonly<Record<string, () => Promise<FuzzKind>>> = {
  configs: async () => (await import('./configs')).configs as FuzzKind,
  episodes: async () => (await import('./episodes')).rowsAndEpisodes as FuzzKind,
  metrics: async () => (await import('./metrics')).metrics as FuzzKind,
  settings: async () => (await import('./settings')).settings as FuzzKind,
  figures: async () => (await import('./plots')).plotArguments as FuzzKind,
  checkpoints: async () => (await import('./checkpoints')).checkpoints as FuzzKind,
  'replay stores': async () => (await import('./replay-stores')).replayStores as FuzzKind,
  'run stores': async () => (await import('./run-stores')).runStores as FuzzKind,
  'split files': async () => (await import('./split-files')).splitFiles as FuzzKind,
  'vector files': async () => (await import('./vector-files')).vectorFiles as FuzzKind,
  notebooks: async () => (await import('./notebooks')).notebooks as FuzzKind,
  'marked notebooks': async () => (await import('./marked-notebooks')).markedNotebooks as FuzzKind,
  'command lines': async () => (await import('./command-lines')).commandLines as FuzzKind,
  // last: it changes how stacks of this process are written
  cells: async () => (await import('./cells')).cells as FuzzKind,
};
