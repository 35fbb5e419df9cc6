import { z } from 'zod';
import { ConfigError } from '../core/errors';
import { isPlainObject } from '../core/objects';
import { parseOptions } from '../core/validation';
import { MOST_ITEMS } from './checks';
import type { ReplayItem } from './types';
import type { WeightsOver } from './weights';

/** What every store is made with. */
export interface StoreOptions<F extends string> {
  /** Items held at most, 1 to 10,000,000. */
  readonly capacity: number;
  /** Numbers of each field of an item, for instance `{ x: 64, y: 10 }`. */
  readonly fields: Readonly<Record<F, number>>;
  /** Fixes every draw (0). */
  readonly seed?: number;
}

/** Prioritized replay (Schaul et al. 2016). */
export interface ExperienceOptions<F extends string> extends StoreOptions<F> {
  /** Shares by (priority + epsilon)^alpha, or by rank^-alpha ('proportional'). */
  readonly prioritization?: 'proportional' | 'rank';
  /** How far priorities bend the draw, 0 (uniform) to 1 (0.6, by rank 0.7). */
  readonly alpha?: number;
  /**
   * How far importance weights undo that bend, 0 (not at all, every weight is 1) to 1 (0.4, by rank
   * 0.5).
   */
  readonly beta?: number;
  /** Batches drawn until beta, on a straight line, is 1. Left out, beta stays as it is. */
  readonly betaSteps?: number;
  /**
   * Added to every priority, so that one of 0 is still drawn now and then, 0 to 1 (1e-6). Without
   * effect by rank.
   */
  readonly epsilon?: number;
  /**
   * Which weight is 1: the largest of all in the store (as in the paper), or of those in the batch
   * ('buffer').
   */
  readonly weightsOver?: WeightsOver;
}

/** Class-balanced replay (Chrysakis & Moens 2020). */
export interface ClassBalancedOptions<F extends string> extends StoreOptions<F> {
  /**
   * The field that says an item's class: its one number, or of several (one-hot, scores) the place
   * of the largest. Or a function of the item.
   */
  readonly label: NoInfer<F> | ((item: ReplayItem<NoInfer<F>>) => number | string);
}

const count = (most: number) => z.int().min(1).max(most);
const LONGEST_FIELD = 1e8;
/** Numbers of all items of a field: JavaScript makes no larger array. */
const LARGEST_BLOCK = 2 ** 32;
/** The name that no object can be given as a field of its own by an assignment. */
const NO_FIELD = '__proto__';

/** A copy, so that freezing the config does not freeze the caller's object. */
const fields = z
  .custom<Readonly<Record<string, number>>>(
    (value) => isPlainObject(value) && Object.keys(value).length > 0,
    'an object with the length of at least one field',
  )
  .superRefine((lengths, context) => {
    for (const [name, length] of Object.entries(lengths)) {
      const issue = (message: string): void =>
        context.addIssue({ code: 'custom', path: [name], message });
      if (name === NO_FIELD) issue('another name');
      else if (!Number.isInteger(length) || length < 1 || length > LONGEST_FIELD)
        issue(`a whole number from 1 to ${LONGEST_FIELD}`);
    }
  })
  .transform((lengths): Readonly<Record<string, number>> => ({ ...lengths }));
const store = {
  capacity: count(MOST_ITEMS),
  fields,
  seed: z
    .int()
    .min(0)
    .max(2 ** 32 - 1)
    .default(0),
};
const fraction = z.number().min(0).max(1);
const reservoirShape = z.strictObject(store);
const experienceShape = z.strictObject({
  ...store,
  prioritization: z.enum(['proportional', 'rank']).default('proportional'),
  alpha: fraction.optional(),
  beta: fraction.optional(),
  betaSteps: count(Number.MAX_SAFE_INTEGER).optional(),
  epsilon: fraction.default(1e-6),
  weightsOver: z.enum(['buffer', 'batch']).default('buffer'),
});

/** `StoreOptions` with the defaults filled in. */
export type StoreConfig<F extends string> = Required<StoreOptions<F>>;
/** `ExperienceOptions` with the defaults filled in. */
export type ExperienceConfig<F extends string> = Required<Omit<ExperienceOptions<F>, 'betaSteps'>> &
  Pick<ExperienceOptions<F>, 'betaSteps'>;

/** @throws ConfigError naming the first field that is wrong */
export function storeConfig<F extends string>(
  name: string,
  options: StoreOptions<F>,
): StoreConfig<F> {
  const config = parseOptions(name, reservoirShape, options);
  checkRoom(name, config);
  return config;
}

/** @throws ConfigError naming the first field that is wrong */
export function experienceConfig<F extends string>(
  options: ExperienceOptions<F>,
): ExperienceConfig<F> {
  const { alpha, beta, ...config } = parseOptions('ExperienceReplay', experienceShape, options);
  checkRoom('ExperienceReplay', config);
  const byRank = config.prioritization === 'rank';
  return Object.freeze({
    ...config,
    alpha: alpha ?? (byRank ? 0.7 : 0.6),
    beta: beta ?? (byRank ? 0.5 : 0.4),
  });
}

function checkRoom(
  name: string,
  { capacity, fields: lengths }: Pick<StoreConfig<string>, 'capacity' | 'fields'>,
): void {
  for (const [field, length] of Object.entries(lengths)) {
    if (capacity * length <= LARGEST_BLOCK) continue;
    const most = Math.floor(LARGEST_BLOCK / capacity);
    throw new ConfigError(
      `${name}.fields.${field}`,
      length,
      `at most ${most}, for ${capacity} items of it to fit into memory`,
    );
  }
}
