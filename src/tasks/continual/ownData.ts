import path from 'node:path';
import { z } from 'zod';
import { argumentError } from '../../core/arguments';
import { FileError } from '../../core/errors';
import { isPlainObject } from '../../core/objects';
import { createRandom } from '../../core/random';
import { describe, errorMessage } from '../../core/text';
import { parseNamed } from '../../core/validation';
import { fifth, oneHotRows, type Rows, takeRows } from '../rows';
import type { JudgedOn } from './digits';
import { compareWords, numbersOf, placeName, wordAt } from './columns';
import { readTable } from './table';
import type { ContinualScenario, ContinualTask } from './types';

/**
 * A row of data of one's own, by column (`docs/own-data.md`):
 * - `task`: a text or a number; tasks come in the order in which they first appear
 * - `split`: `train` or `test`
 * - `label`: the class, a text or a number; or `y`, `y1`, `y2`...: numbers to be answered
 * - every other column: a feature, a number
 */
export type OwnRow = Readonly<Record<string, unknown>>;

/** How rows of one's own become a scenario. */
export interface OwnDataOptions {
  /** The scenario's name ('own', or the file's name). */
  readonly name?: string;
  /** Passes over the rows of each task (10). */
  readonly epochs?: number;
  /** Rows a batch (32). */
  readonly batchSize?: number;
  /** Whether the learner is told which classes a task has (false). */
  readonly taskIncremental?: boolean;
  /**
   * `validation`: a fifth of each class of each task's train rows is held out in place of its test
   * rows, the same fifth always ('test').
   */
  readonly judgedOn?: JudgedOn;
}

/** A scenario with the names of its columns. */
export interface OwnScenario extends ContinualScenario {
  /** What each number of x is, `[inputSize]`. */
  readonly features: readonly string[];
  /** What each number of y is: the classes in order, or the columns to be answered. */
  readonly outputs: readonly string[];
}

/** A name: the file's may be any text. */
const optionsSchema = z.strictObject({
  name: z.string().default('own'),
  epochs: z.int().min(1).default(10),
  batchSize: z.int().min(1).default(32),
  taskIncremental: z.boolean().default(false),
  judgedOn: z.enum(['test', 'validation']).default('test'),
});

/**
 * A scenario from a CSV file with a header (comma, UTF-8), or from a Parquet file, of the form of
 * `OwnRow`.
 * @throws FileError naming the file, and the line or the row and the column that are wrong
 * @example readScenario('flowers.csv', { epochs: 20 })
 */
export function readScenario(file: string, options: OwnDataOptions = {}): OwnScenario {
  const known = parseNamed(optionsSchema, { name: path.parse(file).name, ...options });
  try {
    return scenarioFromRows(readTable(file), known);
  } catch (error) {
    if (error instanceof FileError) throw error;
    throw new FileError(file, errorMessage(error), { cause: error });
  }
}

/**
 * A scenario from rows of the form of `OwnRow`, all with the same columns.
 * @throws RangeError naming the row and the column that are wrong; rows are counted from 1
 * @example scenarioFromRows([{ task: 'a', split: 'train', label: 'cat', weight: 4.2 }, ...])
 */
export function scenarioFromRows(
  table: readonly OwnRow[],
  options: OwnDataOptions = {},
): OwnScenario {
  const known = parseNamed(optionsSchema, options);
  const { name, epochs, batchSize, taskIncremental, judgedOn } = known;
  const rows = checkedRows(table);
  const { features, numbers } = columnsOf(rows[0]);
  const words = numbers.length > 0 ? undefined : rows.map((row, i) => wordAt(row, i, 'label'));
  const outputs = words ? [...new Set(words)].sort(compareWords) : numbers;
  const labels = words?.map((word) => outputs.indexOf(word));
  const all: Rows = {
    count: rows.length,
    x: numbersOf(rows, features),
    y: labels ? oneHotRows(labels, outputs.length) : numbersOf(rows, numbers),
  };
  const tasks = [...placesOf(rows)].map(([task, places]): ContinualTask => {
    const { train, test } = judgedPlaces(task, places, labels, judgedOn);
    const own = { name: task, train: takeRows(all, train), test: takeRows(all, test) };
    if (!labels || !taskIncremental) return own;
    const classes = new Set([...train, ...test].map((i) => labels[i]));
    return { ...own, allowed: Float32Array.from(outputs, (_, k) => (classes.has(k) ? 1 : 0)) };
  });
  return {
    name,
    kind: labels ? 'classes' : 'values',
    inputSize: features.length,
    outputSize: outputs.length,
    epochs,
    batchSize,
    tasks,
    features,
    outputs,
  };
}

