import { isUtf8 } from 'node:buffer';

/** A row of a table, by column. */
export type CsvRow = Readonly<Record<string, string>>;

/** A line of a CSV file, or several where a value in quotes holds line ends. */
interface Line {
  /** From 1; where it begins. */
  readonly number: number;
  readonly values: readonly string[];
}

/** A value that begins at a place, and what is around it. */
interface Value {
  readonly text: string;
  /** The place after the value: of a comma, a line end, or the end of the text. */
  readonly end: number;
  /** Line ends in the value. */
  readonly lines: number;
}

/**
 * Reads a CSV file (RFC 4180): names of columns, then a line a row, values between commas; values
 * that hold commas, quotes or line ends in double quotes, a quote in them doubled. Lines end with
 * LF, CR LF or CR, empty ones do not count; white space around a value without quotes is dropped;
 * a byte order mark is skipped.
 * @throws RangeError naming the line, and the column where there is one
 */
export function parseCsv(bytes: Buffer): CsvRow[] {
  const [head, ...lines] = linesOf(textOf(bytes));
  if (head === undefined) throw new RangeError('got no line, expected one with names of columns');
  const columns = columnsOf(head);
  return lines.map(({ number, values }) => {
    if (values.length !== columns.length)
      throw new RangeError(
        `line ${number}: got ${count(values.length)}, expected ${columns.length}, one a column`,
      );
    return Object.fromEntries(columns.map((column, i) => [column, values[i]]));
  });
}

const count = (values: number): string => `${values} ${values === 1 ? 'value' : 'values'}`;

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
  const lines: Line[] = [];
  let number = 1;
  for (let place = 0; place < text.length;) {
    const values: string[] = [];
    const first = number;
    for (;;) {
      const value = valueAt(text, place, number, values.length + 1);
      values.push(value.text);
      number += value.lines;
      place = value.end + 1;
      if (text[value.end] !== ',') break;
    }
    if (text[place - 1] === '\r' && text[place] === '\n') place++;
    number++;
    if (values.length > 1 || values[0] !== '') lines.push({ number: first, values });
  }
  return lines;
}

function valueAt(text: string, place: number, line: number, column: number): Value {
  const begin = /[^ \t]|$/g;
  begin.lastIndex = place;
  const start = begin.exec(text)?.index ?? text.length;
  if (text[start] === '"') return quotedAt(text, start, line, column);
  const stop = /[,\r\n]|$/g;
  stop.lastIndex = place;
  const end = stop.exec(text)?.index ?? text.length;
  const value = text.slice(place, end).trim();
  if (value.includes('"'))
    throw new RangeError(
      `line ${line}, column ${column}: got a quote inside a value, expected it in quotes`,
    );
  return { text: value, end, lines: 0 };
}

function quotedAt(text: string, start: number, line: number, column: number): Value {
  let close = text.indexOf('"', start + 1);
  while (close >= 0 && text[close + 1] === '"') close = text.indexOf('"', close + 2);
  const after = /[ \t]*(?=[,\r\n]|$)/y;
  after.lastIndex = close + 1;
  if (close < 0 || !after.test(text))
    throw new RangeError(
      `line ${line}, column ${column}: got a quote that is not closed at the end of the value`,
    );
  const value = text.slice(start + 1, close).replaceAll('""', '"');
  return { text: value, end: after.lastIndex, lines: value.split(LINE_END).length - 1 };
}
