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
import {
  type StrategyAbilities,
  strategyAbilities,
  type StrategyName,
  strategyNames,
} from './names';
import type { Kind } from './rowLoss';
import { OFFERS } from './rowOffers';
import { ADAM, checkSettingNames, OPTIMIZERS, VALUE_OPTIMIZERS } from './settings';
import { si } from './si';
import type { Settings, SettingValue, Strategy, StrategyContext, StrategyMaker } from './types';

/** What a strategy can do, and what it is made from. */
export interface StrategyEntry extends StrategyAbilities {
  readonly make: StrategyMaker;
  /** What may be tried on validation rows: every combination. */
  readonly grid: Readonly<Record<string, readonly SettingValue[]>>;
  /** Every setting it has, with its value where nothing is chosen. */
  readonly defaults: Settings;
}

const optimizer = OPTIMIZERS;
const offer = OFFERS;
const plain = { grid: { optimizer }, defaults: { optimizer: ADAM } } as const;
const replay = {
  grid: { optimizer, offer },
  defaults: { optimizer: ADAM, offer: 'first' },
} as const;

/** What each is made from; `names.ts` holds what it can do. */
const made: Readonly<Record<StrategyName, Omit<StrategyEntry, keyof StrategyAbilities>>> = {
  naive: { make: naive, ...plain },
  joint: { make: naive, ...plain },
  cumulative: { make: naive, ...plain },
  er: { make: er, ...replay, defaults: { ...replay.defaults, updates: 1 } },
  'er-class-balanced': {
    make: erClassBalanced,
    ...replay,
    defaults: { ...replay.defaults, offer: 'last', updates: 1 },
  },
  'er-prioritized': {
    make: erPrioritized,
    grid: { optimizer, offer, correction: [0, 0.4] },
    defaults: { ...replay.defaults, offer: 'last', priorities: 0.6, correction: 0 },
  },
  der: {
    make: der,
    grid: { optimizer, offer, alpha: [0.1, 0.5, 1, 2] },
    defaults: { ...replay.defaults, offer: 'last', alpha: 0.5, updates: 1 },
  },
  'der++': {
    make: derPlusPlus,
    grid: { optimizer, offer, alpha: [0.1, 0.5], beta: [0.5, 1] },
    defaults: { ...replay.defaults, alpha: 0.5, beta: 1, updates: 1 },
  },
  gdumb: {
    make: gdumb,
    grid: { optimizer, passes: [30, 100] },
    defaults: { optimizer: ADAM, passes: 100 },
  },
  mir: {
    make: mir,
    grid: { optimizer, offer, virtualRate: [0.02, 0.1] },
    defaults: { ...replay.defaults, offer: 'last', candidates: 100, virtualRate: 0.1 },
  },
  ewc: {
    make: ewc,
    grid: { optimizer, lambda: [1, 10, 100, 1000, 10000] },
    defaults: { optimizer: ADAM, lambda: 1000 },
  },
  'online-ewc': {
    make: onlineEwc,
    grid: { optimizer, lambda: [1, 10, 100, 1000, 10000], gamma: [0.9, 1] },
    defaults: { optimizer: ADAM, lambda: 1000, gamma: 1 },
  },
  si: {
    make: si,
    grid: { optimizer, c: [1, 10, 100, 1000, 10000] },
    defaults: { optimizer: ADAM, c: 100, xi: 0.1 },
  },
  lwf: {
    make: lwf,
    grid: { optimizer, lambda: [0.3, 1, 3, 10], temperature: [1, 2] },
    defaults: { optimizer: ADAM, lambda: 1, temperature: 2 },
  },
  'a-gem': { make: aGem, ...replay, defaults: { ...replay.defaults, offer: 'last', updates: 1 } },
  'memory-agent': {
    make: memoryAgent,
    grid: {},
    defaults: memoryAgentDefaults,
  },
};

/** Ways to go on learning, by name. */
export const strategies = Object.fromEntries(
  strategyNames.map((name): [string, StrategyEntry] => [
    name,
    { ...strategyAbilities[name], ...made[name] },
  ]),
) as Readonly<Record<StrategyName, StrategyEntry>>;

/** Strategies of one's own, by name. */
const registered = new Map<string, StrategyEntry>();

/**
 * Makes a strategy of one's own known by a name, to `runStrategy` in this process.
 * @param entry what it can do; where nothing else is said it stores nothing, can answer with
 * classes and with numbers, and meets the rows of the current task. It always has the setting
 * `optimizer`, for `Learner`.
 * @throws RangeError for a name that is taken
 * @example registerStrategy('mine', { make: (context) => new Mine(context), stores: 'budget' })
 */
export function registerStrategy(
  name: string,
  entry: Pick<StrategyEntry, 'make'> & Partial<StrategyEntry>,
): void {
  if (name === '' || findStrategy(name))
    throw new RangeError(`name: got ${JSON.stringify(name)}, expected one that is not taken`);
  const defaults = { optimizer: ADAM, ...entry.defaults };
  registered.set(name, { stores: 'nothing', grid: {}, ...entry, defaults });
}

/** Names of all strategies, those of one's own last. */
export const knownStrategies = (): string[] => [...Object.keys(strategies), ...registered.keys()];

/** The strategy of a name. @throws RangeError naming it if there is none */
export function strategyEntry(name: string): StrategyEntry {
  const entry = findStrategy(name);
  if (entry) return entry;
  throw new RangeError(
    `strategy: got ${JSON.stringify(name)}, expected one of ${knownStrategies().join(', ')}`,
  );
}

/**
 * A strategy with its defaults and some settings in their place.
 * @throws RangeError naming the strategy, the scenario if it cannot do that, or a setting
 */
export function makeStrategy(name: string, context: StrategyContext): Strategy {
  const { make, classesOnly = false, grid, defaults } = strategyEntry(name);
  const { scenario, settings } = context;
  if (classesOnly && scenario.kind === 'values')
    throw new RangeError(
      `scenario: got ${scenario.name}, in which values are to be answered, expected one of ` +
        `classes: ${name} can answer with nothing else`,
    );
  checkSettingNames(name, settings, Object.keys({ ...defaults, ...grid }));
  return make({ ...context, settings: { ...defaults, ...settings } });
}

/** What may be tried for a strategy: where numbers are the answers, other rates. */
export function gridOf(name: string, kind: Kind): StrategyEntry['grid'] {
  const { grid } = strategyEntry(name);
  return kind === 'values' && grid['optimizer'] ? { ...grid, optimizer: VALUE_OPTIMIZERS } : grid;
}

const findStrategy = (name: string): StrategyEntry | undefined =>
  Object.hasOwn(strategies, name) ? strategies[name as StrategyName] : registered.get(name);
