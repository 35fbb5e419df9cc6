import { adam, type Optimizer, sgd } from '../../compile';
import { argumentError } from '../../core/arguments';
import { quoted } from '../../core/text';
import type { OptimizerSetting, Settings, SettingValue } from './types';

/**
 * A number among the settings.
 * @throws RangeError naming the setting, what came and what was expected
 */
export function numberSetting(
  settings: Settings,
  name: string,
  { min = 0, max = Number.MAX_VALUE, whole = false } = {},
): number {
  const value = settings[name];
  if (
    typeof value !== 'number' ||
    !(value >= min && value <= max) ||
    (whole && !Number.isInteger(value))
  )
    throw argumentError(
      `settings.${name}`,
      JSON.stringify(value),
      `a ${whole ? 'whole ' : ''}number of at least ${min}` +
        (max < Number.MAX_VALUE ? `, at most ${max}` : ''),
    );
  return value;
}

/** A word among the settings. @throws RangeError naming the setting */
export function wordSetting<W extends string>(
  settings: Settings,
  name: string,
  words: readonly W[],
): W {
  const value = settings[name];
  if (!words.includes(value as W))
    throw argumentError(`settings.${name}`, JSON.stringify(value), `one of ${quoted(words)}`);
  return value as W;
}

/**
 * The optimiser that the setting `optimizer` names: `{ name: 'adam', rate: 0.001 }`.
 * @throws RangeError naming the setting
 */
export function optimizerSetting({ optimizer }: Settings): Optimizer {
  if (!isOptimizer(optimizer))
    throw argumentError(
      'settings.optimizer',
      JSON.stringify(optimizer),
      "a rule and its learning rate, such as { name: 'adam', rate: 0.001 }",
    );
  const { name, rate: learningRate } = optimizer;
  return name === 'adam' ? adam({ learningRate }) : sgd({ learningRate });
}

function isOptimizer(value: SettingValue | undefined): value is OptimizerSetting {
  if (typeof value !== 'object') return false;
  const { name, rate } = value;
  return (name === 'adam' || name === 'sgd') && rate > 0 && Number.isFinite(rate);
}

/**
 * Refuses a misspelt setting.
 * @param known names of the settings that the strategy has
 * @throws RangeError naming the setting
 */
export function checkSettingNames(
  strategy: string,
  settings: Settings,
  known: readonly string[],
): void {
  for (const name of Object.keys(settings))
    if (!known.includes(name))
      throw new RangeError(
        `${name}: unknown setting of ${strategy}, expected one of ${known.join(', ')}`,
      );
}

/**
 * Steps that a strategy makes on each batch, the setting `updates`, 1 where nothing is said; each
 * draws stored rows anew.
 * @throws RangeError naming it
 */
export const updatesSetting = (settings: Settings): number =>
  numberSetting({ updates: 1, ...settings }, 'updates', { min: 1, whole: true });

/** Does a step some times. @returns what the first gave */
export function repeated<T>(times: number, step: (again: boolean) => T): T {
  const first = step(false);
  for (let i = 1; i < times; i++) step(true);
  return first;
}

/** The optimiser where nothing is chosen. */
export const ADAM: OptimizerSetting = { name: 'adam', rate: 0.001 };

/** Optimisers that every strategy is tried with where a class is the answer. */
export const OPTIMIZERS: readonly OptimizerSetting[] = [
  ADAM,
  { name: 'sgd', rate: 0.05 },
  { name: 'sgd', rate: 0.2 },
];

/** Optimisers that every strategy is tried with where numbers are the answer. */
export const VALUE_OPTIMIZERS: readonly OptimizerSetting[] = [ADAM, { name: 'adam', rate: 0.003 }];
