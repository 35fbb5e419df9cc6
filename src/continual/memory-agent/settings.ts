import { z } from 'zod';
import { ADAM, optimizerField } from '../strategies/settings';
import type { StrategyContext } from '../strategies/types';
import { parseOptions } from '../../core/validation';

/** The settings of 'memory-agent'. */
export const memoryAgentSettings = z.strictObject({
  /** Strength of the read. */
  beta: z.number().gt(0).max(1e6).default(4),
  /** How far a slot counts in the read as the rows in it. */
  gamma: z.number().min(0).max(1).default(1),
  /** Rate at which rows met again refine the keys. */
  eta: z.number().min(0).max(1).default(0.02),
  refine: z.boolean().default(true),
  /**
   * Standard deviation of the noise on each number of a replayed slot, in units of the input's
   * largest value.
   */
  noise: z.number().min(0).max(100).default(0.25),
  /** Steps of the controller a batch; with 0 it never learns. */
  steps: z.int().min(0).max(1000).default(3),
  /** Slots replayed a step, as far as there are that many; 0: none. */
  replay: z.int().min(0).max(8192).default(64),
  /** Whether every class in a step weighs the same, however many rows it has there. */
  classBalance: z.boolean().default(true),
  /**
   * Weight of the read in the answer, lambda log p_read + (1 - lambda) log p_controller: 1 is the
   * read alone, 0 the controller alone.
   */
  lambda: z.number().min(0).max(1).default(0.6),
  /** Inputs in units of the largest value that each has had so far. */
  scaled: z.boolean().default(true),
  slots: z.enum(['content', 'reservoir']).default('content'),
  newRowWeight: z.enum(['one', 'average']).default('average'),
  /**
   * Whether slots are replayed in proportion to the controller's loss^0.6 on them, a number more a
   * slot.
   */
  priorities: z.boolean().default(false),
  /**
   * Whether the controller, at the end of its first task, begins anew from weights meta-learned on
   * episodes dreamt from its slots.
   */
  metaLearned: z.boolean().default(false),
  /** Rule and rate of the controller's steps. */
  optimizer: optimizerField.default(ADAM),
});

/** What the memory agent is told. One setting for all scenarios: the defaults. */
export type MemoryAgentSettings = Readonly<z.infer<typeof memoryAgentSettings>>;

/** The settings of the recipe, everything filled in. */
export const memoryAgentDefaults: MemoryAgentSettings = parseOptions(
  'settings',
  memoryAgentSettings,
  {},
);

/**
 * Slots that fit in the numbers of `budget` rows (a row: its inputs and its label): a key, a label
 * and a count each, a priority with `priorities`; the units of the inputs, with `scaled`, are
 * stored too and so counted.
 * @throws RangeError if that is not one for each class
 */
export function slotsFor(
  { scenario: { inputSize, outputSize }, budget }: Pick<StrategyContext, 'scenario' | 'budget'>,
  { scaled, priorities }: Pick<MemoryAgentSettings, 'scaled' | 'priorities'>,
): number {
  const slots = Math.floor(
    (budget * (inputSize + 1) - (scaled ? inputSize : 0)) / (inputSize + (priorities ? 3 : 2)),
  );
  if (!(slots >= outputSize))
    throw new RangeError(
      `budget: got ${budget} rows, room for ${Math.max(0, slots)} slots, expected at least one ` +
        `for each of the ${outputSize} classes`,
    );
  return slots;
}
