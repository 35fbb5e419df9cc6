import { joined, type Cell, type Output } from '../notebookFile';
import { STEPS } from '../../notebook/interact/steps';
import { pictureOf, type PictureSize } from './pictureSize';

// About how high things are on a slide of 1280 x 720 pixels with letters of 24 pixels
// (slides.css). Only the parting into slides rests on it: what is higher than thought scrolls.

/** Room for content on a slide, in pixels. */
export const SLIDE_ROOM = { width: 1200, height: 610 };

/** A picture is drawn at most this much larger than it was made. */
export const MOST_ENLARGED = 2;

/** A figure shares its slide if at least this much height is left for it. */
const FIGURE_NEEDS = 400;

const TEXT_LINE = 37;
const LETTERS_A_LINE = 100;
const CODE_LINE = 29;
const OUTPUT_LINE = 27;
const TABLE_ROW = 46;
const FORMULA = 90;
const HEADING = 70;
const GAP = 22;

/** About how high a part of a notebook is on a slide, in pixels. */
export function pieceHeight(piece: Cell): number {
  const source = joined(piece.source);
  if (piece.cell_type === 'markdown') return textHeight(source);
  const code = source.trim() === '' ? 0 : lineCount(source.trimEnd()) * CODE_LINE + 2 * GAP;
  const figure = pictureOf(piece);
  const outputs = piece.outputs ?? [];
  return code + (figure ? figureHeight(figure, isStepped(outputs[0])) : sum(outputs, outputHeight));
}

/** How high a picture is, if there is room: as wide as the slide, at most twice as large. */
function figureHeight({ width, height }: PictureSize, stepped: boolean): number {
  const scale = Math.min(MOST_ENLARGED, SLIDE_ROOM.width / width);
  const wanted = Math.min(height * scale, FIGURE_NEEDS);
  return wanted + GAP + (stepped ? 2 * TEXT_LINE : 0);
}

function isStepped(output: Output): boolean {
  return 'data' in output && STEPS in output.data;
}

function outputHeight(output: Output): number {
  if (output.output_type === 'stream') return lineCount(joined(output.text)) * OUTPUT_LINE + GAP;
  if (output.output_type === 'error') return output.traceback.length * OUTPUT_LINE + GAP;
  const { data } = output;
  const html = joined(data['text/html']);
  if (html !== '') return htmlHeight(html);
  if ('text/markdown' in data) return textHeight(joined(data['text/markdown']));
  return lineCount(joined(data['text/plain'])) * OUTPUT_LINE + GAP;
}

function htmlHeight(html: string): number {
  const rows = html.match(/<tr\b/gi)?.length ?? 0;
  const text = html.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');
  return rows > 0 ? rows * TABLE_ROW + GAP : wrappedLines(text) * TEXT_LINE + GAP;
}

/** About how high a Markdown text is. */
export function textHeight(markdown: string): number {
  return sum(blocksOf(markdown), blockHeight);
}

function blockHeight(block: string): number {
  const lines = block.trim().split('\n');
  if (/^#{1,6}\s/.test(lines[0])) return HEADING + textHeight(lines.slice(1).join('\n'));
  if (/^(```|~~~)/.test(lines[0])) return lines.length * CODE_LINE + GAP;
  if (/^\$\$/.test(lines[0])) return FORMULA * Math.max(1, lines.length - 2);
  if (/^<details/i.test(lines[0])) return TEXT_LINE + GAP;
  if (/^\|/.test(lines[0])) return Math.max(1, lines.length - 1) * TABLE_ROW + GAP;
  const isList = /^\s*([-*+]|\d+[.)])\s/.test(lines[0]);
  const height = isList ? sum(lines, wrappedLines) : wrappedLines(lines.join(' '));
  return lines.join('') === '' ? 0 : height * TEXT_LINE + GAP;
}

/** Lines that a text of one paragraph takes; the address of a link is not seen. */
function wrappedLines(text: string): number {
  const seen = text.replace(/\]\([^)]*\)/g, ']');
  return Math.max(1, Math.ceil(seen.length / LETTERS_A_LINE));
}

/** What blank lines part in a Markdown text; a fence, a formula or a fold stays whole. */
function blocksOf(markdown: string): string[] {
  const blocks: string[] = [];
  let lines: string[] = [];
  let end: RegExp | undefined;
  const close = (): void => {
    if (lines.length > 0) blocks.push(lines.join('\n'));
    lines = [];
  };
  for (const line of markdown.split('\n')) {
    if (end === undefined && line.trim() === '') {
      close();
      continue;
    }
    if (end === undefined && /^#{1,6}\s/.test(line)) close();
    lines.push(line);
    end = end === undefined ? endOf(line) : unlessEnded(end, line);
  }
  close();
  return blocks;
}

/** What ends a block that may hold blank lines; undefined if the line starts none. */
function endOf(line: string): RegExp | undefined {
  const fence = /^\s*(`{3,}|~{3,})/.exec(line)?.[1];
  if (fence !== undefined) return new RegExp(`^\\s*${fence}\\s*$`);
  if (/^\s*\$\$/.test(line) && !/\$\$.*\$\$/.test(line)) return /\$\$\s*$/;
  return /<details\b/i.test(line) && !/<\/details>/i.test(line) ? /<\/details>/i : undefined;
}

function unlessEnded(end: RegExp, line: string): RegExp | undefined {
  return end.test(line) ? undefined : end;
}

/**
 * Parts a Markdown text at its headings of level 1 to 3, and between blocks where it is higher than
 * a slide. Blocks that are indented, or go on with a list, stay with the block before.
 */
export function splitToFit(markdown: string): string[] {
  const parts: string[][] = [];
  let height = 0;
  for (const block of blocksOf(markdown)) {
    const more = blockHeight(block);
    const isFull = height + more > SLIDE_ROOM.height && !/^(\s|[-*+] |\d+[.)] )/.test(block);
    if (parts.length === 0 || /^#{1,3}\s/.test(block) || isFull) {
      parts.push([]);
      height = 0;
    }
    parts.at(-1)?.push(block);
    height += more;
  }
  return parts.map((blocks) => blocks.join('\n\n'));
}

function lineCount(text: string): number {
  return text.trimEnd().split('\n').length;
}

function sum<T>(values: readonly T[], of: (value: T) => number): number {
  return values.reduce((total, value) => total + of(value), 0);
}
