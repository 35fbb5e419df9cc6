import { list, plain, say, wrap } from './text';
import { sentences } from './alt';
import { axis, linearRange, logRange, size } from './axes';
import type { BarTrace, Figure, Shape } from './figure';
import { round } from './numbers';
import { frame, WIDTH } from './frame';
import { ink } from './palette';
import { clean, coloursOf } from './series';

export interface BarSeries {
  readonly name: string;
  readonly values: readonly number[];
  /** Half widths of the intervals. */ readonly errors?: readonly number[];
  readonly method?: string;
}
export interface BarChartOptions {
  readonly categories: readonly string[];
  readonly series: readonly BarSeries[];
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly logY?: boolean;
  /** Value that the axis reaches at least: for figures that are compared, or moved by hand. */
  readonly yMax?: number;
  /** Writes the value above each bar; default where at most 12 bars without error bars. */
  readonly write?: boolean;
  readonly note?: string;
  readonly height?: number;
}

/**
 * Bars side by side in each category, from 0 up; on a log axis from the lowest decade up.
 * @throws RangeError when a series does not have one value a category, or no value can be drawn
 */
export function barChart(options: BarChartOptions): Figure {
  const { categories, series, title, xLabel, yLabel, logY = false, height } = options;
  check(options);
  const reach = series.flatMap((s) =>
    s.values.flatMap((v, i) => [
      v + (s.errors?.[i] ?? 0),
      ...(logY ? [v] : [v - (s.errors?.[i] ?? 0), 0]),
    ]),
  );
  if (options.yMax !== undefined) reach.push(options.yMax);
  const logs = logY ? logRange(reach) : [0, 0];
  const y: [number, number] = logY
    ? [Math.floor(logs[0]), round(logs[1] + 0.05 * (logs[1] - logs[0]), 4)]
    : linearRange(reach, 0.1);
  const hidden = logY ? series.flatMap((s) => s.values).filter((v) => v <= 0).length : 0;
  const note = [
    options.note ?? '',
    hidden > 0 ? `${hidden} values of 0 or below cannot be drawn on a log axis.` : '',
  ]
    .filter((s) => s !== '')
    .join(' ');
  const colours = coloursOf(series);
  const write =
    options.write ?? (categories.length * series.length <= 12 && !series.some((s) => s.errors));
  const data = series.map((s, k): BarTrace => ({
    type: 'bar',
    name: plain(s.name),
    x: categories.map((_, i) => i),
    y: clean(s.values, logY),
    marker: { color: colours[k] },
    ...(s.errors
      ? {
          error_y: {
            type: 'data',
            array: clean(s.errors),
            color: '#444444',
            thickness: 1.5,
            width: 4,
          },
        }
      : {}),
    ...(write
      ? { text: s.values.map((v) => say(v)), textposition: 'outside', textfont: { size: 11 } }
      : {}),
    hovertemplate: `%{y}<extra>${plain(s.name)}</extra>`,
  }));
  const room = (WIDTH - 90) / categories.length - 6;
  const names = categories.map((c) => wrap(plain(c), size.tick, room));
  const x = axis({
    title: plain(xLabel),
    range: [-0.5, categories.length - 0.5],
    tickvals: categories.map((_, i) => i),
    ticktext: names,
    grid: false,
  });
  const layout = frame({
    title,
    height,
    legend: series.map((s) => s.name),
    axes: { xaxis: x, yaxis: axis({ title: plain(yLabel), range: y, log: logY }) },
    ...(note === '' ? {} : { note }),
  });
  const alt = sentences(
    title,
    `Bar chart of ${yLabel}${logY ? ' (log axis)' : ''} by ${xLabel}.`,
    ...series.map(
      (s) =>
        `${s.name}: ` +
        `${list(categories.map((c, i) => `${c} ${say(s.values[i])}${s.errors ? ` ± ${say(s.errors[i], 2)}` : ''}`))}.`,
    ),
    note,
  );
  return {
    data,
    layout: {
      ...layout,
      barmode: 'group',
      bargap: 0.3,
      ...(y[0] < 0 && !logY ? { shapes: [zeroLine] } : {}),
    },
    alt,
  };
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

function check(o: BarChartOptions): void {
  if (o.categories.length === 0 || o.series.length === 0)
    throw new RangeError(
      `bar chart "${o.title}" needs categories and series; got ${o.categories.length} and ` +
        `${o.series.length}`,
    );
  for (const s of o.series)
    for (const [what, values] of [
      ['values', s.values],
      ['errors', s.errors],
    ] as const) {
      if (values && values.length !== o.categories.length)
        throw new RangeError(
          `bar series "${s.name}": ${what} has ${values.length} numbers for ` +
            `${o.categories.length} categories`,
        );
    }
}
