import * as path from 'path';
import type { Bundle } from './bundle';
import { DISPLAY, type Displayable } from './displayable';
import { types } from 'util';
import { z } from 'zod';
import { argumentError } from '../core/arguments';
import { readBytes } from '../core/files';
import { describe, escapeHtml } from '../core/text';
import { checkArguments, text } from '../plots/arguments';

const INSPECT = Symbol.for('nodejs.util.inspect.custom');

/**
 * A value that shows itself: as the last line of a cell, by `show(value)`, or as what the function
 * given to `interact` returns. Printed by console.log it is its text.
 */
export class Rich implements Displayable<Bundle> {
  readonly #bundle: Bundle;

  /** @param bundle its forms; Jupyter shows the richest that it can */
  constructor(bundle: Bundle) {
    this.#bundle = bundle;
  }

  [DISPLAY](): Bundle {
    return this.#bundle;
  }

  toString(): string {
    return this.#bundle['text/plain'];
  }

  [INSPECT](): string {
    return this.toString();
  }
}

/** HTML that shows itself; inside another html`…` it stays as it is. */
export class Html extends Rich {
  constructor(readonly source: string) {
    super({ 'text/html': source, 'text/plain': textOfHtml(source) });
  }
}

/**
 * Markdown that shows itself. As a tag the indentation that all its lines share is taken away.
 * @example md`The error falls to **${say(error)}**.`
 * @example md('- one\n- two')
 */
export function md(text: string): Rich;
export function md(text: TemplateStringsArray, ...values: unknown[]): Rich;
export function md(text: string | TemplateStringsArray, ...values: unknown[]): Rich {
  checkTemplate('md', text);
  const markdown =
    typeof text === 'string' ? text : filled(unindented(text), values, inWords).trim();
  return new Rich({ 'text/markdown': markdown, 'text/plain': markdown });
}

/**
 * HTML that shows itself. As a tag, values are made safe (`<` becomes `&lt;`), except those that
 * are made by `html` themselves, and lists of them.
 * @example html`<b>${name}</b>`
 * @example html('<b>bold</b>')
 */
export function html(text: string): Html;
export function html(text: TemplateStringsArray, ...values: unknown[]): Html;
export function html(text: string | TemplateStringsArray, ...values: unknown[]): Html {
  checkTemplate('html', text);
  return new Html(typeof text === 'string' ? text : filled(text, values, safe));
}

/**
 * An SVG picture that shows itself. Its words for those who cannot see it are the text of its
 * `<title>` and `<desc>`.
 * @throws TypeError when the text holds no `<svg>` element
 * @example
 * svg`<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20"><circle r="9" cx="10"
 * cy="10"/></svg>`
 */
export function svg(text: string): Rich;
export function svg(text: TemplateStringsArray, ...values: unknown[]): Rich;
export function svg(text: string | TemplateStringsArray, ...values: unknown[]): Rich {
  checkTemplate('svg', text);
  const source = (typeof text === 'string' ? text : filled(text, values, inWords)).trim();
  if (!/<svg[\s>]/.test(source)) {
    throw new TypeError(`svg: expected an <svg> element, got "${source.slice(0, 40)}"`);
  }
  const named = [...source.matchAll(/<(title|desc)\b[^>]*>([\s\S]*?)<\/\1>/g)];
  const words = named.map(([, , inner]) => textOfHtml(inner ?? '')).join('. ');
  return new Rich({ 'image/svg+xml': source, 'text/plain': words || 'a picture (SVG)' });
}

/**
 * Any value that JSON can hold, shown as a tree that can be folded.
 * @throws TypeError when JSON cannot hold the value, such as a function or an object that contains
 * itself
 */
export function json(value: unknown): Rich {
  const text = jsonText(value);
  if (text === undefined)
    throw new TypeError(`json: JSON cannot hold a value of type ${typeof value}`);
  return new Rich({ 'application/json': JSON.parse(text) as unknown, 'text/plain': text });
}

function jsonText(value: unknown): string | undefined {
  try {
    return JSON.stringify(value, null, 2);
  } catch (error) {
    throw new TypeError(`json: JSON cannot hold ${describe(value)}`, { cause: error });
  }
}

