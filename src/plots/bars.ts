import { z } from 'zod';
import {
  checkArguments,
  booleanField,
  heightField,
  labels,
  names,
  number,
  numbers,
  text,
  titled,
  item,
} from './arguments';
import { altText, smallPrint } from './alt';
import { axis, fontSize, linearRange, logRange } from './axes';
import { wordsAt } from './annotations';
import type { Annotation, BarTrace, Figure, ScatterTrace, Shape } from './figure';
import { frame, WIDTH, type TitledOptions } from './frame';
import { labelsAcross } from './labels';
import { indices, round } from './numbers';
import { ink } from './palette';
import { clean, looksOf, type Look } from './series';
import { list, plain, say } from './text';

/** Bars of one colour, one a category. */
export interface BarSeries {
  readonly name: string;
  readonly values: readonly number[];
  /** Half widths of the intervals. */
  readonly errors?: readonly number[];
  readonly method?: string;
}
export interface BarChartOptions extends TitledOptions {
  readonly categories: readonly string[];
  readonly series: readonly BarSeries[];
  readonly xLabel: string;
  readonly yLabel: string;
  readonly logY?: boolean;
  /** Value that the axis reaches at least: for figures that are compared, or moved by hand. */
  readonly yMax?: number;
  /** Writes the value above each bar; default where at most 12 bars without error bars. */
  readonly write?: boolean;
  readonly height?: number;
}

/** The options of a bar chart, as its argument is checked. */
export const barOptions = z.strictObject({
  ...titled,
  ...labels,
  categories: names,
  series: z.array(
    item({
      name: text,
      values: numbers,
      errors: numbers.optional(),
      method: text.optional(),
    }),
  ),
  logY: booleanField.optional(),
  yMax: number.optional(),
  write: booleanField.optional(),
  height: heightField.optional(),
});

/**
 * Bars side by side in each category, from 0 up. A log axis has no 0 for bars to stand on: there
 * each value is a point, at its height.
 * @throws RangeError when a series does not have one value a category, or no value can be drawn
 */
export function barChart(options: BarChartOptions): Figure {
  checkArguments({ options: barOptions }, { options });
  check(options);
  const { categories, series, title, xLabel, yLabel, logY = false, height } = options;
  const few = categories.length * series.length <= 12 && !series.some((s) => s.errors);
  const { write = few } = options;
  const y = rangeOf(options);
  const hidden = logY ? series.flatMap((s) => s.values).filter((v) => v <= 0).length : 0;
  const note = smallPrint(
    options.note ?? '',
    hidden > 0 ? `${hidden} values of 0 or below cannot be drawn on a log axis.` : '',
  );
  const looks = looksOf(series);
  const places = indices(categories.length);
  const draw = logY ? dots : bars;
  const data = series.map((s, k) =>
    draw(s, { look: looks[k], write, shift: k - (series.length - 1) / 2, of: series.length }),
  );
  const room = (WIDTH - 90) / categories.length;
  const xaxis = axis({
    title: plain(xLabel),
    range: [-0.5, categories.length - 0.5],
    tickvals: places,
    ticktext: labelsAcross(categories, room),
    grid: false,
  });
  const layout = frame({
    title,
    height,
    legend: series.map((s) => s.name),
    axes: { xaxis, yaxis: axis({ title: plain(yLabel), range: y, log: logY }) },
    note,
    annotations: logY && write ? data.flatMap((t) => numbersOver(t)) : [],
  });
  const alt = altText(
    options,
    title,
    `${logY ? 'Points' : 'Bar chart'} of ${yLabel}${logY ? ' (log axis)' : ''} by ${xLabel}.`,
    ...series.map((s) => `${s.name}: ${list(described(s, categories))}.`),
    note,
  );
  const shapes = y[0] < 0 && !logY ? { shapes: [zeroLine] } : {};
  const grouped = logY ? {} : { barmode: 'group', bargap: BAR_GAP };
  return { data, layout: { ...layout, ...grouped, ...shapes }, alt };
}

/** Share of a category that stays free between its bars and those of the next. */
const BAR_GAP = 0.3;

/**
 * How a series is drawn: `shift` is its place among the `of` series of a category, 0 the middle.
 */
interface SeriesPlace {
  readonly look: Look;
  readonly write: boolean;
  readonly shift: number;
  readonly of: number;
}

function bars(s: BarSeries, { look, write }: SeriesPlace): BarTrace {
  return {
    type: 'bar',
    name: plain(s.name),
    x: indices(s.values.length),
    y: clean(s.values),
    marker: { color: look.fill },
    ...whiskers(s),
    ...(write
      ? {
          text: s.values.map((v) => say(v)),
          textposition: 'outside',
          textfont: { size: fontSize.note },
        }
      : {}),
    hovertemplate: `%{y}<extra>${plain(s.name)}</extra>`,
  };
}

/** Points where the middles of the bars would be. */
function dots(s: BarSeries, { look, shift, of }: SeriesPlace): ScatterTrace {
  const step = (1 - BAR_GAP) / of;
  return {
    type: 'scatter',
    mode: 'markers',
    name: plain(s.name),
    x: s.values.map((_, i) => round(i + shift * step)),
    y: clean(s.values, true),
    marker: { size: 11, color: look.colour, symbol: look.symbol },
    ...whiskers(s),
    hovertemplate: `%{y}<extra>${plain(s.name)}</extra>`,
  };
}

const whiskers = ({ errors }: BarSeries): Pick<BarTrace, 'error_y'> =>
  errors ? { error_y: { type: 'data', array: clean(errors), ...WHISKER } } : {};

/** The value over each point of a log axis. */
function numbersOver({ x, y }: BarTrace | ScatterTrace): Annotation[] {
  return y.flatMap((value, i) => {
    if (value === null) return [];
    const place = { x: x[i] as number, y: Math.log10(value), xref: 'x', yref: 'y' } as const;
    const above = { ...place, yanchor: 'bottom', yshift: 7 } as const;
    return [wordsAt(say(value), above, { size: fontSize.note })];
  });
}

const WHISKER = { color: '#444444', thickness: 1.5, width: 4 };

/** The range of the axis that the bars stand on, with their whiskers. */
function rangeOf({ series, yMax, logY = false }: BarChartOptions): [number, number] {
  const reach = yMax === undefined ? [] : [yMax];
  for (const { values, errors } of series)
    values.forEach((v, i) => {
      const half = errors?.[i] ?? 0;
      reach.push(v + half, v - half, ...(logY ? [v] : [0]));
    });
  if (!logY) return linearRange(reach, 0.1);
  return logRange(reach, 0.12);
}

/** Each value with its category. */
function described({ values, errors }: BarSeries, categories: readonly string[]): string[] {
  const interval = (i: number): string => (errors ? ` ± ${say(errors[i], 2)}` : '');
  return categories.map((category, i) => `${category} ${say(values[i])}${interval(i)}`);
}

const zeroLine: Shape = {
  type: 'line',
  xref: 'paper',
  x0: 0,
  x1: 1,
  y0: 0,
  y1: 0,
  line: { color: ink.axis, width: 1 },
};

function check({ title, categories, series }: BarChartOptions): void {
  const count = categories.length;
  if (count === 0 || series.length === 0)
    throw new RangeError(
      `bar chart "${title}" needs categories and series; got ${count} and ${series.length}`,
    );
  for (const s of series)
    for (const part of ['values', 'errors'] as const) {
      const length = s[part]?.length ?? count;
      if (length === count) continue;
      const got = `${part} has ${length} numbers for ${count} categories`;
      throw new RangeError(`bar series "${s.name}": ${got}`);
    }
}
