// What a command line must know of the strategies. Without their code, which loads TensorFlow.
import { argumentError } from '../../core/arguments';
import { describe } from '../../core/text';

/** What a strategy can do. */
export interface StrategyAbilities {
  /** Rows it meets: of the current task (default), of all tasks so far, or of all tasks at once. */
  readonly meets?: 'task' | 'so far' | 'all';
  /** Whether it keeps rows, as many as the budget says. */
  readonly stores: 'nothing' | 'budget';
  /** True if it cannot answer with numbers. */
  readonly classesOnly?: boolean;
}

/** What each strategy can do, by name. */
export const strategyAbilities = {
  naive: { stores: 'nothing' },
  joint: { meets: 'all', stores: 'nothing' },
  cumulative: { meets: 'so far', stores: 'nothing' },
  er: { stores: 'budget' },
  'er-class-balanced': { stores: 'budget' },
  'er-prioritized': { stores: 'budget' },
  der: { stores: 'budget' },
  'der++': { stores: 'budget' },
  gdumb: { stores: 'budget' },
  mir: { stores: 'budget' },
  'er-ace': { stores: 'budget', classesOnly: true },
  icarl: { stores: 'budget', classesOnly: true },
  ewc: { stores: 'nothing' },
  'online-ewc': { stores: 'nothing' },
  si: { stores: 'nothing' },
  lwf: { stores: 'nothing' },
  'a-gem': { stores: 'budget' },
  'nearest-mean': { stores: 'nothing', classesOnly: true },
  gaussian: { stores: 'nothing', classesOnly: true },
  slda: { stores: 'nothing', classesOnly: true },
  'random-ridge': { stores: 'nothing', classesOnly: true },
  'memory-agent': { stores: 'budget' },
} as const satisfies Readonly<Record<string, StrategyAbilities>>;

/** One of `strategyNames`. */
export type StrategyName = keyof typeof strategyAbilities;

/** Names of the strategies in the order of reports. */
export const strategyNames = Object.keys(strategyAbilities) as readonly StrategyName[];

/** Whether a strategy can give answers of a kind. */
export function canAnswer(name: StrategyName, kind: 'classes' | 'values'): boolean {
  if (typeof name !== 'string' || !Object.hasOwn(strategyAbilities, name))
    throw argumentError('name', describe(name), `one of ${strategyNames.join(', ')}`);
  const { classesOnly }: StrategyAbilities = strategyAbilities[name];
  return kind === 'classes' || !classesOnly;
}
