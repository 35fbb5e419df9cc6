import { adam, type Optimizer, sgd } from '../../compile';
import type { Settings } from './types';

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
    throw new RangeError(
      `settings.${name}: got ${JSON.stringify(value)}, expected a ` +
        `${whole ? 'whole ' : ''}number of at least ` +
        `${min}${max < Number.MAX_VALUE ? `, at most ${max}` : ''}`,
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
    throw new RangeError(
      `settings.${name}: got ${JSON.stringify(value)}, expected one of ` +
        `${words.map((word) => `'${word}'`).join(', ')}`,
    );
  return value as W;
}

/**
 * The setting `optimizer`, a rule with its learning rate: 'adam 0.001' or 'sgd 0.05'.
 * @throws RangeError naming it
 */
export function optimizerSetting({ optimizer }: Settings): Optimizer {
  const [, rule, rate] = /^(adam|sgd) ([0-9.e-]+)$/.exec(String(optimizer)) ?? [];
  const learningRate = Number(rate);
  if (!rule || !(learningRate > 0 && Number.isFinite(learningRate)))
    throw new RangeError(
      `settings.optimizer: got ${JSON.stringify(optimizer)}, expected a rule and its learning ` +
        `rate, such as 'adam 0.001' or 'sgd 0.05'`,
    );
  return rule === 'adam' ? adam({ learningRate }) : sgd({ learningRate });
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

/** Rates that every strategy is tried with: where a class is the answer, and where numbers are. */
export const OPTIMIZERS = ['adam 0.001', 'sgd 0.05', 'sgd 0.2'] as const;
export const VALUE_OPTIMIZERS = ['adam 0.001', 'adam 0.003'] as const;
