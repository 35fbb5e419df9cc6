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
const FIGURE_NEEDS = 360;

const TEXT_LINE = 37;
const LETTERS_A_LINE = 95;
const CODE_LINE = 29;
const OUTPUT_LINE = 30;
const OUTPUT_LETTERS = 92;
const OUTPUT_GAP = 38;
const TABLE_ROW = 46;
const TABLE_LINE = 33;
const TABLE_GAP = 36;
/** Letters that the space between two columns of a table takes. */
const COLUMN_GAP = 3;
const FORMULA = 90;
const HEADING = 70;
const TITLE_LINE = 60;
const TITLE_LETTERS = 42;
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
  if (output.output_type === 'stream') return printedHeight(joined(output.text));
  if (output.output_type === 'error') return printedHeight(output.traceback.join('\n'));
  const { data } = output;
  const html = joined(data['text/html']);
  if (html !== '') return htmlHeight(html);
  if ('text/markdown' in data) return textHeight(joined(data['text/markdown']));
  return printedHeight(joined(data['text/plain']));
}

/** How high printed text is, whose long lines are wrapped. */
function printedHeight(text: string): number {
  const lines = text.trimEnd().split('\n');
  const wrapped = sum(lines, ({ length }) => Math.max(1, Math.ceil(length / OUTPUT_LETTERS)));
  return wrapped * OUTPUT_LINE + OUTPUT_GAP;
}

function htmlHeight(html: string): number {
  const open = html.replace(/<details\b[^]*?<\/details>/gi, '');
  const folds = html.match(/<\/details>/gi)?.length ?? 0;
  const rows = open.match(/<tr\b[^]*?(?=<tr\b|<\/table>|$)/gi) ?? [];
  const content = rows.length > 0 ? tableHeight(rows.map(cellsOfHtml)) : htmlTextHeight(open);
  return content + GAP + folds * TEXT_LINE;
}

function htmlTextHeight(html: string): number {
  return wrappedLines(withoutTags(html)) * TEXT_LINE;
}

function cellsOfHtml(row: string): string[] {
  const cells = row.match(/<t[hd]\b[^]*?(?=<t[hd]\b|<\/tr>|$)/gi) ?? [];
  return cells.map(withoutTags);
}

function withoutTags(html: string): string {
  return html
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

/** About how high a table is, whose cells wrap where its columns have no room side by side. */
function tableHeight(rows: readonly (readonly string[])[]): number {
  const widths = columnWidths(rows);
  const heights = sum(rows, (cells) => {
    const lines = cells.map((cell, column) => Math.ceil(cell.length / (widths[column] ?? 1)));
    return TABLE_ROW + (Math.max(1, ...lines) - 1) * TABLE_LINE;
  });
  return heights + TABLE_GAP;
}

/** Letters a line of each column: of its longest cell, or its share of the room if that is less. */
function columnWidths(rows: readonly (readonly string[])[]): number[] {
  const count = Math.max(0, ...rows.map(({ length }) => length));
  const longest = Array.from({ length: count }, (_, column) =>
    Math.max(1, ...rows.map((cells) => cells[column]?.length ?? 0)),
  );
  const room = Math.max(count, LETTERS_A_LINE - COLUMN_GAP * count);
  const wanted = sum(longest, (length) => length);
  return longest.map((length) =>
    wanted <= room ? length : Math.max(8, Math.floor((length * room) / wanted)),
  );
}

/** About how high a Markdown text is. */
export function textHeight(markdown: string): number {
  return sum(blocksOf(markdown), blockHeight);
}

function blockHeight(source: string): number {
  const block = source.replace(/<!--[^]*?-->/g, '').trim();
  if (block === '') return 0;
  const lines = block.split('\n');
  if (/^#{1,6}\s/.test(lines[0]))
    return headingHeight(lines[0]) + textHeight(lines.slice(1).join('\n'));
  if (/^(```|~~~)/.test(lines[0])) return lines.length * CODE_LINE + GAP;
  if (/^\$\$/.test(lines[0])) return FORMULA * Math.max(1, lines.length - 2);
  if (/^<details/i.test(lines[0])) return TEXT_LINE + GAP;
  if (isTable(block)) return tableHeight(rowsOf(block)) + GAP;
  const isList = /^\s*([-*+]|\d+[.)])\s/.test(lines[0]);
  const height = isList ? sum(lines, wrappedLines) : wrappedLines(lines.join(' '));
  return height * TEXT_LINE + GAP;
}

function headingHeight(line: string): number {
  const isTitle = line.startsWith('# ');
  return isTitle ? Math.ceil(line.length / TITLE_LETTERS) * TITLE_LINE + GAP : HEADING;
}

function isTable(block: string): boolean {
  return block.startsWith('|');
}

/** The cells of a Markdown table, its rule left out. */
function rowsOf(table: string): string[][] {
  const lines = table.trim().split('\n');
  const rows = lines.filter((_, index) => index !== 1);
  return rows.map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => seenText(cell.trim())),
  );
}

/** A table in parts that each fit a slide, with its head over each; another block as it is. */
function tableParts(block: string): string[] {
  if (!isTable(block) || blockHeight(block) <= SLIDE_ROOM.height) return [block];
  const [head, rule, ...rows] = block.split('\n');
  const parts: string[][] = [[]];
  for (const row of rows) {
    const longer = [head, rule, ...(parts.at(-1) ?? []), row].join('\n');
    if (blockHeight(longer) > SLIDE_ROOM.height) parts.push([]);
    parts.at(-1)?.push(row);
  }
  return parts.filter(({ length }) => length > 0).map((part) => [head, rule, ...part].join('\n'));
}

/** Lines that a text of one paragraph takes. */
function wrappedLines(text: string): number {
  return Math.max(1, Math.ceil(seenText(text).length / LETTERS_A_LINE));
}

/** About what is seen of a text: no address of a link, and one letter for a command of TeX. */
function seenText(text: string): string {
  return text
    .replace(/\]\([^)]*\)/g, '')
    .replace(/\\[a-z]+/gi, 'x')
    .replace(/[[$*{}]/g, '');
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

/** Blocks, each with what is indented below it or goes on with it as a list. */
function groupsOf(markdown: string): string[][] {
  const groups: string[][] = [];
  for (const block of blocksOf(markdown).flatMap(tableParts)) {
    const goesOn = /^(\s|[-*+] |\d+[.)] )/.test(block);
    if (goesOn && groups.length > 0) groups.at(-1)?.push(block);
    else groups.push([block]);
  }
  return groups;
}

/**
 * Parts a Markdown text at its headings of level 1 to 3, and between blocks where it is higher than
 * a slide. Blocks that are indented, or go on with a list, stay with the block before.
 */
export function splitToFit(markdown: string): string[] {
  const parts: string[][] = [];
  let height = 0;
  for (const group of groupsOf(markdown)) {
    const more = sum(group, blockHeight);
    const isFull = height + more > SLIDE_ROOM.height;
    if (parts.length === 0 || /^#{1,3}\s/.test(group[0]) || isFull) {
      parts.push([]);
      height = 0;
    }
    parts.at(-1)?.push(...group);
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
