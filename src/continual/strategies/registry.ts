import { memoryAgent } from '../memory-agent/memoryAgent';
import { memoryAgentSettings } from '../memory-agent/settings';
import { z } from 'zod';
import { argumentError } from '../../core/arguments';
import { describe } from '../../core/text';
import { functionField, parseNamed, parseOptions } from '../../core/validation';
import { aGem, aGemSettings } from './aGem';
import { checkedContext, checkStrategy } from './context';
import { der, derPlusPlus, derPlusPlusSettings, derSettings } from './der';
import { er, erClassBalanced, erClassBalancedSettings, erSettings } from './er';
import { erAce } from './erAce';
import { erPrioritized, erPrioritizedSettings } from './erPrioritized';
import { ewc, ewcSettings } from './ewc';
import { gdumb, gdumbSettings } from './gdumb';
import { gaussian, gaussianSettings } from './gaussian';
import { icarl } from './icarl';
import { lwf, lwfSettings } from './lwf';
import { mir, mirSettings } from './mir';
import { naive } from './naive';
import { nearestMean, nearestMeanSettings } from './nearestMean';
import { onlineEwc, onlineEwcSettings } from './onlineEwc';
import {
  type StrategyAbilities,
  strategyAbilities,
  type StrategyName,
  strategyNames,
} from './names';
import { randomRidge, randomRidgeSettings } from './randomRidge';
import type { Kind } from './rowLoss';
import {
  OFFERS,
  OPTIMIZERS,
  plainSettings,
  settingField,
  settingsLike,
  VALUE_OPTIMIZERS,
} from './settings';
import { si, siSettings } from './si';
import { slda, sldaSettings } from './slda';
import type { Settings, SettingValue, Strategy, StrategyContext, StrategyMaker } from './types';

/** What a strategy can do, and what it is made from. */
export interface StrategyEntry extends StrategyAbilities {
  readonly make: StrategyMaker;
  /** What may be tried on validation rows: every combination. */
  readonly grid: Readonly<Record<string, readonly SettingValue[]>>;
  /** Every setting it has: what it may be, and its value where nothing is chosen. */
  readonly settings: z.ZodType;
  /** The settings where nothing is chosen. */
  readonly defaults: Settings;
}

const optimizer = OPTIMIZERS;
const offer = OFFERS;

/** What each is made from; `names.ts` holds what it can do. */
const made: Readonly<Record<StrategyName, Pick<StrategyEntry, 'make' | 'settings' | 'grid'>>> = {
  naive: { make: naive, settings: plainSettings, grid: { optimizer } },
  joint: { make: naive, settings: plainSettings, grid: { optimizer } },
  cumulative: { make: naive, settings: plainSettings, grid: { optimizer } },
  er: { make: er, settings: erSettings, grid: { optimizer, offer } },
  'er-class-balanced': {
    make: erClassBalanced,
    settings: erClassBalancedSettings,
    grid: { optimizer, offer },
  },
  'er-prioritized': {
    make: erPrioritized,
    settings: erPrioritizedSettings,
    grid: { optimizer, offer, correction: [0, 0.4] },
  },
  der: {
    make: der,
    settings: derSettings,
    grid: { optimizer, offer, alpha: [0.1, 0.5, 1, 2] },
  },
  'der++': {
    make: derPlusPlus,
    settings: derPlusPlusSettings,
    grid: { optimizer, offer, alpha: [0.1, 0.5], beta: [0.5, 1] },
  },
  gdumb: {
    make: gdumb,
    settings: gdumbSettings,
    grid: { optimizer, passes: [30, 100] },
  },
  mir: {
    make: mir,
    settings: mirSettings,
    grid: { optimizer, offer, virtualRate: [0.02, 0.1] },
  },
  'er-ace': { make: erAce, settings: erSettings, grid: { optimizer, offer } },
  icarl: { make: icarl, settings: plainSettings, grid: { optimizer } },
  ewc: {
    make: ewc,
    settings: ewcSettings,
    grid: { optimizer, lambda: [1, 10, 100, 1000, 10000] },
  },
  'online-ewc': {
    make: onlineEwc,
    settings: onlineEwcSettings,
    grid: { optimizer, lambda: [1, 10, 100, 1000, 10000], gamma: [0.9, 1] },
  },
  si: {
    make: si,
    settings: siSettings,
    grid: { optimizer, c: [1, 10, 100, 1000, 10000] },
  },
  lwf: {
    make: lwf,
    settings: lwfSettings,
    grid: { optimizer, lambda: [0.3, 1, 3, 10], temperature: [1, 2] },
  },
  'a-gem': { make: aGem, settings: aGemSettings, grid: { optimizer, offer } },
  'nearest-mean': { make: nearestMean, settings: nearestMeanSettings, grid: {} },
  gaussian: {
    make: gaussian,
    settings: gaussianSettings,
    grid: { floor: [0.001, 0.01, 0.1] },
  },
  slda: {
    make: slda,
    settings: sldaSettings,
    grid: { shrinkage: [0.0001, 0.001, 0.01, 0.1] },
  },
  'random-ridge': {
    make: randomRidge,
    settings: randomRidgeSettings,
    grid: { lambda: [1, 10, 100, 1000, 10000] },
  },
  'memory-agent': { make: memoryAgent, settings: memoryAgentSettings, grid: {} },
};

