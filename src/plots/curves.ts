import { describeLine, sentences } from './alt';
import { axis, linearRange, logRange } from './axes';
import type { Figure } from './figure';
import { frame } from './frame';
import { markLines, type Mark } from './marks';
import { methodColour } from './palette';
import { round, rounding } from './numbers';
import type { Series } from './series';
import { checkSeries, coloursOf, lines, xOf } from './series';
import { list, plain, say } from './text';

export interface LearningCurveOptions {
  /** What the figure shows, as a finding: "Replay keeps task 1 at 0.002". */
  readonly title: string;
  /** With units: "update", "training time (s)". */
  readonly xLabel: string;
  readonly yLabel: string;
  readonly logY?: boolean;
  readonly logX?: boolean;
  /** Vertical lines: task boundaries, events. */
  readonly marks?: readonly Mark[];
  /** Horizontal dashed lines: floors, chance, other people's results. */
  readonly floors?: readonly { readonly y: number; readonly label: string }[];
  /** Small print under the figure: what a band means, how many seeds. */
  readonly note?: string;
  /** Pixels; default 380. The width is always 640. */
  readonly height?: number;
}

/**
 * Lines over steps, with interval bands where a series has them. A line of more than 1,000 points
 * is drawn by its highs and lows. What cannot be drawn (NaN, infinity, 0 and below on a log axis)
 * is a gap, and small print under the figure says so.
 * @throws RangeError when no value can be drawn, x is not finite, or the arrays of a series are not
 * equally long
 * @example
 * learningCurve([{ name: 'replay', y: losses }], { title: 'Replay learns', xLabel: 'update', yLabel: 'loss (mean squared error)' })
 */
export function learningCurve(series: readonly Series[], options: LearningCurveOptions): Figure {
  const {
    title,
    xLabel,
    yLabel,
    logY = false,
    logX = false,
    marks = [],
    floors = [],
    height,
  } = options;
  if (series.length === 0) throw new RangeError('learningCurve needs at least one series');
  series.forEach(checkSeries);
  const shown = logX ? series.map(positiveX) : series;
  const ys = shown
    .flatMap((s) => [s.y, s.low ?? [], s.high ?? []].flatMap((v) => Array.from(v)))
    .concat(floors.map((f) => f.y));
  const xs = [...series.flatMap(xOf), ...marks.map((m) => m.x)];
  const y = logY ? logRange(ys) : linearRange(ys);
  const x = logX ? logRange(xs, 0.02) : tight(xs);
  const colours = coloursOf(series);
  const grey = methodColour('floor');
  const notes = [options.note ?? '', ...gaps(series, floors, { logX, logY })].filter(
    (n) => n !== '',
  );
  const data = shown.flatMap((s, i) =>
    s.y.length === 0 ? [] : lines(s, { log: logY, floor: 10 ** y[0], colour: colours[i] }),
  );
  const ends = logX ? x.map((v) => round(10 ** v)) : x;
  const floorLines = floors.map(
    (f) =>
      ({
        type: 'scatter',
        mode: 'lines',
        name: plain(f.label),
        x: ends,
        y: [f.y, f.y].map((v) => (Number.isFinite(v) && (!logY || v > 0) ? round(v) : null)),
        line: { color: grey, width: 1.5, dash: 'dash' },
      }) as const,
  );
  const layout = frame({
    title,
    height,
    legend: [...series, ...floors.map((f) => ({ name: f.label }))].map((s) => s.name),
    ...(notes.length > 0 ? { note: notes.join(' ') } : {}),
    axes: {
      xaxis: axis({ title: plain(xLabel), range: x, log: logX }),
      yaxis: axis({ title: plain(yLabel), range: y, log: logY }),
    },
  });
  const m = markLines(marks, logX, x, layout.width - layout.margin.l - layout.margin.r);
  const alt = sentences(
    title,
    `Line chart of ${yLabel}${logY ? ' (log axis)' : ''} against ` +
      `${xLabel}${logX ? ' (log axis)' : ''}.`,
    ...series.map((s) => describeLine(s.name, s.y, xOf(s))),
    ...floors.map((f) => `Dashed line: ${f.label} at ${say(f.y)}.`),
    marks.length > 0
      ? `Vertical lines: ${list(marks.map((k) => `${k.label} at ${say(k.x)}`))}.`
      : '',
    series.some((s) => s.low) ? 'Bands show the interval of each line.' : '',
    ...notes,
  );
  return {
    data: [...data, ...floorLines],
    layout: {
      ...layout,
      shapes: m.shapes,
      annotations: [...(layout.annotations ?? []), ...m.annotations],
    },
    alt,
  };
}

/** Says what is left out of a drawing, so that a gap is not taken for silence of the data. */
function gaps(
  series: readonly Series[],
  floors: readonly { readonly y: number }[],
  log: { logX: boolean; logY: boolean },
): string[] {
  const ys = [...series.flatMap((s) => Array.from(s.y)), ...floors.map((f) => f.y)];
  return [
    ys.some((v) => !Number.isFinite(v)) ? 'Values that are NaN or infinite are left out.' : '',
    log.logY && ys.some((v) => v <= 0)
      ? 'Values of 0 or below are left out: the axis is logarithmic.'
      : '',
    log.logX && series.some((s) => xOf(s).some((v) => v <= 0))
      ? 'Points at x of 0 or below are left out: the axis is logarithmic.'
      : '',
    log.logY && series.some((s) => s.low && Array.from(s.low).some((v) => v <= 0))
      ? 'Intervals that reach 0 are cut at the axis.'
      : '',
  ];
}

/** A series without the points that a log x axis cannot hold. */
function positiveX(s: Series): Series {
  const x = xOf(s);
  const keep = x.map((_, i) => i).filter((i) => x[i] > 0);
  const pick = (v?: ArrayLike<number>): number[] | undefined => v && keep.map((i) => v[i]);
  return { ...s, x: pick(x), y: pick(s.y) ?? [], low: pick(s.low), high: pick(s.high) };
}

/** A range with little room at the ends, as time axes have it. */
function tight(values: readonly number[]): [number, number] {
  let low = Infinity;
  let high = -Infinity;
  for (const v of values) {
    low = Math.min(low, v);
    high = Math.max(high, v);
  }
  const reach = Math.max(Math.abs(low), Math.abs(high));
  const pad = high - low > 1e-9 * reach ? (high - low) * 0.02 : Math.max(reach * 0.5, 0.5);
  if (!Number.isFinite(high - low))
    throw new RangeError(`x from ${low} to ${high} is too wide for one axis`);
  const short = rounding([low - pad, high + pad]);
  return [short(low - pad), short(high + pad)];
}
