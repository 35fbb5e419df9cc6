import { z } from 'zod';
import {
  anyNumber,
  checkArguments,
  booleanField,
  heightField,
  labels,
  text,
  titled,
  item,
} from './arguments';
import { describeLine, altText, smallPrint } from './alt';
import { axis, linearRange, logRange } from './axes';
import type { Figure, ScatterTrace } from './figure';
import { frame, type TitledOptions } from './frame';
import { markField, markLines, type Mark } from './marks';
import { methodColour, methodOf } from './palette';
import { extent, indices, round, rounding } from './numbers';
import { checkSeries, looksOf, lines, seriesField, xOf, type Series } from './series';
import { list, plain, say } from './text';

/** A horizontal line: a floor, chance, other people's result. */
export interface Floor {
  readonly y: number;
  readonly label: string;
}
export interface LearningCurveOptions extends TitledOptions {
  /** With units: "update", "training time (s)". */
  readonly xLabel: string;
  readonly yLabel: string;
  readonly logY?: boolean;
  readonly logX?: boolean;
  /** Vertical lines: task boundaries, events. */
  readonly marks?: readonly Mark[];
  /** Horizontal dashed lines: floors, chance, other people's results. */
  readonly floors?: readonly Floor[];
  /** Pixels; default 380. The width is always 640. */
  readonly height?: number;
}

/** The options of a line chart, as its argument is checked. */
export const lineOptions = z.strictObject({
  ...titled,
  ...labels,
  logY: booleanField.optional(),
  logX: booleanField.optional(),
  marks: z.array(markField).optional(),
  floors: z.array(item({ y: anyNumber, label: text })).optional(),
  height: heightField.optional(),
});

/**
 * Lines over steps, with interval bands where a series has them. A line of more than 1,000 points
 * is drawn by its highs and lows. What cannot be drawn (NaN, infinity, 0 and below on a log axis)
 * is a gap, and small print under the figure says so.
 * @throws RangeError when no value can be drawn, x is not finite, or the arrays of a series are not
 * equally long
 * @example
 * learningCurve([{ name: 'replay', y: losses }], {
 *   title: 'Replay learns',
 *   xLabel: 'update',
 *   yLabel: 'loss (mean squared error)',
 * });
 */
export function learningCurve(series: readonly Series[], options: LearningCurveOptions): Figure {
  checkArguments({ series: z.array(seriesField), options: lineOptions }, { series, options });
  const { title, xLabel, yLabel, height, marks = [], floors = [] } = options;
  const { logX = false, logY = false } = options;
  if (series.length === 0) throw new RangeError('learningCurve needs at least one series');
  series.forEach(checkSeries);
  const shown = logX ? series.map(positiveX) : series;
  const ys = floors.map((floor) => floor.y);
  for (const { y, low = [], high = [] } of shown)
    for (const values of [y, low, high]) for (const v of Array.from(values)) ys.push(v);
  const xs = [...series.flatMap(xOf), ...marks.map((mark) => mark.x)];
  const y = withLabels(logY ? logRange(ys) : linearRange(ys), marks);
  const x = logX ? logRange(xs, 0.02) : tight(xs);
  const looks = looksOf(
    series,
    floors.map((floor) => floor.label),
  );
  const notes = [options.note ?? '', ...gaps(series, floors, { logX, logY })];
  const data = shown.flatMap((s, i) =>
    s.y.length === 0 ? [] : lines(s, { log: logY, floor: 10 ** y[0], look: looks[i] }),
  );
  const ends = logX ? x.map((v) => round(10 ** v)) : x;
  const floorLines = floors.map(({ y: value, label }): ScatterTrace => {
    const place = Number.isFinite(value) && (!logY || value > 0) ? round(value) : null;
    return floorLine(plain(label), { x: ends, y: [place, place] });
  });
  const layout = frame({
    title,
    height,
    legend: [...series.map((s) => s.name), ...floors.map((floor) => floor.label)],
    note: smallPrint(...notes),
    axes: {
      xaxis: axis({ title: plain(xLabel), range: x, log: logX, ...(logX ? {} : wholeTicks(xs)) }),
      yaxis: axis({ title: plain(yLabel), range: y, log: logY }),
    },
  });
  const { l, r } = layout.margin;
  const { shapes, annotations } = markLines(marks, logX, x, layout.width - l - r);
  const alt = altText(
    options,
    title,
    `Line chart of ${yLabel}${logWord(logY)} against ${xLabel}${logWord(logX)}.`,
    ...series.map((s) => describeLine(s.name, s.y, xOf(s))),
    ...floors.map((floor) => `Dashed line: ${floor.label} at ${say(floor.y)}.`),
    marks.length > 0 ? `Vertical lines: ${list(marks.map(placed))}.` : '',
    series.some((s) => s.low) ? 'Bands show the interval of each line.' : '',
    ...notes,
  );
  return {
    data: [...data, ...floorLines],
    layout: { ...layout, shapes, annotations: [...(layout.annotations ?? []), ...annotations] },
    alt,
  };
}

