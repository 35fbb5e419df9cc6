import { isUtf8 } from 'node:buffer';
import { CsvError, parse } from 'csv-parse/sync';
import { plural } from '../../core/text';

/** A row of a table, by column. */
export type CsvRow = Readonly<Record<string, string>>;

/** A line of a CSV file, or several where a value in quotes holds line ends. */
interface Line {
  /** From 1; where it ends. */
  readonly number: number;
  readonly values: readonly string[];
}

/**
 * Reads a CSV file (RFC 4180): names of columns, then a line a row, values between commas; values
 * that hold commas, quotes or line ends in double quotes, a quote in them doubled. Lines end with
 * LF, CR LF or CR, empty ones do not count; white space around a value without quotes is dropped;
 * a byte order mark is skipped. A line end inside a value becomes LF.
 * @throws RangeError naming the line, and the column where there is one
 */
export function parseCsv(bytes: Buffer): CsvRow[] {
  const [head, ...lines] = linesOf(textOf(bytes));
  if (head === undefined) throw new RangeError('got no line, expected one with names of columns');
  const columns = columnsOf(head);
  return lines.map(({ number, values }) => {
    if (values.length !== columns.length) {
      const got = plural(values.length, 'value');
      throw new RangeError(`line ${number}: got ${got}, expected ${columns.length}, one a column`);
    }
    return Object.fromEntries(columns.map((column, i) => [column, values[i]]));
  });
}

function textOf(bytes: Buffer): string {
  const mark = bytes.length < 2 ? 0 : bytes.readUInt16BE();
  if (mark === 0xfffe || mark === 0xfeff)
    throw new RangeError('got text in UTF-16, expected UTF-8');
  if (bytes.includes(0)) throw new RangeError(`line ${lineAt(bytes, bytes.indexOf(0))}: no text`);
  if (!isUtf8(bytes)) throw new RangeError(`line ${firstOtherLine(bytes)}: no text in UTF-8`);
  return new TextDecoder('utf-8').decode(bytes); // leaves a byte order mark out
}

function lineAt(bytes: Buffer, place: number): number {
  return bytes.subarray(0, place).toString('latin1').split(LINE_END).length;
}

function firstOtherLine(bytes: Buffer): number {
  const lines = bytes.toString('latin1').split(LINE_END);
  return 1 + lines.findIndex((line) => !isUtf8(Buffer.from(line, 'latin1')));
}

const LINE_END = /\r\n|\r|\n/;

function columnsOf({ number, values }: Line): readonly string[] {
  const seen = new Set<string>();
  for (const [i, column] of values.entries()) {
    if (column === '')
      throw new RangeError(`line ${number}: got no name of column ${i + 1}, expected one`);
    if (seen.has(column))
      throw new RangeError(`line ${number}: got column '${column}' twice, expected each once`);
    seen.add(column);
  }
  return values;
}

/** The lines that are not empty. */
function linesOf(text: string): Line[] {
  try {
    // with one kind of line end the package counts lines inside of values as people do
    const records = parse(text.replaceAll(/\r\n?/g, '\n'), {
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
    }) as unknown as { info: { lines: number }; record: string[] }[];
    return records.map(({ info, record }) => ({ number: info.lines, values: record }));
  } catch (error) {
    throw error instanceof CsvError ? quoteError(error) : error;
  }
}

/** The package's errors are all about quotes: where a line has too few values is told above. */
function quoteError(error: CsvError): RangeError {
  const { lines, column, records } = error as unknown as Record<string, number>;
  const place = `column ${column + 1}: got a quote`;
  const problem: Readonly<Record<string, string>> = {
    INVALID_OPENING_QUOTE: `line ${lines}, ${place} inside a value, expected it in quotes`,
    CSV_INVALID_CLOSING_QUOTE: `line ${lines}, ${place} that is not at the end of the value`,
    // the line would be the last one of the file, wherever the quote is
    CSV_QUOTE_NOT_CLOSED: `row ${records}, ${place} that is not closed by the end of the file`,
  };
  return new RangeError(problem[error.code] ?? error.message, { cause: error });
}
