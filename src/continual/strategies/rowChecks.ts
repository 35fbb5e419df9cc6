import { checkWholeNumber } from '../../core/arguments';
import { checkRows } from '../../tasks/checks';
import { checkAllowed } from './context';
import type { RowBatch, StrategyContext } from './types';

type Scenario = Pick<StrategyContext['scenario'], 'inputSize' | 'outputSize' | 'batchSize'>;

/**
 * Checks rows, and the outputs that are allowed for all or for each of them.
 * @throws RangeError naming the field, what came and what was expected
 */
export function checkLearnedRows(
  { inputSize, outputSize }: Scenario,
  name: string,
  rows: unknown,
  allowed?: unknown,
): void {
  checkRows(name, rows, { inputSize, outputSize });
  if (allowed !== undefined) checkAllowed(allowed, outputSize, rows.count);
}

/**
 * Checks a batch that a strategy is to learn from.
 * @throws RangeError naming the field, what came and what was expected
 */
export function checkLearnedBatch(scenario: Scenario, batch: unknown): asserts batch is RowBatch {
  const { allowed, count } = (batch ?? {}) as Partial<RowBatch>;
  checkLearnedRows(scenario, 'batch', batch, allowed);
  checkWholeNumber('batch.count', count, 1, scenario.batchSize);
}
