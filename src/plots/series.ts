import { z } from 'zod';
import { colour, numbers, text, item } from './arguments';
import type { Dash, ScatterTrace } from './figure';
import { drawable, indices, rounding } from './numbers';
import { seriesColours, tinted, variantsOf, withOpacity } from './palette';
import { plain } from './text';
import { envelope, extremes } from './thin';

/**
 * One line of a chart. `low` and `high` bound its interval band; `method` gives the colour where
 * the name is not a method's.
 */
export interface Series {
  readonly name: string;
  /** NaN and infinite values are gaps. */
  readonly y: ArrayLike<number>;
  /** Default 1, 2, 3... */
  readonly x?: ArrayLike<number>;
  readonly low?: ArrayLike<number>;
  readonly high?: ArrayLike<number>;
  readonly method?: string;
  /** A colour of its own, `#rrggbb`, where the palette's would not do. */
  readonly colour?: string;
  readonly dash?: Dash;
}

/** A series among the arguments of a figure. */
export const seriesField = item({
  name: text,
  y: numbers,
  x: numbers.optional(),
  low: numbers.optional(),
  high: numbers.optional(),
  method: text.optional(),
  colour: colour.optional(),
  dash: z.enum(['solid', 'dash', 'dot', 'dashdot']).optional(),
});

/** What tells a series from the others of a figure. */
export interface Look {
  readonly colour: string;
  readonly dash?: Dash;
  readonly symbol: 'circle' | 'square' | 'diamond';
  /** The colour of its bars: paler for a variant. */
  readonly fill: string;
}

interface Looking {
  readonly name: string;
  readonly method?: string;
  readonly colour?: string;
  readonly dash?: Dash;
}

const VARIANT_DASHES = [undefined, 'dash', 'dot', 'dashdot'] as const;
const VARIANT_SYMBOLS = ['circle', 'square', 'diamond'] as const;
const VARIANT_TINTS = [0, 0.5, 0.75] as const;

/**
 * How these series are drawn: the colour by method, by name, else a free one; variants of one
 * method differ by dash, marker, or paleness of their bars.
 * @param others names of floors and the like, which stand in the figure too
 */
export function looksOf(series: readonly Looking[], others: readonly string[] = []): Look[] {
  const names = series.map((s) => s.method ?? s.name);
  const colours = seriesColours(names, others);
  return variantsOf(names).map((variant, i) => {
    const { colour = colours[i], dash = VARIANT_DASHES[variant % VARIANT_DASHES.length] } =
      series[i];
    return {
      colour,
      ...(dash ? { dash } : {}),
      symbol: VARIANT_SYMBOLS[variant % VARIANT_SYMBOLS.length],
      fill: tinted(colour, VARIANT_TINTS[variant % VARIANT_TINTS.length]),
    };
  });
}

/** @throws RangeError when the arrays of a series do not go together, saying which and how */
export function checkSeries(s: Series): void {
  const where = `series "${s.name}"`;
  const count = s.y.length;
  if (count === 0) throw new RangeError(`${where} is empty: y has no value`);
  for (const part of ['x', 'low', 'high'] as const) {
    const length = s[part]?.length ?? count;
    if (length === count) continue;
    const got = `${part} has ${length} values, y has ${count}`;
    throw new RangeError(`${where}: ${got}; they must be equally many`);
  }
  if ((s.low === undefined) !== (s.high === undefined))
    throw new RangeError(`${where}: low and high must come together`);
  const wrong = xOf(s).findIndex((v) => !drawable(v));
  if (wrong >= 0)
    throw new RangeError(`${where}: x[${wrong}] is ${s.x?.[wrong]}; x must be finite numbers`);
}

/** Where the points of a series stand along x. */
export const xOf = (s: Series): number[] =>
  s.x === undefined ? Array.from(s.y, (_, i) => i + 1) : Array.from(s.x);

/**
 * Values as Plotly takes them: rounded, and `null`, a gap, where there is nothing that can be
 * drawn.
 */
export function clean(values: ArrayLike<number | null>, log = false): (number | null)[] {
  const all = Array.from(values);
  const short = rounding(all);
  return all.map((v) => (drawable(v) && (!log || v > 0) ? short(v) : null));
}

interface LineOptions {
  readonly look: Look;
  readonly log?: boolean;
  /** Where a band that reaches 0 on a log axis is cut. */
  readonly floor?: number;
  readonly axes?: { readonly xaxis: string; readonly yaxis: string };
  readonly legend?: boolean;
}

/** Longer lines are drawn by their extremes, two points for each pixel or so. */
const LONG = 1000;
const BUCKETS = 400;

/** The line of a series, and before it its interval band if it has one. */
export function lines(s: Series, options: LineOptions): ScatterTrace[] {
  const { log = false, axes = {}, legend = true } = options;
  const { colour, dash, symbol } = options.look;
  const x = xOf(s);
  const y = clean(s.y, log);
  const name = plain(s.name);
  const few = y.length <= 12;
  const shortX = rounding(x);
  const numbers = y.map((v) => v ?? NaN);
  const kept = y.length > LONG ? extremes(numbers, BUCKETS) : indices(y.length);
  return [
    ...band(s, x, options),
    {
      type: 'scatter',
      mode: few ? 'lines+markers' : 'lines',
      name,
      ...axes,
      x: kept.map((i) => shortX(x[i])),
      y: kept.map((i) => y[i]),
      line: { color: colour, width: 2, ...(dash ? { dash } : {}) },
      ...(few ? { marker: markerOf(colour, symbol) } : {}),
      legendgroup: name,
      ...(legend ? {} : { showlegend: false }),
    },
  ];
}

/** A small marker; a circle need not be named. */
const markerOf = (color: string, symbol: Look['symbol']): ScatterTrace['marker'] =>
  symbol === 'circle' ? { size: 6, color } : { size: 7, color, symbol };

/** One polygon for each stretch of the band without a gap. */
function band(
  s: Series,
  x: readonly number[],
  { log = false, floor = 0, axes, look }: LineOptions,
): ScatterTrace[] {
  const { low, high } = s;
  if (!low || !high) return [];
  const whole = (i: number): boolean =>
    drawable(low[i]) && drawable(high[i]) && (!log || high[i] > 0);
  const stretches: number[][] = [[]];
  x.forEach((_, i) => {
    if (whole(i)) stretches[stretches.length - 1].push(i);
    else stretches.push([]);
  });
  const name = plain(s.name);
  const bands: ScatterTrace[] = [];
  for (const at of stretches) {
    if (at.length < 2) continue;
    const pick = (values: ArrayLike<number>): number[] => at.map((i) => values[i]);
    let edge = { x: pick(x), low: pick(low), high: pick(high) };
    if (at.length > LONG) edge = envelope(edge.x, edge.low, edge.high, BUCKETS);
    if (log) edge.low = edge.low.map((v) => Math.max(v, floor));
    bands.push({
      type: 'scatter',
      mode: 'none',
      name,
      ...axes,
      x: [...edge.x, ...edge.x.toReversed()].map(rounding(edge.x)),
      y: [...edge.high, ...edge.low.toReversed()].map(rounding([...edge.low, ...edge.high])),
      fill: 'toself',
      fillcolor: withOpacity(look.colour, 0.18),
      hoverinfo: 'skip',
      showlegend: false,
      legendgroup: name,
    });
  }
  return bands;
}
