import { z } from 'zod';
import { anyNumber, checkArguments, colour, text, titled, item } from './arguments';
import { altText } from './alt';
import { fontSize } from './axes';
import { Drawing, through, TITLE_ROOM } from './diagram';
import type { Figure } from './figure';
import { labelsDown, rowHeight } from './labels';
import { lineCount, plain, say, textWidth, wrap } from './text';
import { linesHigh, smallLines, WIDTH, type TitledOptions } from './frame';
import { ink } from './palette';

/** One bar: its length, and the ends of the interval drawn over it. */
export interface RowBar {
  readonly name: string;
  /** Below 0 only in a bar that floats. */
  readonly value: number;
  /**
   * Where a bar that floats begins; from there it goes by `value`, to the right or to the left. A
   * line joins it with its neighbours.
   */
  readonly from?: number;
  readonly low?: number;
  readonly high?: number;
  readonly colour?: string;
  /** Stands behind the number, in brackets. */
  readonly remark?: string;
}
/** Bars that share an axis, under a name. */
export interface RowGroup {
  readonly name: string;
  readonly bars: readonly RowBar[];
}
export interface RowBarsOptions extends TitledOptions {
  /**
   * What the length is, with its unit: `ms a step`. Left out where the groups have units of their
   * own, in their names.
   */
  readonly unit?: string;
}

const groupsField = z.array(
  item({
    name: text,
    bars: z.array(
      item({
        name: text,
        value: anyNumber,
        from: anyNumber.optional(),
        low: anyNumber.optional(),
        high: anyNumber.optional(),
        colour: colour.optional(),
        remark: text.optional(),
      }),
    ),
  }),
);
const rowOptions = z.strictObject({ ...titled, unit: text.optional() });

const ROW = 24;
const HIGH = 15;
const HEAD = 24;
/** Pixels that the words behind a bar take at most. */
const BEHIND = 260;

/**
 * Bars that go to the right, a row each, in groups with an axis of their own from 0: for names too
 * long to stand under a bar.
 * @throws RangeError for no bars, a number that is not finite, or a bar that reaches below 0
 */
export function rowBars(groups: readonly RowGroup[], options: RowBarsOptions): Figure {
  checkArguments({ groups: groupsField, options: rowOptions }, { groups, options });
  const { title, unit = '', note = '' } = options;
  const all = groups.flatMap(({ bars }) => bars);
  if (all.length === 0) throw new RangeError(`bars "${title}": got none, expected at least one`);
  all.forEach(check);
  const left = 20 + Math.max(...all.map((bar) => textWidth(nameOf(bar), fontSize.tick)));
  const behind = 16 + Math.max(...all.map((bar) => textWidth(numberOf(bar), fontSize.note)));
  const room = WIDTH - left - behind;
  const row = rowHeight([...all.map(nameOf), ...all.map(numberOf)], ROW);
  const drawing = new Drawing();
  let y = 4;
  for (const { name, bars } of groups.filter((group) => group.bars.length > 0)) {
    const head = [name, unit].filter((part) => part !== '').join(', ');
    const headLines = wrap(plain(head), fontSize.tick, WIDTH - 24);
    const headHigh = HEAD + (lineCount(headLines) - 1) * fontSize.tick * 1.3;
    drawing.words([12, y + headHigh / 2], headLines, { align: 'left' });
    y += headHigh;
    const longest = Math.max(...bars.map(reachOf)) || 1;
    const pixels = (value: number): number => (value / longest) * room;
    const placeOf = (i: number): BarPlace => ({ left, middle: y + row * (i + 0.5), pixels });
    bars.slice(1).forEach((bar, i) => joinBars(drawing, bars[i], bar, placeOf(i), row));
    bars.forEach((bar, i) => drawBar(drawing, bar, placeOf(i)));
    const end = y + row * bars.length;
    drawing.line(through([left, y], [left, end]), { colour: ink.axis });
    y = end + 8;
  }
  const lines = smallLines(note);
  const noteHigh = linesHigh(lines, fontSize.note);
  const small = { align: 'left', fontSize: fontSize.note, colour: ink.soft } as const;
  if (note !== '') drawing.words([12, y + noteHigh / 2], lines, small);
  const alt = altText(
    options,
    title,
    unit === '' ? 'Bars.' : `Bars of ${unit}.`,
    ...groups.map(described),
    note,
  );
  return drawing.figure(title, TITLE_ROOM + y + noteHigh + 8, alt);
}

