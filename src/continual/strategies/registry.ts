import { memoryAgent } from '../memory-agent/memoryAgent';
import { memoryAgentDefaults } from '../memory-agent/settings';
import { aGem } from './aGem';
import { der, derPlusPlus } from './der';
import { er, erClassBalanced } from './er';
import { erPrioritized } from './erPrioritized';
import { ewc } from './ewc';
import { gdumb } from './gdumb';
import { lwf } from './lwf';
import { mir } from './mir';
import { naive } from './naive';
import { onlineEwc } from './onlineEwc';
import type { StrategyName } from './names';
import type { Kind } from './rowLoss';
import { OFFERS } from './rowOffers';
import { OPTIMIZERS, VALUE_OPTIMIZERS } from './settings';
import { si } from './si';
import type { Settings, Strategy, StrategyContext } from './types';

export type StrategyMaker = (context: StrategyContext) => Strategy;

export interface StrategyEntry {
  readonly make: StrategyMaker;
  /** Rows it meets: of the current task, of all tasks so far, or of all tasks at once. */
  readonly meets?: 'task' | 'so far' | 'all';
  /** Whether it keeps rows, as many as the budget says. */
  readonly stores: 'nothing' | 'budget';
  /** What may be tried on validation rows: every combination. */
  readonly grid: Readonly<Record<string, readonly (number | string | boolean)[]>>;
  /** Where nothing was chosen. */
  readonly defaults: Settings;
}

const optimizer = OPTIMIZERS;
const offer = OFFERS;
const plain = { grid: { optimizer }, defaults: { optimizer: 'adam 0.001' } } as const;
const replay = {
  stores: 'budget',
  grid: { optimizer, offer },
  defaults: { optimizer: 'adam 0.001', offer: 'first' },
} as const;

const table = {
  naive: { make: naive, stores: 'nothing', ...plain },
  joint: { make: naive, meets: 'all', stores: 'nothing', ...plain },
  cumulative: { make: naive, meets: 'so far', stores: 'nothing', ...plain },
  er: { make: er, ...replay, defaults: { ...replay.defaults, updates: 1 } },
  'er-class-balanced': {
    make: erClassBalanced,
    ...replay,
    defaults: { ...replay.defaults, offer: 'last', updates: 1 },
  },
  'er-prioritized': {
    make: erPrioritized,
    stores: 'budget',
    grid: { optimizer, offer, correction: [0, 0.4] },
    defaults: { ...replay.defaults, offer: 'last', priorities: 0.6, correction: 0 },
  },
  der: {
    make: der,
    stores: 'budget',
    grid: { optimizer, offer, alpha: [0.1, 0.5, 1, 2] },
    defaults: { ...replay.defaults, offer: 'last', alpha: 0.5, updates: 1 },
  },
  'der++': {
    make: derPlusPlus,
    stores: 'budget',
    grid: { optimizer, offer, alpha: [0.1, 0.5], beta: [0.5, 1] },
    defaults: { ...replay.defaults, alpha: 0.5, beta: 1, updates: 1 },
  },
  gdumb: {
    make: gdumb,
    stores: 'budget',
    grid: { optimizer, passes: [30, 100] },
    defaults: { optimizer: 'adam 0.001', passes: 100 },
  },
  mir: {
    make: mir,
    stores: 'budget',
    grid: { optimizer, offer, virtualRate: [0.02, 0.1] },
    defaults: { ...replay.defaults, offer: 'last', candidates: 100, virtualRate: 0.1 },
  },
  ewc: {
    make: ewc,
    stores: 'nothing',
    grid: { optimizer, lambda: [1, 10, 100, 1000, 10000] },
    defaults: { optimizer: 'adam 0.001', lambda: 1000 },
  },
  'online-ewc': {
    make: onlineEwc,
    stores: 'nothing',
    grid: { optimizer, lambda: [1, 10, 100, 1000, 10000], gamma: [0.9, 1] },
    defaults: { optimizer: 'adam 0.001', lambda: 1000, gamma: 1 },
  },
  si: {
    make: si,
    stores: 'nothing',
    grid: { optimizer, c: [1, 10, 100, 1000, 10000] },
    defaults: { optimizer: 'adam 0.001', c: 100, xi: 0.1 },
  },
  lwf: {
    make: lwf,
    stores: 'nothing',
    grid: { optimizer, lambda: [0.3, 1, 3, 10], temperature: [1, 2] },
    defaults: { optimizer: 'adam 0.001', lambda: 1, temperature: 2 },
  },
  'a-gem': { make: aGem, ...replay, defaults: { ...replay.defaults, offer: 'last', updates: 1 } },
  'memory-agent': { make: memoryAgent, stores: 'budget', grid: {}, defaults: memoryAgentDefaults },
} as const satisfies Readonly<Record<StrategyName, StrategyEntry>>;

/** Ways to go on learning, by name. */
export const strategies: Readonly<Record<StrategyName, StrategyEntry>> = table;

/** What may be tried for a strategy: where numbers are the answers, other rates. */
export function gridOf(name: StrategyName, kind: Kind): StrategyEntry['grid'] {
  const { grid } = strategies[name];
  return kind === 'values' && grid['optimizer'] ? { ...grid, optimizer: VALUE_OPTIMIZERS } : grid;
}
