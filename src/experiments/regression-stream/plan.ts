import { type AgentConfig, profiles } from '../../config';

/**
 * The ways to meet the regression stream that are compared: the tutorial's program; the quick
 * agent, with random first weights, with replay from a reservoir, without, on all tasks at once,
 * and an LSTM in place of its memory; the full agent (replay by priority, a start learned by MAML),
 * and each of its parts taken away or exchanged; its start alone, before any training.
 */
export const streamMethods = [
  'tutorial',
  'no replay',
  'replay',
  'joint',
  'replay, no memory',
  'full',
  'full, no memory',
  'full, no replay',
  'full, no priorities',
  'full, random start',
  'full, pretrained start',
  'full, lifelong memory',
  'full, joint',
  'start alone',
] as const;
/** One of `streamMethods`. */
export type StreamMethod = (typeof streamMethods)[number];

/** The full agent with one part taken away, by the name of the part. */
export const ablations = {
  memory: 'full, no memory',
  replay: 'full, no replay',
  priorities: 'full, no priorities',
  'meta-learning': 'full, random start',
} as const satisfies Readonly<Record<string, StreamMethod>>;

/** The config behind a method. */
export function streamConfig(method: Exclude<StreamMethod, 'tutorial'>, seed: number): AgentConfig {
  const { quick, full } = profiles;
  const configs: Readonly<Record<Exclude<StreamMethod, 'tutorial'>, () => AgentConfig>> = {
    'no replay': () => quick({ seed, replay: { batchSize: 0 } }),
    replay: () => quick({ seed }),
    joint: () => quick({ seed, replay: { batchSize: 0 } }),
    'replay, no memory': () => quick({ seed, memoryMode: 'none' }),
    full: () => full({ seed }),
    'full, no memory': () => full({ seed, memoryMode: 'none' }),
    'full, no replay': () => full({ seed, replay: { store: 'off' } }),
    'full, no priorities': () => full({ seed, replay: { store: 'reservoir' } }),
    'full, random start': () => full({ seed, meta: { start: 'random' } }),
    'full, pretrained start': () => full({ seed, meta: { start: 'pretrained' } }),
    'full, lifelong memory': () => full({ seed, memoryMode: 'lifelong' }),
    'full, joint': () => full({ seed, replay: { store: 'off' } }),
    'start alone': () => full({ seed }),
  };
  return configs[method]();
}

/** What tells a run from every other. */
export interface StreamKey {
  readonly method: StreamMethod;
  readonly seed: number;
}

/** Every method with every seed. */
export function streamKeys(seeds: number): StreamKey[] {
  return Array.from({ length: seeds }, (_, seed) => seed).flatMap((seed) =>
    streamMethods.map((method) => ({ method, seed })),
  );
}
