import { describeLine, sentences } from './alt';
import { axis, linearRange, logRange, size } from './axes';
import type { Annotation, Figure, Shape } from './figure';
import { round } from './figure';
import { frame } from './frame';
import { ink } from './palette';
import type { Series } from './series';
import { checkSeries, coloursOf, lines, xOf } from './series';
import { list, plain, say, textWidth } from './text';

export interface LearningCurveOptions {
  /** What the figure shows, as a finding: "Replay keeps task 1 at 0.002". */
  readonly title: string;
  /** With units: "update", "training time (s)". */
  readonly xLabel: string;
  readonly yLabel: string;
  readonly logY?: boolean;
  readonly logX?: boolean;
  /** Vertical lines: task boundaries, events. */
  readonly marks?: readonly { readonly x: number; readonly label: string }[];
  /** Horizontal dashed lines: floors, chance, other people's results. */
  readonly floors?: readonly { readonly y: number; readonly label: string }[];
  readonly height?: number;
  readonly note?: string;
}

/**
 * Lines over steps, with interval bands where a series has them.
 * On a log axis values of 0 and below cannot be drawn: they are gaps, and a note under the figure counts them.
 * @throws RangeError when no series has a value that can be drawn, or the arrays of one are not equally long.
 */
export function learningCurve(series: readonly Series[], options: LearningCurveOptions): Figure {
  const { title, xLabel, yLabel, logY = false, logX = false, marks = [], floors = [], height } = options;
  if (series.length === 0) throw new RangeError('learningCurve needs at least one series');
  series.forEach(checkSeries);
  const floorSeries: Series[] = floors.map((f) => ({ name: f.label, method: 'floor', dash: 'dash', x: [0, 1], y: [f.y, f.y] }));
  const all = [...series, ...floorSeries];
  const ys = all.flatMap((s) => [...Array.from(s.y), ...Array.from(s.low ?? []).filter((v) => !logY || v > 0), ...Array.from(s.high ?? [])]);
  const xs = [...series.flatMap(xOf), ...marks.map((m) => m.x)];
  const hidden = (logY ? count(all.flatMap((s) => Array.from(s.y))) : 0) + (logX ? count(xs) : 0);
  const y = logY ? logRange(ys) : linearRange(ys), x = logX ? logRange(xs, 0.02) : tight(xs);
  const ends = logX ? x.map((v) => 10 ** v) : x;
  const colours = coloursOf(series);
  const data = [
    ...series.flatMap((s, i) => lines(dropX(s, logX), { log: logY, floor: 10 ** y[0], colour: colours[i] })),
    ...floorSeries.flatMap((s) => lines({ ...s, x: ends }, { log: logY, colour: '#7f7f7f' })).map((t) => ({ ...t, mode: 'lines' as const, marker: undefined })),
  ].map(withoutUndefined);
  const notes = [options.note ?? '', hidden > 0 ? `${hidden} value${hidden > 1 ? 's' : ''} of 0 or below cannot be drawn on a log axis and ${hidden > 1 ? 'are' : 'is'} left out.` : ''].filter((n) => n !== '');
  const layout = frame({
    title, height, legend: all.map((s) => s.name), ...(notes.length ? { note: notes.join(' ') } : {}),
    axes: { xaxis: axis({ title: plain(xLabel), range: x, log: logX }), yaxis: axis({ title: plain(yLabel), range: y, log: logY }) },
  });
  const m = markers(marks, logX, x, layout.width - layout.margin.l - layout.margin.r);
  const band = series.some((s) => s.low) ? 'Bands show the interval of each line.' : '';
  const alt = sentences(title, `Line chart of ${yLabel}${logY ? ' (log axis)' : ''} against ${xLabel}.`, ...series.map((s) => describeLine(s.name, s.y, xOf(s))),
    ...floors.map((f) => `Dashed line ${f.label} at ${say(f.y)}.`), marks.length ? `Vertical lines: ${list(marks.map((k) => `${k.label} at ${say(k.x)}`))}.` : '', band, ...notes);
  return { data, layout: { ...layout, shapes: m.shapes, annotations: [...(layout.annotations ?? []), ...m.annotations] }, alt };
}

const count = (values: readonly number[]): number => values.filter((v) => Number.isFinite(v) && v <= 0).length;
const withoutUndefined = <T extends object>(o: T): T => Object.fromEntries(Object.entries(o).filter(([, v]) => v !== undefined)) as T;

/** A series without the points that a log x axis cannot hold. */
function dropX(s: Series, logX: boolean): Series {
  if (!logX) return s;
  const x = xOf(s), keep = x.map((_, i) => i).filter((i) => x[i] > 0), pick = (v?: ArrayLike<number>): number[] | undefined => v && keep.map((i) => v[i]);
  return { ...s, x: pick(x), y: pick(s.y) ?? [], low: pick(s.low), high: pick(s.high) };
}

/** A range without room at the ends, as time axes have it; one point gets room. */
function tight(values: readonly number[]): [number, number] {
  const finite = values.filter(Number.isFinite);
  if (finite.length === 0) throw new RangeError('no finite x value to draw');
  let low = Infinity, high = -Infinity;
  for (const v of finite) { low = Math.min(low, v); high = Math.max(high, v); }
  const pad = high > low ? (high - low) * 0.02 : Math.max(Math.abs(low) * 0.5, 0.5);
  return [round(low - pad, 8), round(high + pad, 8)];
}

function markers(marks: NonNullable<LearningCurveOptions['marks']>, log: boolean, range: readonly [number, number], width: number): { shapes: Shape[]; annotations: Annotation[] } {
  const at = marks.map((m) => ((log ? Math.log10(m.x) : m.x) - range[0]) / (range[1] - range[0]) * width);
  const upright = marks.some((m, i) => textWidth(m.label, size.note) + 8 > (at[i + 1] ?? width) - at[i]);
  return {
    shapes: marks.map((m) => ({ type: 'line', x0: round(m.x), x1: round(m.x), y0: 0, y1: 1, yref: 'paper', line: { color: ink.mark, width: 1, dash: 'dot' }, layer: 'below' })),
    annotations: marks.map((m) => ({
      text: plain(m.label), x: log ? round(Math.log10(m.x)) : round(m.x), y: 1, yref: 'paper', xanchor: 'left', yanchor: 'top', xshift: 1, showarrow: false,
      ...(upright ? { textangle: -90 } : {}), font: { size: size.note, color: ink.soft },
    })),
  };
}
