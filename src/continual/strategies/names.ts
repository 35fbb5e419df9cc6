/**
 * Names of the strategies in the order of reports. Alone in a file: a command line needs no more.
 */
export const strategyNames = [
  'naive',
  'joint',
  'cumulative',
  'er',
  'er-class-balanced',
  'er-prioritized',
  'der',
  'der++',
  'gdumb',
  'mir',
  'ewc',
  'online-ewc',
  'si',
  'lwf',
  'a-gem',
  'memory-agent',
] as const;

/** One of `strategyNames`. */
export type StrategyName = (typeof strategyNames)[number];
