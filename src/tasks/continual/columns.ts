import { argumentError } from '../../core/arguments';
import { ownValue } from '../../core/objects';
import { describe } from '../../core/text';

/** A row of a table, by column. */
type TableRow = Readonly<Record<string, unknown>>;

/**
 * Numbers of some columns, row after row.
 * @throws RangeError naming the row and the column of what is no finite number
 */
export function numbersOf(rows: readonly TableRow[], columns: readonly string[]): Float32Array {
  const table = new Float32Array(rows.length * columns.length);
  for (const [i, row] of rows.entries())
    for (const [k, column] of columns.entries()) {
      const at = i * columns.length + k;
      table[at] = numberIn(wordAt(row, i, column).trim());
      if (!Number.isFinite(table[at]))
        throw argumentError(
          placeName(i, column),
          describe(ownValue(row, column)),
          'a finite number',
        );
    }
  return table;
}

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** NaN if it is no number in decimal digits. */
const numberIn = (word: string): number => (NUMBER.test(word) ? Number(word) : NaN);

/** What stands in a row's column. @throws RangeError if nothing does */
export function wordAt(row: TableRow, i: number, column: string): string {
  const value = ownValue(row, column);
  const isWord = ['string', 'number', 'bigint', 'boolean'].includes(typeof value);
  if (isWord && String(value).trim() !== '' && !Number.isNaN(value)) return String(value);
  const got = [undefined, null, ''].includes(value as string) ? 'nothing' : describe(value);
  throw argumentError(placeName(i, column), got, 'a text or a number');
}

/** A place of a table in words; rows are counted from 1. */
export const placeName = (i: number, column: string): string => `row ${i + 1}, ${column}`;

/** By the alphabet, 9 before 10. */
export function compareWords(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}
