import { z } from 'zod';
import { ADAM, optimizerField } from '../strategies/settings';
import type { StrategyContext } from '../strategies/types';
import { parseOptions } from '../../core/validation';
import { PRICES } from './scatter';

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
   * Share of the stored numbers that hold the directions of spread, from which the memory learns
   * what to look at; 0: none. Where values are answered there are none.
   */
  spread: z.number().min(0).max(0.9).default(0.2),
  /** What forgetting a slot costs: squared error, or its share of the scatter of the label. */
  price: z.enum(PRICES).default('relative'),
  /**
   * Standard deviation of the noise on each number of a replayed slot, in units of the input's
   * largest value; beside it a slot is moved along the spread of its label, as its rows were.
   */
  noise: z.number().min(0).max(100).default(0.25),
  /** Steps of the controller a batch; with 0 it never learns. */
  steps: z.int().min(0).max(1000).default(3),
  /** Slots replayed a step, as far as there are that many; 0: none. */
  replay: z.int().min(0).max(8192).default(64),
  /** Whether every class in a step weighs the same, however many rows it has there. */
  classBalance: z.boolean().default(true),
  /**
   * Weight of the read in the answer, lambda log p_read + (1 - lambda) log p_controller, where both
   * have erred as much on new rows; each is further weighed by how little it has. 1 is the read
   * alone, 0 the controller alone.
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

/** What fits in the numbers that a memory agent may store. */
export interface MemorySizes {
  /** Slots. */
  readonly capacity: number;
  /** Directions of spread for each label. */
  readonly rank: number;
}

/**
 * What fits in the numbers of `budget` rows (a row: its inputs and its label, or its inputs and the
 * values to be answered). A slot is a key, a label and a count, or a key, a value and a count; a
 * priority more with `priorities`. Directions of spread, what each label has lost by merges and the
 * units of the inputs (and of values) are stored too and so counted.
 * @throws RangeError if that is not one slot for each class
 */
export function sizesFor(
  { scenario, budget }: Pick<StrategyContext, 'scenario' | 'budget'>,
  { scaled, priorities, spread }: Pick<MemoryAgentSettings, 'scaled' | 'priorities' | 'spread'>,
): MemorySizes {
  const { kind, inputSize, outputSize } = scenario;
  const isValues = kind === 'values';
  const answerSize = isValues ? outputSize : 1;
  const classes = isValues ? 1 : outputSize;
  const numbers = budget * (inputSize + answerSize);
  const rank = isValues ? 0 : rankFor(spread * numbers, classes, inputSize);
  const beside = classes * (rank * inputSize + 1) + (scaled ? inputSize : 0);
  const slotSize = inputSize + answerSize + 1 + (priorities ? 1 : 0);
  const capacity = Math.floor((numbers - beside) / slotSize);
  if (capacity >= classes) return { capacity, rank };
  throw new RangeError(
    `budget: got ${budget} rows, room for ${Math.max(0, capacity)} slots, expected at least one ` +
      `for each of the ${classes} classes`,
  );
}

const rankFor = (numbers: number, classes: number, inputSize: number): number =>
  Math.min(inputSize, Math.floor(numbers / (classes * inputSize)));