/** Ways to go on learning, by name. */
export const strategies = Object.fromEntries(
  strategyNames.map((name): [string, StrategyEntry] => [
    name,
    { ...strategyAbilities[name], ...made[name], defaults: defaultsOf(made[name].settings) },
  ]),
) as Readonly<Record<StrategyName, StrategyEntry>>;

/** Strategies of one's own, by name. */
const registered = new Map<string, StrategyEntry>();

/**
 * Makes a strategy of one's own known by a name, to `runStrategy` in this process.
 * @param entry what it can do; where nothing else is said it stores nothing, can answer with
 * classes and with numbers, and meets the rows of the current task. Its settings are those of
 * `defaults`, each of the same kind as its default, and `optimizer`, for `Learner`.
 * @throws RangeError for a name that is taken, and for what is wrong with the entry, by name
 * @example registerStrategy('mine', { make: (context) => new Mine(context), stores: 'budget' })
 */
export function registerStrategy(name: string, entry: OwnStrategy): void {
  if (typeof name !== 'string' || name === '' || findStrategy(name))
    throw argumentError('name', describe(name), 'one that is not taken');
  const { defaults, ...own } = parseNamed(ownStrategy, entry);
  const settings = settingsLike({ ...firstValues(own.grid), ...defaults });
  registered.set(name, { ...own, settings, defaults: defaultsOf(settings) });
}

/** A strategy of one's own: how it is made, and what else is to be said of it. */
export type OwnStrategy = Pick<StrategyEntry, 'make'> & Partial<Omit<StrategyEntry, 'settings'>>;

const ownStrategy = z.strictObject({
  make: functionField<StrategyMaker>(),
  meets: z.enum(['task', 'so far', 'all']).optional(),
  stores: z.enum(['nothing', 'budget']).default('nothing'),
  classesOnly: z.boolean().default(false),
  grid: z.record(z.string(), z.array(settingField).min(1)).default({}),
  defaults: z.record(z.string(), settingField).default({}),
});

/** The first value of each setting of a grid. */
const firstValues = (grid: StrategyEntry['grid']): Settings =>
  Object.fromEntries(Object.entries(grid).map(([name, values]) => [name, values[0]]));

function defaultsOf(settings: z.ZodType): Settings {
  return parseOptions('settings', settings, {}) as Settings;
}

/** Names of all strategies, those of one's own last. */
export const knownStrategies = (): string[] => [...Object.keys(strategies), ...registered.keys()];

/** The strategy of a name. @throws RangeError naming it if there is none */
export function strategyEntry(name: string): StrategyEntry {
  const entry = findStrategy(name);
  if (entry) return entry;
  throw argumentError('strategy', describe(name), `one of ${knownStrategies().join(', ')}`);
}

/**
 * A strategy with its defaults and some settings in their place.
 * @throws RangeError naming the strategy, the scenario if it cannot do that, or a setting
 */
export function makeStrategy(name: string, context: StrategyContext): Strategy {
  const { make, classesOnly = false, settings } = strategyEntry(name);
  const checked = checkedContext(context, settings);
  const { scenario } = checked;
  if (classesOnly && scenario.kind === 'values')
    throw new RangeError(
      `scenario: got ${scenario.name}, in which values are to be answered, expected one of ` +
        `classes: ${name} can answer with nothing else`,
    );
  return checkStrategy(make(checked as StrategyContext));
}

/** What may be tried for a strategy: where numbers are the answers, other rates. */
export function gridOf(name: string, kind: Kind): StrategyEntry['grid'] {
  const { grid } = strategyEntry(name);
  return kind === 'values' && grid['optimizer'] ? { ...grid, optimizer: VALUE_OPTIMIZERS } : grid;
}

const findStrategy = (name: string): StrategyEntry | undefined =>
  Object.hasOwn(strategies, name) ? strategies[name as StrategyName] : registered.get(name);
