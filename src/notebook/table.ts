import { alignedLines, columnWidths } from '../core/textTable';
import { say } from '../plots';
import type { Bundle } from './bundle';
import { describe, escapeHtml } from '../core/text';

/** What is used of a nodejs-polars DataFrame; its own types are not loaded for it. */
export interface Frame {
  readonly columns: string[];
  readonly shape: { readonly height: number };
  head(rows: number): Frame;
  toRecords(): Record<string, unknown>[];
}
/** What is used of a nodejs-polars ColumnData. */
export interface ColumnData {
  readonly name: string;
  readonly dtype: unknown;
  toFrame(): Frame;
}
export type Row = Readonly<Record<string, unknown>>;
/** How a table is shown. */
export interface TableOptions {
  /** Rows shown; the table says how many are left out. Default 20. */
  readonly rows?: number;
  /** Significant digits of fractions. Default 4. */
  readonly digits?: number;
  readonly caption?: string;
}

/** Whether a value is a polars data frame or a list of records. */
export function isTable(value: unknown): value is Frame | readonly Row[] {
  if (Array.isArray(value)) return value.length > 0 && value.every(isRecord);
  return isFrame(value);
}

/** Whether a value is a polars data frame. */
export function isFrame(value: unknown): value is Frame {
  const frame = value as Partial<Frame> | null;
  return (
    typeof frame === 'object' &&
    frame !== null &&
    Array.isArray(frame.columns) &&
    typeof frame.toRecords === 'function' &&
    typeof frame.head === 'function'
  );
}

/** Whether a value is a polars series: one column with a name. */
export function isSeries(value: unknown): value is ColumnData {
  const series = value as Partial<ColumnData> | null;
  return (
    typeof series === 'object' &&
    series !== null &&
    !Array.isArray(series) &&
    typeof series.toFrame === 'function' &&
    typeof series.name === 'string' &&
    series.dtype !== undefined
  );
}

function isRecord(value: unknown): value is Row {
  return (
    typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
  );
}

/**
 * A data frame or records as an HTML table and as text in columns; numbers stand at the right with
 * few digits.
 */
export function tableBundle(value: Frame | readonly Row[], options: TableOptions = {}): Bundle {
  const { rows: limit = 20, digits = 4, caption } = options;
  const whole = isFrame(value);
  const total = whole ? value.shape.height : value.length;
  const rows = whole ? value.head(limit).toRecords() : value.slice(0, limit);
  const columns = whole ? value.columns : [...new Set(value.flatMap((r) => Object.keys(r)))];
  const numeric = columns.map(
    (c) => rows.some((r) => isNumber(r[c])) && rows.every((r) => isNumber(r[c]) || r[c] == null),
  );
  const cells = rows.map((r) => columns.map((c) => written(r[c], digits)));
  const left = total > rows.length ? `${total - rows.length} of ${total} rows are not shown.` : '';
  return {
    'text/html': html(columns, cells, numeric, caption, left),
    'text/plain': text(columns, cells, numeric, caption, left),
  };
}

const isNumber = (v: unknown): v is number | bigint =>
  typeof v === 'number' || typeof v === 'bigint';

function written(v: unknown, digits: number): string {
  if (v === null || v === undefined) return '–';
  if (typeof v === 'number')
    return Number.isInteger(v) && Math.abs(v) < 1e15 ? String(v) : say(v, digits);
  if (v instanceof Date) return v.toISOString();
  if (ArrayBuffer.isView(v) || Array.isArray(v)) {
    const items = Array.from(v as ArrayLike<unknown>);
    const shown = items.slice(0, 4).map((item) => written(item, digits));
    if (items.length > 4) shown.push(`… ${items.length} in all`);
    return `[${shown.join(', ')}]`;
  }
  if (typeof v === 'object') return objectText(v);
  const simple = v as string | boolean | bigint | symbol;
  return String(simple);
}

function objectText(value: object): string {
  try {
    return JSON.stringify(value);
  } catch {
    return describe(value); // JSON cannot hold it
  }
}

function html(
  columns: readonly string[],
  cells: readonly string[][],
  numeric: readonly boolean[],
  caption: string | undefined,
  left: string,
): string {
  const side = (i: number): string => ` style="text-align:${numeric[i] ? 'right' : 'left'}"`;
  const cell = (v: string, i: number): string => `<td${side(i)}>${escapeHtml(v)}</td>`;
  const head = columns.map((c, i) => `<th scope="col"${side(i)}>${escapeHtml(c)}</th>`).join('');
  const body = cells.map((r) => `<tr>${r.map(cell).join('')}</tr>`).join('\n');
  const above = caption === undefined ? '' : `<caption>${escapeHtml(caption)}</caption>`;
  const below = left === '' ? '' : `<p>${left}</p>`;
  const table = `<thead><tr>${head}</tr></thead>\n<tbody>\n${body}\n</tbody>`;
  return `<table>${above}${table}</table>${below}`;
}

function text(
  columns: readonly string[],
  cells: readonly string[][],
  numeric: readonly boolean[],
  caption: string | undefined,
  left: string,
): string {
  const rows = [columns, ...cells];
  const [head, ...lines] = alignedLines(rows, (column) => numeric[column]);
  const rule = columnWidths(rows)
    .map((width) => '─'.repeat(width))
    .join('  ');
  const above = caption === undefined ? [] : [caption];
  const below = left === '' ? [] : [left];
  return [...above, head, rule, ...lines, ...below].join('\n');
}
