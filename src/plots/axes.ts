import type { Axis } from './figure';
import { extent, round } from './numbers';
import { ink } from './palette';
import { lineCount, textWidth } from './text';
import { ticks } from './ticks';

/** Font sizes in pixels of all figures. */
export const fontSize = { title: 15, axis: 13, tick: 12, legend: 12, note: 11 } as const;
/** Pixels between an axis and its labels, and between its labels and its title. */
export const gap = { tick: 5, label: 3, title: 6 } as const;

/**
 * The range of a linear axis that holds all values that can be drawn, with a little room; it starts
 * at 0 where 0 is near.
 * @throws RangeError when there is no such value
 */
export function linearRange(values: Iterable<number | null>, room = 0.05): [number, number] {
  const ends = extent(values);
  if (!ends) throw new RangeError('nothing to draw: every value is NaN, infinite or missing');
  const [low, high] = ends;
  const largest = Math.max(Math.abs(low), Math.abs(high));
  const span = high - low;
  if (largest < 1e-250) return [-0.05, 1];
  if (span <= 1e-9 * largest)
    return low > 0 ? [0, round(1.5 * high, 12)] : [round(1.5 * low, 12), 0];
  return [
    low >= 0 && low < span ? 0 : round(low - room * span, 12),
    high <= 0 && -high < span ? 0 : round(high + room * span, 12),
  ];
}

/**
 * The range of a log axis in powers of ten; values that are not positive are left out, and the
 * caller must say so.
 * @throws RangeError when no value is positive
 */
export function logRange(values: Iterable<number | null>, room = 0.05): [number, number] {
  const above = Array.from(values, (v) => (v !== null && v > 0 ? v : null));
  const ends = extent(above);
  if (!ends)
    throw new RangeError(
      'nothing to draw on a log axis: no value is above 0; use a linear axis, or values above 0',
    );
  const [a, b] = ends.map(Math.log10);
  const pad = b - a < 0.05 ? 0.25 : room * (b - a);
  return [round(a - pad), round(b + pad)];
}

interface AxisOptions {
  readonly title?: string;
  readonly range: readonly [number, number];
  readonly log?: boolean;
  readonly tickvals?: readonly number[];
  readonly ticktext?: readonly string[];
  readonly domain?: readonly [number, number];
  readonly anchor?: string;
  readonly grid?: boolean;
}

/**
 * An axis in the style of all figures. Decades are written plainly from 0.0001 to 100,000, else as
 * powers of ten.
 */
export function axis(options: AxisOptions): Axis {
  const { title, range, log = false, tickvals, ticktext, domain, anchor, grid = true } = options;
  const ends = log ? range.map((v) => 10 ** v) : range.map(Math.abs);
  const largest = Math.max(...ends);
  const power = log
    ? Math.min(...ends) < 5e-5 || largest > 2e5
    : largest > 0 && (largest < 1e-3 || largest >= 1e7);
  const decades = Math.abs(range[1] - range[0]);
  return {
    ...(title === undefined
      ? {}
      : { title: { text: title, font: { size: fontSize.axis }, standoff: gap.title } }),
    ...(log
      ? { type: 'log', nticks: decades < 1 ? 5 : Math.min(6, Math.floor(decades / 0.31)) }
      : {}),
    range,
    ...(tickvals
      ? { tickmode: 'array', tickvals, ticktext: ticktext ?? tickvals.map(String) }
      : {}),
    ...(domain ? { domain: domain.map((v) => round(v, 4)) as [number, number] } : {}),
    ...(anchor ? { anchor } : {}),
    ...(power ? { exponentformat: 'power' } : { exponentformat: 'none', separatethousands: true }),
    showgrid: grid,
    gridcolor: ink.grid,
    zeroline: false,
    showline: true,
    linecolor: ink.axis,
    ticks: 'outside',
    tickcolor: ink.axis,
    tickfont: { size: fontSize.tick },
  };
}

/** Pixels that the labels and the title of an axis take beside the plot. */
export function axisRoom(a: Axis, side: 'x' | 'y', length: number): number {
  const range = a.range ?? [0, 1];
  const labels = ticks({ ...a, range }, side, length);
  const label =
    side === 'y'
      ? Math.max(0, ...labels.map((t) => textWidth(t.label, fontSize.tick * t.scale)))
      : fontSize.tick * 1.2 * Math.max(1, ...labels.map((t) => lineCount(t.label)));
  const title = a.title ? gap.title + fontSize.axis * 1.2 * lineCount(a.title.text) : 0;
  return Math.ceil(gap.tick + gap.label + label + title + 4);
}