interface BarPlace {
  /** Where all bars begin. */
  readonly left: number;
  /** The middle of the row, from the top. */
  readonly middle: number;
  /** Length of a number. */
  readonly pixels: (value: number) => number;
}

/** A bar with its name at the left, its interval over it and its number at the right. */
function drawBar(drawing: Drawing, bar: RowBar, { left, middle, pixels }: BarPlace): void {
  const { low, high, colour = '#0072b2' } = bar;
  const [start, end] = [bar.from ?? 0, endOf(bar)];
  const x = left + pixels(Math.min(start, end));
  const width = Math.max(1, pixels(Math.abs(end - start)));
  const box = { x, y: middle - HIGH / 2, width, height: HIGH };
  drawing.words([left - 8, middle], nameOf(bar), { align: 'right' });
  drawing.box(box, '', { fill: colour, edge: colour });
  if (low !== undefined && high !== undefined) {
    const ends = [left + pixels(low), left + pixels(high)];
    const style = { colour: ink.text };
    drawing.line(through([ends[0], middle], [ends[1], middle]), style);
    for (const x of ends) drawing.line(through([x, middle - 4], [x, middle + 4]), style);
  }
  const behind = left + pixels(reachOf(bar)) + 8;
  drawing.words([behind, middle], numberOf(bar), { align: 'left', fontSize: fontSize.note });
}

/** A line from the end of a bar to the bar below it, if one of them floats. */
function joinBars(
  drawing: Drawing,
  upper: RowBar,
  lower: RowBar,
  { left, middle, pixels }: BarPlace,
  row: number,
): void {
  if (upper.from === undefined && lower.from === undefined) return;
  const x = left + pixels(endOf(upper));
  drawing.line(through([x, middle], [x, middle + row]), { colour: ink.axis, width: 1 });
}

/** Where a bar ends. */
const endOf = ({ value, from = 0 }: RowBar): number => from + value;

/** The largest number that a bar, or its interval, reaches. */
const reachOf = (bar: RowBar): number => Math.max(bar.from ?? 0, endOf(bar), bar.high ?? 0);

/** What stands behind a bar, in lines that leave room for it. */
const numberOf = (bar: RowBar): string => {
  const { remark } = bar;
  const number = numberInWords(bar);
  return wrap(plain(remark ? `${number} (${remark})` : number), fontSize.note, BEHIND);
};

/** The number of a bar; that of one that floats has a sign. */
function numberInWords({ value, from }: RowBar): string {
  return from !== undefined && value > 0 ? `+${say(value)}` : say(value);
}

/** The name of a bar, in lines. */
const nameOf = ({ name }: RowBar): string => labelsDown([name])[0];

function described({ name, bars }: RowGroup): string {
  const words = bars.map(inWords).join('; ');
  return name === '' ? `${words}.` : `${name}: ${words}.`;
}

function inWords(bar: RowBar): string {
  const { name, low, high, remark } = bar;
  const known = low !== undefined && high !== undefined;
  const interval = known ? ` (${say(low)} to ${say(high)})` : '';
  return `${name} ${numberInWords(bar)}${interval}${remark ? `, ${remark}` : ''}`;
}

function check(bar: RowBar): void {
  if (bar.from !== undefined) return checkFloating(bar, bar.from);
  for (const part of ['value', 'low', 'high'] as const) {
    const number = bar[part] ?? 0;
    if (number >= 0 && Number.isFinite(number)) continue;
    const got = `${part} is ${number}, expected a finite number of at least 0`;
    throw new RangeError(`bar "${bar.name}": ${got}`);
  }
}

function checkFloating(bar: RowBar, from: number): void {
  const end = endOf(bar);
  if (from >= 0 && end >= 0 && Number.isFinite(from) && Number.isFinite(end)) return;
  const got = `goes from ${from} to ${end}, expected finite numbers of at least 0`;
  throw new RangeError(`bar "${bar.name}": ${got}`);
}