/**
 * A copy of the list, so that nothing but rows is in it.
 * @throws RangeError naming what is no list of rows, or a row with other columns than the first
 */
function checkedRows(table: readonly OwnRow[]): readonly OwnRow[] {
  if (!Array.isArray(table)) throw argumentError('rows', describe(table), 'a list of rows');
  const rows = Array.from(table as readonly OwnRow[]);
  if (rows.length === 0) throw argumentError('rows', 'none', 'at least one');
  const columns = isPlainObject(rows[0]) ? Object.keys(rows[0]) : [];
  for (const [i, row] of rows.entries()) {
    if (!isPlainObject(row)) throw argumentError(`row ${i + 1}`, describe(row), 'an object');
    const extra = Object.keys(row).find((column) => !columns.includes(column));
    if (extra !== undefined)
      throw argumentError(`row ${i + 1}`, `a column '${extra}'`, 'the columns of row 1');
  }
  return rows;
}

/** Columns that are features, and columns of numbers to be answered. */
function columnsOf(row: OwnRow): { features: string[]; numbers: string[] } {
  const names = Object.keys(row);
  const missing = ['task', 'split'].find((name) => !names.includes(name));
  const numbers = names.filter((name) => /^y\d*$/.test(name));
  const hasLabel = names.includes('label');
  const features = names.filter(
    (name) => !['task', 'split', 'label'].includes(name) && !numbers.includes(name),
  );
  const got = names.join(', ');
  if (missing) throw argumentError('columns', got, `a column '${missing}'`);
  if (hasLabel === numbers.length > 0)
    throw argumentError('columns', got, `either 'label', or 'y' or 'y1', 'y2'...`);
  if (features.length === 0) throw argumentError('columns', got, 'at least one feature');
  return { features, numbers };
}

/** Rows of each task by their split, in the order of the tasks. */
function placesOf(rows: readonly OwnRow[]): Map<string, Places> {
  const tasks = new Map<string, Places>();
  for (const [i, row] of rows.entries()) {
    const task = wordAt(row, i, 'task');
    const split = wordAt(row, i, 'split');
    if (split !== 'train' && split !== 'test')
      throw argumentError(placeName(i, 'split'), describe(split), "'train' or 'test'");
    const places = tasks.get(task) ?? { train: [], test: [] };
    places[split].push(i);
    tasks.set(task, places);
  }
  return tasks;
}

interface Places {
  readonly train: number[];
  readonly test: number[];
}

/** The rows that a task is learned from, and those that it is judged on. */
function judgedPlaces(
  task: string,
  places: Places,
  labels: readonly number[] | undefined,
  judgedOn: JudgedOn = 'test',
): Places {
  for (const split of ['train', 'test'] as const)
    if (places[split].length === 0)
      throw argumentError(`task ${task}`, `no row whose split is ${split}`, 'at least one');
  if (judgedOn === 'test') return places;
  const classOf = (row: number): number => labels?.[row] ?? 0;
  const random = createRandom(0).fork('validation');
  const { chosen, rest } = fifth(places.train, classOf, random);
  if (chosen.length === 0)
    throw argumentError(`task ${task}`, `${rest.length} train rows`, 'three of a class at least');
  return { train: rest, test: chosen };
}
