import { z } from 'zod';
import { checkArguments, number, text } from './arguments';
import { describeMatrix, altText } from './alt';
import {
  arrowChart,
  type ArrowChartOptions,
  type ArrowGroup,
  arrowOptions,
  groupsField,
} from './arrows';
import { functionField } from '../core/validation';
import { fontSize } from './axes';
import { contour, contourLevels } from './contours';
import type { Annotation, Axis, Figure, ScatterTrace } from './figure';
import { indices } from './numbers';
import { ink, sequential } from './palette';
import { list, plain, say } from './text';
import { colourAt } from './svg/heat';

export interface SurfaceOptions extends ArrowChartOptions {
  /** What the height of the surface is, with its unit: "loss L (MSE)". */
  readonly unit: string;
  /** Ends of the axes, at least; the surface is drawn over all of the plot. */
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
  /**
   * Heights to draw a line at; default nine that leave about as much of the surface between them,
   * closer where it is low.
   */
  readonly levels?: readonly number[];
  /** Points of the grid along each axis (60). */
  readonly points?: number;
}

const pair = z.tuple([number, number]).describe('a list of two numbers');
const surfaceOptions = arrowOptions.extend({
  unit: text,
  x: pair,
  y: pair,
  levels: z.array(number).optional(),
  points: z.int().min(2).max(1000).optional(),
});

/**
 * A surface seen from above, by its lines of equal height, with points and arrows on it: what a
 * step does to a loss of two parameters. A unit is as long across as it is high, so that a gradient
 * stands at a right angle to its line.
 * @param height of the surface at (x, y); where it is not finite nothing is drawn
 * @throws RangeError when the surface is nowhere finite, or as `arrowChart` does
 * @example
 * const step = { name: 'step', points: [{ x: 1, y: 1, dx: -0.2, dy: -0.8 }] };
 * surfaceChart((x, y) => x * x + 4 * y * y, [step], {
 *   title: 'Down the steepest way',
 *   unit: 'loss',
 *   xLabel: 'w',
 *   yLabel: 'v',
 *   x: [-2, 2],
 *   y: [-2, 2],
 * });
 */
export function surfaceChart(
  height: (x: number, y: number) => number,
  groups: readonly ArrowGroup[],
  options: SurfaceOptions,
): Figure {
  checkArguments(
    { height: functionField(), groups: groupsField, options: surfaceOptions },
    { height, groups, options },
  );
  const { unit, points = 60, levels: given, ...chartOptions } = options;
  const { title, xLabel, yLabel } = options;
  const chart = arrowChart(groups, chartOptions);
  const xs = along(chart.layout.xaxis as Axis, points);
  const ys = along(chart.layout.yaxis as Axis, points);
  const heights = ys.map((y) => xs.map((x) => height(x, y)));
  if (!heights.flat().some(Number.isFinite))
    throw new RangeError(
      `surfaceChart "${title}": the surface is nowhere finite between the ends of the axes`,
    );
  const levels = given ?? contourLevels(heights, 9);
  const lines = levels.flatMap((level) => contour(xs, ys, heights, level) ?? []);
  const [shortX, shortY] = [shortened(xs), shortened(ys)];
  const traces = lines.map(({ level, x, y }, k): ScatterTrace => ({
    type: 'scatter',
    mode: 'lines',
    name: say(level),
    showlegend: false,
    x: x.map(shortX),
    y: y.map((v) => (v === null ? v : shortY(v))),
    line: { color: tone(k, lines.length), width: 1 },
    hovertemplate: `${plain(unit)} ${say(level)}<extra></extra>`,
  }));
  const labels = lines.map(({ level, at }): Annotation => ({
    text: say(level, 2),
    x: shortX(at[0]),
    y: shortY(at[1]),
    xref: 'x',
    yref: 'y',
    showarrow: false,
    bgcolor: ink.paper,
    borderpad: 1,
    font: { size: fontSize.note, color: ink.soft },
  }));
  const shown = labels.filter((_, k) => k % 2 === 0 || lines.length <= 5);
  const alt = altText(
    options,
    title,
    `Surface of ${unit} over ${xLabel} and ${yLabel}, with lines at ` +
      `${list(lines.map(({ level }) => say(level)))}.`,
    describeMatrix(heights, (i, j) => `${xLabel} ${say(xs[j])}, ${yLabel} ${say(ys[i])}`),
    chart.alt.slice(chart.alt.indexOf('Points in the plane')),
  );
  const annotations = [...shown, ...(chart.layout.annotations ?? [])];
  return { data: [...traces, ...chart.data], layout: { ...chart.layout, annotations }, alt };
}

/** Evenly spaced values from end to end of an axis. */
function along(axis: Axis, points: number): number[] {
  const [from, to] = axis.range ?? [0, 1];
  return indices(points).map((i) => from + ((to - from) * i) / (points - 1));
}

/** As many decimals as an eye can tell along this axis: a surface has thousands of points. */
function shortened(axis: readonly number[]): (v: number) => number {
  const scale = Math.round(Math.log10(axis[axis.length - 1] - axis[0]));
  const decimals = Math.min(15, Math.max(0, 4 - scale));
  return (v) => Number(v.toFixed(decimals)) + 0;
}

/** Dark where the surface is low; the lightest tones would be lost on white. */
function tone(k: number, count: number): string {
  const colour = colourAt(sequential, 0.75 * (k / Math.max(1, count - 1)));
  return `#${colour.map((v) => v.toString(16).padStart(2, '0')).join('')}`;
}
