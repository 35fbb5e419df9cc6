import { z } from 'zod';
import { parseOptions } from '../../core/validation';
import { type Price, PRICES } from './scatter';

/** How a slot memory is made. */
export interface SlotMemoryOptions {
  /** Slots, at least one a class. */
  readonly capacity: number;
  /** Numbers of a key. */
  readonly keySize: number;
  /** Labels are 0 to `classes - 1`. */
  readonly classes: number;
  /** Numbers of a value, where values are answered, not labels (0: none). */
  readonly valueSize?: number;
  /** Directions of spread that are kept for each label (0). */
  readonly rank?: number;
  /**
   * What forgetting costs: squared error as it is, or as a share of the scatter of its label
   * ('absolute').
   */
  readonly price?: Price;
  /** Strength of the read (4). */
  readonly beta?: number;
  /** How far a slot counts as the rows in it, 0 to 1 (1). */
  readonly gamma?: number;
  /** Rate at which keys are refined (0.02). */
  readonly eta?: number;
  /**
   * What fills the slots: rows written by content, or rows kept as in a reservoir (Vitter 1985)
   * ('content').
   */
  readonly slots?: 'content' | 'reservoir';
  /**
   * What a new row weighs in the cost of joining it to its best match: as one row, or as many as an
   * average slot holds ('average').
   */
  readonly newRowWeight?: 'one' | 'average';
  /** Whether slots have a priority, by which they are drawn (false). */
  readonly priorities?: boolean;
  /** Fixes every draw (0). */
  readonly seed?: number;
}

/** `SlotMemoryOptions` with the defaults filled in. */
export type SlotMemoryConfig = Required<SlotMemoryOptions>;

const schema = z.strictObject({
  capacity: z.int().min(1).max(8192),
  keySize: z.int().min(1).max(100_000),
  classes: z.int().min(1).max(8192),
  valueSize: z.int().min(0).max(100_000).default(0),
  rank: z.int().min(0).max(1024).default(0),
  price: z.enum(PRICES).default('absolute'),
  beta: z.number().gt(0).max(1e6).default(4),
  gamma: z.number().min(0).max(1).default(1),
  eta: z.number().min(0).max(1).default(0.02),
  slots: z.enum(['content', 'reservoir']).default('content'),
  newRowWeight: z.enum(['one', 'average']).default('average'),
  priorities: z.boolean().default(false),
  seed: z
    .int()
    .min(0)
    .max(2 ** 32 - 1)
    .default(0),
});

/** @throws ConfigError naming the option, what came and what was expected */
export function slotMemoryConfig(options: SlotMemoryOptions): SlotMemoryConfig {
  const config = parseOptions('SlotMemory', schema, options) as SlotMemoryConfig;
  if (config.capacity < config.classes)
    throw new RangeError(
      `SlotMemory.capacity: got ${config.capacity}, expected at least one slot for each of the ` +
        `${config.classes} classes`,
    );
  return config;
}
