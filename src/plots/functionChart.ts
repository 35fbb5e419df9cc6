import { z } from 'zod';
import { checkArguments, number, text } from './arguments';
import { describeLine, sentences } from './alt';
import type { Figure, ScatterTrace } from './figure';
import { type LineChartOptions, namedLineOptions, namedLines } from './lineChart';
import { extent, indices } from './numbers';
import type { Series } from './series';
import { plain, say } from './text';

/** A function of one number. */
type PlainFunction = (x: number) => number;

export interface FunctionChartOptions extends LineChartOptions {
  /** Ends of the x axis. */
  readonly x: readonly [number, number];
  /** Points of each curve, evenly spread; default 81. Many functions under one name have fewer. */
  readonly points?: number;
}

/** Points of one line, above which a chart would thin it out. */
const LONGEST = 1000;

/** A function, or a list of functions. */
const functionsField = z.record(
  text,
  z.custom<PlainFunction | readonly PlainFunction[]>(
    (value) => [value].flat().length > 0 && [value].flat().every((f) => typeof f === 'function'),
    'a function, or a list of functions',
  ),
);
const functionOptions = namedLineOptions.extend({
  x: z.tuple([number, number]),
  points: z.int().min(2).max(1000).optional(),
});

/**
 * Functions as named curves. A list of functions is drawn under one name, in one colour.
 * @throws RangeError when a value is no function, or no value can be drawn
 * @example
 * functionChart({ 'ten tasks': tasks.map(({ at }) => at), mean: (x) => -1.6 * Math.cos(x) }, {
 *   title: 'One curve cannot be right for all', xLabel: 'x', yLabel: 'y', x: [-5, 5],
 * });
 */
export function functionChart(
  functions: Readonly<Record<string, PlainFunction | readonly PlainFunction[]>>,
  options: FunctionChartOptions,
): Figure {
  checkArguments({ functions: functionsField, options: functionOptions }, { functions, options });
  const { x: ends, points: wanted = 81, ...chart } = options;
  const most = Math.max(1, ...Object.values(functions).map((given) => [given].flat().length));
  const points = Math.max(2, Math.min(wanted, Math.floor(LONGEST / most)));
  const across = indices(points).map((i) => ends[0] + ((ends[1] - ends[0]) * i) / (points - 1));
  const bundles = Object.entries(functions).map(([name, given]): Bundle => {
    const curves = typeof given === 'function' ? [given] : given;
    return { name, curves: curves.map((curve) => across.map(curve)) };
  });
  const series = bundles.map(({ name, curves }): Series => {
    const method = options.methods?.[name];
    const joined = { name, x: curves.flatMap(() => across), y: curves.flat() };
    return method === undefined ? joined : { ...joined, method };
  });
  const figure = namedLines(series, chart);
  const several = new Set(
    bundles.filter(({ curves }) => curves.length > 1).map(({ name }) => plain(name)),
  );
  const data = figure.data.map((trace) =>
    trace.type === 'scatter' && several.has(trace.name ?? '') ? apart(trace, points) : trace,
  );
  return { ...figure, data, alt: inWords(bundles, across, options) };
}

/** Curves under one name: the values of each. */
interface Bundle {
  readonly name: string;
  readonly curves: readonly (readonly number[])[];
}

/** Curves that were joined to one line, with a gap between one and the next. */
function apart(trace: ScatterTrace, points: number): ScatterTrace {
  const starts = indices(Math.ceil(trace.x.length / points)).map((i) => i * points);
  const withGaps = (values: ScatterTrace['x']): (number | null)[] =>
    starts.flatMap((start) => [...(values.slice(start, start + points) as number[]), null]);
  return { ...trace, x: withGaps(trace.x), y: withGaps(trace.y) };
}

function inWords(
  bundles: readonly Bundle[],
  across: readonly number[],
  { title, xLabel, yLabel, floors = {}, note = '' }: FunctionChartOptions,
): string {
  const lines = bundles.map(({ name, curves }) =>
    curves.length === 1 ? describeLine(name, curves[0], across) : reach(name, curves),
  );
  const dashed = Object.entries(floors).map(([label, y]) => `Dashed line: ${label} at ${say(y)}.`);
  return sentences(title, `Curves of ${yLabel} against ${xLabel}.`, ...lines, ...dashed, note);
}

function reach(name: string, curves: Bundle['curves']): string {
  const ends = extent(curves.flat()) ?? [NaN, NaN];
  return `${name}: ${curves.length} curves between ${say(ends[0])} and ${say(ends[1])}.`;
}