const logWord = (log: boolean): string => (log ? ' (log axis)' : '');
const placed = ({ label, x }: Mark): string => `${label} at ${say(x)}`;

/** A dashed line, grey unless its name is a method's. */
export function floorLine(
  name: string,
  trace: Pick<ScatterTrace, 'x' | 'y' | 'xaxis' | 'yaxis'>,
): ScatterTrace {
  const color = methodColour(methodOf(name) ?? 'floor');
  const line = { color, width: 1.5, dash: 'dash' } as const;
  return { type: 'scatter', mode: 'lines', name, ...trace, line };
}

/** Why values are missing on a log axis: said in small print by every chart of lines. */
export const LEFT_OUT = 'Values of 0 or below are left out: the axis is logarithmic.';
export const CUT = 'Intervals that reach 0 are cut at the axis.';

/** Says what is left out of a drawing, so that a gap is not taken for silence of the data. */
function gaps(
  series: readonly Series[],
  floors: readonly Floor[],
  { logX, logY }: { logX: boolean; logY: boolean },
): string[] {
  const ys = [...series.flatMap((s) => Array.from(s.y)), ...floors.map((floor) => floor.y)];
  const notAbove0 = (values: ArrayLike<number> = []): boolean =>
    Array.from(values).some((v) => v <= 0);
  return [
    ys.every(Number.isFinite) ? '' : 'Values that are NaN or infinite are left out.',
    logY && notAbove0(ys) ? LEFT_OUT : '',
    logX && series.some((s) => notAbove0(xOf(s)))
      ? 'Points at x of 0 or below are left out: the axis is logarithmic.'
      : '',
    logY && series.some((s) => notAbove0(s.low)) ? CUT : '',
  ];
}

/** A series without the points that a log x axis cannot hold. */
function positiveX(s: Series): Series {
  const x = xOf(s);
  const keep = x.map((_, i) => i).filter((i) => x[i] > 0);
  const pick = (v?: ArrayLike<number>): number[] | undefined => v && keep.map((i) => v[i]);
  return { ...s, x: pick(x), y: pick(s.y) ?? [], low: pick(s.low), high: pick(s.high) };
}

/** A tick a whole number where x are a few of them (tasks, steps): there is no task 1.5. */
function wholeTicks(xs: readonly number[]): { tickvals?: number[] } {
  const [low, high] = extent(xs) ?? [0, 0];
  if (!xs.every(Number.isInteger) || high - low > 12 || high === low) return {};
  return { tickvals: indices(high - low + 1).map((i) => low + i) };
}

/** A range with room at its upper end for the labels of marks, where there are any. */
function withLabels([low, high]: [number, number], marks: readonly Mark[]): [number, number] {
  return marks.length === 0 ? [low, high] : [low, round(high + 0.04 * (high - low), 12)];
}

/** A range with little room at the ends, as time axes have it. */
function tight(values: readonly number[]): [number, number] {
  const [low, high] = extent(values) ?? [0, 1];
  const reach = Math.max(Math.abs(low), Math.abs(high));
  const pad = high - low > 1e-9 * reach ? (high - low) * 0.02 : Math.max(reach * 0.5, 0.5);
  const short = rounding([low - pad, high + pad]);
  return [short(low - pad), short(high + pad)];
}
