import type { Axis } from './figure';
import { round } from './figure';
import { ink } from './palette';
import { lineCount, textWidth } from './text';
import { ticks } from './ticks';

/** Font sizes in pixels of all figures. */
export const size = { title: 15, axis: 13, tick: 12, legend: 12, note: 11 } as const;
/** Pixels between an axis and its labels, and between its labels and its title. */
export const gap = { tick: 5, label: 3, title: 6 } as const;

/** The range of a linear axis that holds all finite values with a little room; it starts at 0 where 0 is near. */
export function linearRange(values: Iterable<number | null>, room = 0.05): [number, number] {
  let low = Infinity, high = -Infinity;
  for (const v of values) if (v !== null && Number.isFinite(v)) { if (v < low) low = v; if (v > high) high = v; }
  if (low > high) throw new RangeError('no finite value to draw: every value is NaN, infinite or missing');
  if (low === high) { const pad = Math.max(Math.abs(low) * 0.5, 1e-300); return low === 0 ? [-0.05, 1] : low > 0 ? [0, round(low + pad, 12)] : [round(low - pad, 12), 0]; }
  const span = high - low;
  if (!Number.isFinite(span)) throw new RangeError(`values from ${low} to ${high} are too far apart for one axis; draw their logarithm`);
  if (low >= 0 && low < span) return [0, round(high + room * span, 12)];
  return [round(low - room * span, 12), round(high + room * span, 12)];
}

/** The range of a log axis in powers of ten; values that are not positive are left out and must be announced by the caller. */
export function logRange(values: Iterable<number | null>, room = 0.05): [number, number] {
  let low = Infinity, high = -Infinity;
  for (const v of values) if (v !== null && v > 0 && v < Infinity) { if (v < low) low = v; if (v > high) high = v; }
  if (low > high) throw new RangeError('no positive value to draw on a log axis: use a linear axis (logY: false), or values above 0');
  const a = Math.log10(low), b = Math.log10(high), pad = b - a < 0.05 ? 0.25 : room * (b - a);
  return [round(a - pad, 6), round(b + pad, 6)];
}

export interface AxisOptions {
  readonly title?: string;
  readonly range: readonly [number, number];
  readonly log?: boolean;
  readonly tickvals?: readonly number[];
  readonly ticktext?: readonly string[];
  readonly domain?: readonly [number, number];
  readonly anchor?: string;
  readonly grid?: boolean;
}

/** An axis in the style of all figures. Decades are written plainly from 0.0001 to 100,000, else as powers of ten. */
export function axis(options: AxisOptions): Axis {
  const { title, range, log = false, tickvals, ticktext, domain, anchor, grid = true } = options;
  const ends = log ? range.map((v) => 10 ** v) : range.map(Math.abs);
  const largest = Math.max(...ends), power = log ? Math.min(...ends) < 5e-5 || largest > 2e5 : largest > 0 && (largest < 1e-3 || largest >= 1e7);
  const decades = Math.abs(range[1] - range[0]);
  return {
    ...(title === undefined ? {} : { title: { text: title, font: { size: size.axis }, standoff: gap.title } }),
    ...(log ? { type: 'log', nticks: Math.max(2, Math.min(6, Math.floor(decades / 0.31))) } : {}),
    range,
    ...(tickvals ? { tickmode: 'array', tickvals, ticktext: ticktext ?? tickvals.map(String) } : {}),
    ...(domain ? { domain: domain.map((v) => round(v, 4)) as [number, number] } : {}),
    ...(anchor ? { anchor } : {}),
    ...(power ? { exponentformat: 'power' } : { exponentformat: 'none', separatethousands: true }),
    showgrid: grid, gridcolor: ink.grid, zeroline: false, showline: true, linecolor: ink.axis, ticks: 'outside', tickcolor: ink.axis,
    tickfont: { size: size.tick },
  };
}

/** Pixels that the labels and the title of an axis take beside the plot. */
export function axisRoom(a: Axis, side: 'x' | 'y', length: number): number {
  const range = a.range ?? [0, 1];
  const labels = ticks({ ...a, range }, side, length);
  const label = side === 'y' ? Math.max(0, ...labels.map((t) => textWidth(t.label, size.tick * t.scale))) : size.tick * 1.2 * Math.max(1, ...labels.map((t) => lineCount(t.label)));
  const title = a.title ? gap.title + size.axis * 1.2 * lineCount(a.title.text) : 0;
  return Math.ceil(gap.tick + gap.label + label + title + 4);
}
