import { argumentError, checkWholeNumber } from '../core/arguments';
import { describe, escapeTags } from '../core/text';
import { fontWidths } from './fontWidths';

/** Widths of characters by code point, in thousandths of the font size. */
const WIDTHS: ReadonlyMap<number, number> = new Map(
  fontWidths.flatMap(({ first, widths }) =>
    widths.split(' ').map((width, i): [number, number] => [first + i, Number(width)]),
  ),
);
/** Width that a character without a measured one is given: as wide as it is high. */
const UNMEASURED = 1000;

/**
 * The one font family of all figures. A page takes the first that is installed; layouts hold with
 * each, and with DejaVu Sans, which systems without them take (see `fontWidths`).
 */
export const fontFamily = 'Arial, Helvetica, Liberation Sans, sans-serif';

const LEVEL = '0123456789−-+';
const RAISED = '⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁻⁺';
const ENTITIES: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&amp;': '&',
  '&quot;': '"',
  '&#39;': "'",
  '&nbsp;': '\u00a0',
  '&times;': '×',
  '&minus;': '−',
};

/**
 * Plotly's little HTML as plain text: `<br>` is a new line, `<sup>` becomes raised characters,
 * other tags go.
 */
export function unmark(text: string): string {
  return text
    .replace(/<br\s*\/?>/g, '\n')
    .replace(/<sup>(.*?)<\/sup>/g, (_, inner: string) => raised(inner))
    .replace(/<\/?(b|i|em|sub|span|a)\b[^>]*>/g, '')
    .replace(/&(lt|gt|amp|quot|#39|nbsp|times|minus);/g, (e) => ENTITIES[e] ?? e);
}

function raised(text: string): string {
  return Array.from(text, (c) => RAISED[LEVEL.indexOf(c)] ?? c).join('');
}

/**
 * Width in pixels of the longest line of a text in Plotly's HTML, in the widest of the fonts that
 * figures may be shown in.
 */
export function textWidth(text: string, size: number): number {
  const lines = unmark(text).split('\n');
  return Math.max(...lines.map((line) => (thousandths(line) * size) / 1000));
}

function thousandths(line: string): number {
  let width = 0;
  for (const c of line) width += WIDTHS.get(c.codePointAt(0)!) ?? UNMEASURED;
  return width;
}

/**
 * Breaks a text at spaces so that no line is wider than `width` pixels; lines are joined by `<br>`,
 * as Plotly breaks them.
 */
export function wrap(text: string, size: number, width: number): string {
  const lines: string[] = [];
  for (const part of text.split(/<br>|\n/)) {
    let line = '';
    for (const word of part.split(' ')) {
      const longer = line === '' ? word : `${line} ${word}`;
      if (line !== '' && textWidth(longer, size) > width) {
        lines.push(line);
        line = word;
      } else line = longer;
    }
    lines.push(line);
  }
  return lines.join('<br>');
}

/** As `wrap`, but words wider than a line are cut, too. */
export function wrapWords(text: string, size: number, width: number): string {
  const short = text
    .split(' ')
    .map((word) => cutWord(word, size, width))
    .join(' ');
  return wrap(short, size, width);
}

/** A word in pieces of at most `width` pixels, with a hyphen where it is cut; tags stay whole. */
function cutWord(word: string, size: number, width: number): string {
  if (textWidth(word, size) <= width || /[<>&]/.test(word)) return word;
  const pieces: string[] = [''];
  for (const letter of word) {
    const last = pieces.length - 1;
    const longer = pieces[last] + letter;
    if (pieces[last] === '' || textWidth(`${longer}-`, size) <= width) pieces[last] = longer;
    else pieces.push(letter);
  }
  return pieces.join('- ');
}

/** How many lines a text has. */
export const lineCount = (text: string): number => text.split(/<br>|\n/).length;

/** A text from outside made safe for Plotly, which reads a few HTML tags: `<` shows as itself. */
export const plain = escapeTags;

/**
 * A number as people read it: `digits` significant digits, plain from 0.0001 to 999,999, else
 * 1.2e-7.
 * @throws RangeError for what is no number
 * @example say(0.0024012) // '0.0024'
 */
export function say(value: number, digits = 3): string {
  if (typeof value !== 'number') throw argumentError('value', describe(value), 'a number');
  checkWholeNumber('digits', digits, 1, 21);
  if (Number.isNaN(value)) return 'not a number';
  if (!Number.isFinite(value)) return value > 0 ? 'infinity' : 'minus infinity';
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size < 1e-4 || size >= 1e6)
    return value
      .toExponential(digits - 1)
      .replace(/\.?0+e/, 'e')
      .replace('e+', 'e');
  if (size >= 1000) return Math.round(value).toLocaleString('en-US');
  return String(Number(value.toPrecision(digits)));
}

/** Names in a sentence: `a, b and c`. */
export function list(items: readonly string[]): string {
  if (items.length < 2) return items[0] ?? '';
  return `${items.slice(0, -1).join(', ')} and ${items[items.length - 1]}`;
}
