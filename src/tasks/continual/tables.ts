import { argumentError, checkWholeNumber } from '../../core/arguments';
import { functionField, parseNamed } from '../../core/validation';
import { z } from 'zod';
import { checkRowLengths, checkWholeRows } from '../checks';
import { largestAt, rowSizes, type Rows } from '../rows';
import type { ContinualScenario } from './types';

/**
 * The rows of a table `[rows, width]`, each as a view (nothing is copied).
 * @throws RangeError naming the table where it has no whole rows
 * @example const images = splitRows(train.x, 64);
 */
export function splitRows(table: Float32Array, width: number): Float32Array[] {
  checkWholeNumber('width', width);
  checkWholeRows('table', table, width);
  const rows = table.length / width;
  return Array.from({ length: rows }, (_, i) => table.subarray(i * width, (i + 1) * width));
}

/**
 * The class of each row of a table `[rows, classes]`: the place of its largest number, the first of
 * equals. Of answers as they are stored (1 at the class) it gives labels, of scores what a learner
 * answers.
 * @throws RangeError naming the table where it has no whole rows
 * @example const labels = classesOf(train.y, 10);
 */
export function classesOf(table: Float32Array, classes: number): number[] {
  checkWholeNumber('classes', classes);
  checkWholeRows('table', table, classes);
  const rows = table.length / classes;
  return Array.from({ length: rows }, (_, i) => largestAt(table, i * classes, classes));
}

/**
 * The share of rows, 0 to 1, whose largest score stands at their class.
 * @param scores `[rows, classes]`
 * @throws RangeError where there are not as many scores as answers
 */
export function rightShare(scores: Float32Array, rows: Rows): number {
  checkRowLengths('rows', rows);
  const { outputSize } = rowSizes(rows);
  if (scores.length !== rows.y.length)
    throw argumentError('scores', `${scores.length} numbers`, String(rows.y.length));
  const truth = classesOf(rows.y, outputSize);
  const answers = classesOf(scores, outputSize);
  return answers.filter((answer, i) => answer === truth[i]).length / rows.count;
}

/**
 * The same tasks in another world: each with its rows, to learn from and held out, as `change`
 * makes them.
 * @param change called for the rows of one part of one task; gives as many, as wide
 * @throws RangeError naming the rows that it made otherwise
 * @example mapRows(scenario, ({ x, ...rows }) => ({ ...rows, x: x.map((v) => 1 - v) }));
 */
export function mapRows<Scenario extends ContinualScenario>(
  scenario: Scenario,
  change: (rows: Rows) => Rows,
): Scenario {
  parseNamed(mapArguments, { scenario, change });
  const { inputSize, outputSize } = scenario;
  const changed = (name: string, rows: Rows): Rows => {
    const made = change(rows);
    checkRowLengths(name, made, { inputSize, outputSize });
    return made;
  };
  const tasks = scenario.tasks.map((task, i) => ({
    ...task,
    train: changed(`tasks[${i}].train`, task.train),
    test: changed(`tasks[${i}].test`, task.test),
  }));
  return { ...scenario, tasks };
}

const mapArguments = z.object({
  scenario: z.looseObject({ tasks: z.array(z.unknown()) }),
  change: functionField(),
});
