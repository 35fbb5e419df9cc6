import type { Axis } from './figure';
import { extent, round } from './numbers';
import { ink } from './palette';
import { lineCount, textWidth } from './text';
import { logTicks, ticks } from './ticks';

/** Font sizes in pixels of all figures. */
export const fontSize = { title: 16, axis: 14, tick: 13, legend: 13, note: 12 } as const;
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
  /** Labels that a log axis has room for; default 7. */
  readonly most?: number;
}

/**
 * An axis in the style of all figures. A log axis writes each of its labels whole (0.5, 20, 50),
 * from 0.0001 to 100,000 plainly, else as powers of ten.
 */
export function axis(options: AxisOptions): Axis {
  const { title, range, log = false, domain, anchor, grid = true } = options;
  const largest = Math.max(...range.map(Math.abs));
  const power = !log && largest > 0 && (largest < 1e-3 || largest >= 1e7);
  return {
    ...(title === undefined
      ? {}
      : { title: { text: title, font: { size: fontSize.axis }, standoff: gap.title } }),
    ...(log ? { type: 'log' } : {}),
    range,
    ...labelled(options),
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

/** The labels of an axis where they are not left to Plotly. */
function labelled({ range, log, tickvals, ticktext, most = 7 }: AxisOptions): Partial<Axis> {
  if (tickvals) {
    const texts = ticktext ?? tickvals.map(String);
    return { tickmode: 'array', tickvals, ticktext: texts, tickangle: 0 };
  }
  if (!log) return {};
  const marks = logTicks(Math.min(...range), Math.max(...range), most);
  return {
    tickmode: 'array',
    tickangle: 0,
    tickvals: marks.map(({ at }) => round(10 ** at, 12)),
    ticktext: marks.map(({ label }) => label),
  };
}

/** Pixels that the labels and the title of an axis take beside the plot. */
export function axisRoom(a: Axis, side: 'x' | 'y', length: number): number {
  const range = a.range ?? [0, 1];
  const labels = ticks({ ...a, range }, side, length);
  const label =
    side === 'y'
      ? Math.max(0, ...labels.map((t) => textWidth(t.label, fontSize.tick)))
      : fontSize.tick * 1.2 * Math.max(1, ...labels.map((t) => lineCount(t.label)));
  const title = a.title ? gap.title + fontSize.axis * 1.2 * lineCount(a.title.text) : 0;
  return Math.ceil(gap.tick + gap.label + label + title + 4);
}
