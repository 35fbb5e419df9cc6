import { types } from 'node:util';
import type { MimeContents } from '../server/wire';
import { describeValue, propertyOf } from './describe';

/** The project's own formatters (src/notebook/format.ts), loaded when a value may need them. */
export type Format = (
  value: unknown,
) => Promise<MimeContents | undefined> | MimeContents | undefined;

const DISPLAY = Symbol.for('Jupyter.display');
/** Text longer than this is cut: a notebook file holds every character of it. */
const LONGEST = 100_000;

/** Cheap signs of a figure, a data frame or a tensor; the project's formatters look closely. */
function mayHaveFormat(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const has = (...names: string[]): boolean =>
    names.every((name) => propertyOf(value, name) !== undefined);
  return (
    has('data', 'layout', 'alt') ||
    has('columns', 'toRecords') ||
    has('dataId', 'shape', 'dtype') ||
    has('name', 'dtype', 'toArray')
  );
}

/** The first of the two units that some characters take. */
const isFirstHalf = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff;

/**
 * Contents as the notebook format has them: bytes in base64, text for every type that is not JSON.
 */
function asNotebookHas(bundle: object): MimeContents {
  const entries = Object.entries(bundle).filter(([, content]) => content !== undefined);
  return Object.fromEntries(entries.map(([mime, content]) => [mime, contentOf(mime, content)]));
}

function contentOf(mime: string, content: unknown): unknown {
  if (content instanceof Uint8Array) return Buffer.from(content).toString('base64');
  if (typeof content === 'string' || /json$/.test(mime)) return content;
  return Array.isArray(content) ? content.map(String).join('') : String(content);
}

/** What a value says of itself, in the way that Deno's kernel asks for it; it may take its time. */
async function ownBundle(value: unknown): Promise<MimeContents | undefined> {
  const display = propertyOf(value, DISPLAY);
  if (typeof display !== 'function') return undefined;
  const bundle: unknown = await display.call(value);
  if (typeof bundle !== 'object' || bundle === null) return undefined;
  return asNotebookHas(bundle);
}

/**
 * What the last line of a cell shows; undefined for undefined and null.
 * @param loadFormat gives the project's formatters
 */
export async function bundleOf(
  value: unknown,
  loadFormat: () => Format,
): Promise<MimeContents | undefined> {
  if (value === undefined || value === null) return undefined;
  const formatted = mayHaveFormat(value) ? await loadFormat()(value) : undefined;
  const bundle = formatted ?? (await ownBundle(value)) ?? { 'text/plain': cut(plainText(value)) };
  // empty: the value has shown itself already
  return Object.keys(bundle).length > 0 ? bundle : undefined;
}

function plainText(value: unknown): string {
  if (typeof value === 'string') return value;
  const text = describeValue(value);
  return types.isPromise(value)
    ? `${text}\nA Promise is a value that comes later: write \`await\` before it.`
    : text;
}

/** A very long text without its end, with a count of what is missing and a way to see it. */
function cut(text: string): string {
  if (text.length <= LONGEST) return text;
  const left = (text.length - LONGEST).toLocaleString('en');
  const end = isFirstHalf(text.charCodeAt(LONGEST - 1)) ? LONGEST - 1 : LONGEST;
  const advice = 'console.log shows more, fs.writeFileSync keeps all';
  return `${text.slice(0, end)}\n… ${left} more characters are not shown; ${advice}.`;
}
