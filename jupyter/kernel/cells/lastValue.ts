import { describe, propertyOf } from './describe';

/** MIME types and their contents. */
export type Bundle = Readonly<Record<string, unknown>>;

/** The project's own formatters (src/notebook/format.ts), loaded when a value may need them. */
export type Format = (value: unknown) => Promise<Bundle | undefined> | Bundle | undefined;

const DISPLAY = Symbol.for('Jupyter.display');
/** Text longer than this is cut: a notebook file holds every character of it. */
const LONGEST = 100_000;

/** Cheap signs of a figure, a data frame or a tensor; the project's formatters look closely. */
function mayHaveFormat(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const has = (...names: string[]): boolean => names.every((name) => propertyOf(value, name) !== undefined);
  return has('data', 'layout', 'alt') || has('columns', 'toRecords') || has('dataId', 'shape', 'dtype') || has('name', 'dtype', 'toArray');
}

/** What a value says of itself, in the way that Deno's kernel asks for it; it may take its time. */
async function ownBundle(value: unknown): Promise<Bundle | undefined> {
  const display = propertyOf(value, DISPLAY);
  if (typeof display !== 'function') return undefined;
  const bundle: unknown = await display.call(value);
  if (typeof bundle !== 'object' || bundle === null) return undefined;
  return bundle as Bundle;
}

/**
 * What the last line of a cell shows; undefined for undefined and null.
 * @param loadFormat gives the project's formatters
 */
export async function bundleOf(value: unknown, loadFormat: () => Format): Promise<Bundle | undefined> {
  if (value === undefined || value === null) return undefined;
  const formatted = mayHaveFormat(value) ? await loadFormat()(value) : undefined;
  const bundle = formatted ?? (await ownBundle(value)) ?? { 'text/plain': cut(plainText(value)) };
  return Object.keys(bundle).length > 0 ? bundle : undefined; // empty: the value has shown itself already
}

function plainText(value: unknown): string {
  if (typeof value === 'string') return value;
  const text = describe(value);
  return value instanceof Promise ? `${text}\nA Promise is a value that comes later: write \`await\` before it.` : text;
}

/** A very long text without its end, with a count of what is missing and a way to see it. */
function cut(text: string): string {
  if (text.length <= LONGEST) return text;
  const left = (text.length - LONGEST).toLocaleString('en');
  return `${text.slice(0, LONGEST)}\n… ${left} more characters are not shown; console.log shows more, fs.writeFileSync keeps all.`;
}
