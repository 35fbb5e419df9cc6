import pl from 'nodejs-polars';
import { argumentError } from '../core/arguments';
import { jsonText } from '../core/jsonText';
import { describe } from '../core/text';
import { sealParquet } from '../core/sealedParquet';

/** How a column is stored: text, whole numbers, real numbers, or any value as JSON text. */
export type Column = 'text' | 'integer' | 'real' | 'json';

/** Columns by name. */
export type Columns = Readonly<Record<string, Column>>;

type StoredRow = Readonly<Record<string, unknown>>;

const TYPES = { text: pl.Utf8, integer: pl.Int32, real: pl.Float64, json: pl.Utf8 };

/**
 * Rows as the bytes of a Parquet file with a checksum.
 * @throws RangeError naming the column of a value that it cannot hold: polars would store another
 */
export function encodeRows(rows: readonly object[], columns: Columns): Buffer {
  const schema = Object.fromEntries(
    Object.entries(columns).map(([column, type]) => [column, TYPES[type]]),
  );
  const table = pl.DataFrame(
    rows.map((row) => encodeRow(row, columns)),
    { schema },
  );
  return sealParquet(table.writeParquet({ compression: 'zstd' }));
}

function encodeRow(row: object, columns: Columns): StoredRow {
  const given = new Map<string, unknown>(Object.entries(row));
  const stored = Object.entries(columns).map(([column, type]) => {
    const value = given.get(column) ?? null;
    return [column, value === null ? null : encodeValue(column, type, value)] as const;
  });
  return Object.fromEntries(stored);
}

function encodeValue(column: string, type: Column, value: unknown): string | number {
  if (type === 'json') return jsonText(column, value);
  if (type === 'text' && typeof value === 'string' && isWellFormed(value)) return value;
  if (type === 'real' && typeof value === 'number') return value;
  if (type === 'integer' && typeof value === 'number' && (value | 0) === value) return value;
  const expected = {
    text: 'a text without halves of characters',
    integer: 'a whole number of 32 bits',
    real: 'a number',
  };
  throw argumentError(column, describe(value), expected[type]);
}

/** Whether a text comes back from UTF-8 as it is. */
const isWellFormed = (text: string): boolean => Buffer.from(text).toString() === text;

/**
 * The rows of a Parquet file whose bytes have been checked.
 * @throws RangeError naming the columns or a value of another type
 */
export function decodeRows(file: Buffer, columns: Columns): StoredRow[] {
  const table = pl.readParquet(file);
  const names = Object.keys(columns);
  if ([...table.columns].sort().join() !== [...names].sort().join())
    throw argumentError('columns', table.columns.join(', '), names.join(', '));
  return table.toRecords().map((row) => decodeRow(row, columns));
}

function decodeRow(row: StoredRow, columns: Columns): StoredRow {
  const values = Object.entries(columns).map(
    ([column, type]) => [column, decodeValue(column, type, row[column] ?? null)] as const,
  );
  return Object.fromEntries(values);
}

function decodeValue(column: string, type: Column, stored: unknown): unknown {
  if (stored === null) return null;
  const isText = type === 'text' || type === 'json';
  if (typeof stored !== (isText ? 'string' : 'number'))
    throw argumentError(column, describe(stored), isText ? 'a text' : 'a number');
  return type === 'json' ? JSON.parse(stored as string) : stored;
}
