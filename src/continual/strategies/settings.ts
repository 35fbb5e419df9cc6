import { z } from 'zod';
import { adam, type Optimizer, sgd } from '../../compile';
import { parseValue } from '../../core/validation';
import type { OptimizerSetting, Settings, SettingValue } from './types';

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

/**
 * When rows are offered to a store: on the first pass over a task, on every pass, or once the task
 * ends.
 */
export const OFFERS = ['first', 'every', 'last'] as const;

/** The setting `optimizer`: a rule and its learning rate. */
export const optimizerField = z
  .strictObject({ name: z.enum(['adam', 'sgd']), rate: z.number().gt(0) })
  .describe("a rule and its learning rate, such as { name: 'adam', rate: 0.001 }");

/** The settings of a strategy that stores nothing and needs no numbers of its own. */
export const plainSettings = z.strictObject({ optimizer: optimizerField.default(ADAM) });

/** The settings of a strategy that offers rows to a store. @param offer when, if nothing is said */
export const storingSettings = (offer: (typeof OFFERS)[number]) =>
  plainSettings.extend({ offer: z.enum(OFFERS).default(offer) });

/**
 * Steps that a strategy makes on each batch, the setting `updates`; each draws stored rows anew.
 */
export const updatesField = z.int().min(1).default(1);

/** A number that multiplies a term of the loss. */
export const factorField = z.number().min(0);

/** A number from 0 to 1. */
export const shareField = z.number().min(0).max(1);

/** The value of any setting. */
export const settingField = z.union([z.number(), z.string(), z.boolean(), optimizerField]);

/** Settings of any name, for a maker of one's own whose settings nobody has said. */
export const anySettings = plainSettings.catchall(settingField);

/** The settings of a strategy of which only the defaults are known: each of its default's kind. */
export function settingsLike(defaults: Settings): z.ZodType {
  const fields = Object.entries(defaults).map(([name, value]) => {
    const field = fieldLike(value) as z.ZodType<SettingValue>;
    return [name, field.default(value)];
  });
  return plainSettings.extend(Object.fromEntries(fields) as Record<string, z.ZodType>);
}

function fieldLike(value: SettingValue): z.ZodType {
  if (typeof value === 'number') return z.number();
  if (typeof value === 'string') return z.string();
  return typeof value === 'boolean' ? z.boolean() : optimizerField;
}

/**
 * The optimiser that the setting `optimizer` names, the one where nothing is chosen if it is left
 * out.
 * @throws ConfigError naming the setting
 */
export function optimizerSetting(settings: Settings): Optimizer {
  const { optimizer } = parseValue('settings', plainSettings.loose(), settings);
  const { name, rate: learningRate } = optimizer;
  return name === 'adam' ? adam({ learningRate }) : sgd({ learningRate });
}

/** Does a step some times. @returns what the first gave */
export function repeated<T>(times: number, step: (again: boolean) => T): T {
  const first = step(false);
  for (let i = 1; i < times; i++) step(true);
  return first;
}
