import { sentences } from './alt';
import { size } from './axes';
import { Drawing } from './diagram';
import type { Figure } from './figure';
import { lineCount, plain, say, textWidth, wrap } from './text';
import { WIDTH } from './frame';
import { ink } from './palette';

/** One bar: its length, and the ends of the interval drawn over it. */
export interface RowBar {
  readonly name: string;
  readonly value: number;
  readonly low?: number;
  readonly high?: number;
  readonly colour?: string;
  /** Stands behind the number, in brackets. */ readonly remark?: string;
}
/** Bars that share an axis, under a name. */
export interface RowGroup {
  readonly name: string;
  readonly bars: readonly RowBar[];
}
export interface RowBarsOptions {
  readonly title: string;
  /**
   * What the length is, with its unit: `ms a step`. Left out where the groups have units of their
   * own, in their names.
   */
  readonly unit?: string;
  readonly note?: string;
}

const ROW = 24;
const HIGH = 15;
const HEAD = 22;

/**
 * Bars that go to the right, a row each, in groups with an axis of their own from 0: for names too
 * long to stand under a bar.
 * @throws RangeError for no bars, or a number that is below 0 or not finite
 */
export function rowBars(
  groups: readonly RowGroup[],
  { title, unit = '', note = '' }: RowBarsOptions,
): Figure {
  const all = groups.flatMap(({ bars }) => bars);
  if (all.length === 0) throw new RangeError(`bars "${title}": got none, expected at least one`);
  for (const { name, ...bar } of all) {
    for (const part of ['value', 'low', 'high'] as const) {
      const number = bar[part];
      if (number !== undefined && !(number >= 0 && Number.isFinite(number)))
        throw new RangeError(
          `bar "${name}": ${part} is ${number}, expected a finite number of at least 0`,
        );
    }
  }
  const endOf = (bar: RowBar): string =>
    plain(`${say(bar.value)}${bar.remark ? ` (${bar.remark})` : ''}`);
  const left = 20 + Math.max(...all.map(({ name }) => textWidth(plain(name), size.tick)));
  const behind = 16 + Math.max(...all.map((bar) => textWidth(endOf(bar), size.note)));
  const room = WIDTH - left - behind;
  const drawing = new Drawing();
  let y = 4;
  for (const { name, bars } of groups.filter((group) => group.bars.length > 0)) {
    const longest = Math.max(...bars.map(({ value, high }) => Math.max(value, high ?? 0))) || 1;
    const long = (v: number): number => (v / longest) * room;
    drawing.words(
      [12, y + HEAD / 2],
      plain([name, unit].filter((part) => part !== '').join(', ')),
      { align: 'left' },
    );
    y += HEAD;
    for (const bar of bars) {
      const middle = y + ROW / 2;
      const colour = bar.colour ?? '#0072b2';
      drawing.words([left - 8, middle], plain(bar.name), { align: 'right' });
      drawing.box(
        { x: left, y: middle - HIGH / 2, width: Math.max(1, long(bar.value)), height: HIGH },
        '',
        { fill: colour, edge: colour },
      );
      if (bar.low !== undefined && bar.high !== undefined) {
        const [a, b] = [left + long(bar.low), left + long(bar.high)];
        drawing
          .line(
            [
              [a, middle],
              [b, middle],
            ],
            ink.text,
          )
          .line(
            [
              [a, middle - 4],
              [a, middle + 4],
            ],
            ink.text,
          )
          .line(
            [
              [b, middle - 4],
              [b, middle + 4],
            ],
            ink.text,
          );
      }
      drawing.words([left + long(Math.max(bar.value, bar.high ?? 0)) + 8, middle], endOf(bar), {
        align: 'left',
        fontSize: size.note,
      });
      y += ROW;
    }
    drawing.line(
      [
        [left, y - bars.length * ROW],
        [left, y],
      ],
      ink.axis,
    );
    y += 8;
  }
  const small = note === '' ? '' : wrap(plain(note), size.note, WIDTH - 24);
  const noteHigh = note === '' ? 0 : lineCount(small) * size.note * 1.3;
  if (note !== '')
    drawing.words([12, y + noteHigh / 2], small, {
      align: 'left',
      fontSize: size.note,
      colour: ink.soft,
    });
  const described = groups.map(
    ({ name, bars }) =>
      `${name === '' ? '' : `${name}: `}${bars.map((bar) => `${bar.name} ` + `${say(bar.value)}${bar.low !== undefined && bar.high !== undefined ? ` (${say(bar.low)} to ${say(bar.high)})` : ''}${bar.remark ? `, ${bar.remark}` : ''}`).join('; ')}.`,
  );
  return drawing.figure(
    title,
    36 + y + noteHigh + 8,
    sentences(title, unit === '' ? 'Bars.' : `Bars of ${unit}.`, ...described, note),
  );
}