/** What `image` can be told besides the picture. */
export interface ImageOptions {
  /** What the picture shows, for those who cannot see it; default its kind and size. */
  readonly alt?: string;
}

/**
 * A PNG or JPEG picture that shows itself.
 * @param picture the bytes of the picture, or the path of its file (from the notebook's folder)
 * @throws TypeError when it is neither a PNG nor a JPEG; FileError when it cannot be read
 * @example image('pictures/network.png', { alt: 'A network of two layers' })
 */
export function image(picture: string | Uint8Array, options: ImageOptions = {}): Rich {
  checkArguments(
    { picture: pictureField, options: z.strictObject({ alt: text.optional() }) },
    { picture, options },
  );
  const bytes = typeof picture === 'string' ? readBytes(picture) : Buffer.from(picture);
  const name = typeof picture === 'string' ? `${path.basename(picture)}: ` : '';
  const mime = pictureType(bytes);
  if (mime === undefined) throw new TypeError(`image: ${name}neither a PNG nor a JPEG picture`);
  const kind = mime === 'image/png' ? pngSize(bytes) : 'a picture (JPEG)';
  return new Rich({
    [mime]: bytes.toString('base64'),
    'text/plain': options.alt ?? `${name}${kind}`,
  });
}

const pictureField = z.custom<string | Uint8Array>(
  (value) => typeof value === 'string' || types.isUint8Array(value),
  'the path of a picture, or its bytes',
);

function pictureType(bytes: Buffer): 'image/png' | 'image/jpeg' | undefined {
  const start = bytes.subarray(0, 8).toString('hex');
  if (start === '89504e470d0a1a0a') return 'image/png';
  return start.startsWith('ffd8ff') ? 'image/jpeg' : undefined;
}

/** The size of a PNG stands in its first block. */
function pngSize(bytes: Buffer): string {
  if (bytes.length < 24) return 'a picture (PNG)';
  return `a picture (PNG, ${bytes.readUInt32BE(16)} x ${bytes.readUInt32BE(20)})`;
}

/** A template's texts with its values between them. */
function filled(
  texts: readonly string[],
  values: readonly unknown[],
  word: (value: unknown) => string,
): string {
  return texts.map((text, index) => (index === 0 ? text : word(values[index - 1]) + text)).join('');
}

function checkTemplate(name: string, text: unknown): void {
  if (typeof text !== 'string' && !Array.isArray(text))
    throw argumentError(`${name}: text`, describe(text), 'a text, or a template');
}

/** A value of a template as text. */
function inWords(value: unknown): string {
  try {
    return String(value);
  } catch {
    return describe(value); // it has no text of its own
  }
}

function safe(value: unknown): string {
  if (value instanceof Html) return value.source;
  return Array.isArray(value) ? value.map(safe).join('') : escapeHtml(inWords(value));
}

/** The texts of a template without the blanks that all its lines begin with. */
function unindented(texts: readonly string[]): string[] {
  const lines = texts
    .join('x')
    .split('\n')
    .slice(1)
    .filter((line) => line.trim() !== '');
  const indents = lines.map((line) => line.length - line.trimStart().length);
  const shared = Math.min(...indents);
  if (indents.length === 0 || shared === 0) return [...texts];
  const start = new RegExp(`\\n[ \\t]{0,${shared}}`, 'g');
  return texts.map((text) => text.replace(start, '\n'));
}

function textOfHtml(source: string): string {
  const text = source
    .replace(/<br\s*\/?>|<\/(p|div|li|tr|h[1-6])>/gi, '\n')
    .replace(/<[^>]*>/g, '');
  const marks: { readonly [mark: string]: string } = {
    '&lt;': '<',
    '&gt;': '>',
    '&quot;': '"',
    '&#39;': "'",
    '&nbsp;': ' ',
    '&amp;': '&',
  };
  return text.replace(/&(lt|gt|quot|#39|nbsp|amp);/g, (mark) => marks[mark] ?? mark).trim();
}
