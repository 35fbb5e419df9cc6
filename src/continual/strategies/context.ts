import { z } from 'zod';
import { argumentError } from '../../core/arguments';
import { describe, plural } from '../../core/text';
import { checkFloats } from '../../tasks/checks';
import { parseNamed } from '../../core/validation';
import { modelField } from './model';
import type { Strategy, StrategyContext, StrategyMaker } from './types';

/** A whole number that fixes every draw. */
export const seedField = z
  .int()
  .min(0)
  .max(2 ** 32 - 1);

/** Rows that may be stored. */
export const budgetField = z.int().min(0).max(10_000_000);

const sizeField = z.int().min(1).max(100_000);

/** What a strategy must know of a scenario. */
export const scenarioFields = {
  name: z.string(),
  kind: z.enum(['classes', 'values']),
  inputSize: sizeField,
  outputSize: sizeField,
  batchSize: z.int().min(1).max(65_536),
  hiddenSizes: z.array(sizeField).readonly().optional(),
};

/** What a learner is made from; whatever else a strategy is made from does not matter to it. */
const learnerContext = z.looseObject({
  scenario: z.looseObject(scenarioFields),
  seed: seedField,
  model: modelField.optional(),
});

/** @throws ConfigError naming what is wrong */
export function checkLearnerContext(context: unknown): void {
  parseNamed(learnerContext, context);
}

/**
 * What a strategy is made from, checked, with the defaults of its settings filled in.
 * @param settings the schema of its settings
 * @throws ConfigError naming what is wrong, what came and what was expected
 */
export function checkedContext<S extends z.ZodType>(
  context: StrategyContext,
  settings: S,
): StrategyContext<z.infer<S>> {
  const schema = z.strictObject({
    scenario: z.looseObject(scenarioFields),
    seed: seedField,
    budget: budgetField,
    settings: settings.prefault({} as z.input<S>),
    model: modelField.optional(),
  });
  return parseNamed(schema, context);
}

/**
 * Checks the outputs among which an answer lies: 0 or 1 for each, for all rows or for each row.
 * @throws RangeError naming what came and what was expected
 */
export function checkAllowed(
  allowed: unknown,
  outputSize: number,
  rows: number,
  name = 'allowed',
): asserts allowed is Float32Array {
  checkFloats(name, allowed);
  const { length } = allowed;
  if (length !== outputSize && length !== rows * outputSize)
    throw argumentError(name, plural(length, 'number'), `${outputSize}, one for each output`);
  const wrong = allowed.findIndex((value) => value !== 0 && value !== 1);
  if (wrong >= 0) throw argumentError(`${name}[${wrong}]`, allowed[wrong], '0 or 1');
  if (!allowed.includes(1)) throw argumentError(name, 'zeros alone', 'a 1 where the answer may be');
}

const METHODS = ['observe', 'endTask', 'predict', 'dispose'] as const;

/** @throws RangeError for what a maker made if it is no strategy */
export function checkStrategy(made: Strategy): Strategy {
  const missing = METHODS.find((method) => typeof made?.[method] !== 'function');
  if (missing === undefined) return made;
  const expected = `a strategy that can ${METHODS.join(', ')}`;
  throw argumentError('make', `${describe(made)} without ${missing}`, expected);
}

/** A maker that checks what it is given before it makes anything. @param settings their schema */
export function strategyMaker<S extends z.ZodType, T extends Strategy>(
  settings: S,
  make: (context: StrategyContext<z.infer<S>>) => T,
): StrategyMaker<T> {
  return (context) => make(checkedContext(context, settings));
}
