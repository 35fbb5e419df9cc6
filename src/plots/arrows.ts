import { z } from 'zod';
import {
  checkArguments,
  colour,
  heightField,
  labels,
  number,
  text,
  titled,
  item,
} from './arguments';
import { altText } from './alt';
import { arrowBetween, wordsAt } from './annotations';
import { axis, fontSize, linearRange } from './axes';
import type { Annotation, Figure, ScatterTrace } from './figure';
import { frame, type TitledOptions } from './frame';
import { drawable, round } from './numbers';
import { ink } from './palette';
import { placeLabels, type LabelPlace } from './placeLabels';
import { looksOf } from './series';
import { list, plain, say, textWidth } from './text';

/** A point, and where an arrow goes from it, if one does. */
export interface ArrowPoint {
  readonly x: number;
  readonly y: number;
  readonly label?: string;
  readonly dx?: number;
  readonly dy?: number;
}
/** Points and arrows of one colour. */
export interface ArrowGroup {
  readonly name: string;
  readonly points: readonly ArrowPoint[];
  readonly symbol?: 'circle' | 'square' | 'diamond';
  readonly method?: string;
  readonly colour?: string;
}
export interface ArrowChartOptions extends TitledOptions {
  readonly xLabel: string;
  readonly yLabel: string;
  /**
   * Values that the axes must hold besides the points and the arrow heads: to give several figures
   * the same axes.
   */
  readonly x?: readonly number[];
  readonly y?: readonly number[];
  readonly height?: number;
}

/** Points with arrows among the arguments of a figure. */
export const groupsField = z.array(
  item({
    name: text,
    points: z.array(
      item({
        x: number,
        y: number,
        label: text.optional(),
        dx: number.optional(),
        dy: number.optional(),
      }),
    ),
    symbol: z.enum(['circle', 'square', 'diamond']).optional(),
    method: text.optional(),
    colour: colour.optional(),
  }),
);

/** The options of a chart of arrows, as its argument is checked. */
export const arrowOptions = z.strictObject({
  ...titled,
  ...labels,
  x: z.array(number).optional(),
  y: z.array(number).optional(),
  height: heightField.optional(),
});

type Range = readonly [number, number];

/**
 * Points in the plane with arrows: what a gradient does to each of them. A unit is as long across
 * as it is high, so that angles are true.
 * @throws RangeError when a group is empty, or a number is not finite
 * @example
 * const slots = { name: 'slots', points: [{ x: 1, y: 0, label: 'slot 0', dx: 0.1, dy: 0.3 }] };
 * arrowChart([slots], { title: 'Towards the key', xLabel: 'position 0', yLabel: 'position 1' });
 */
export function arrowChart(groups: readonly ArrowGroup[], options: ArrowChartOptions): Figure {
  checkArguments({ groups: groupsField, options: arrowOptions }, { groups, options });
  check(groups, options);
  const { title, xLabel, yLabel, note = '' } = options;
  const looks = looksOf(groups);
  const all = groups.flatMap((g) => g.points);
  const across = linearRange(
    [...all.flatMap((p) => [p.x, headOf(p)[0]]), ...(options.x ?? [])],
    0.1,
  );
  const up = linearRange([...all.flatMap((p) => [p.y, headOf(p)[1]]), ...(options.y ?? [])], 0.1);
  const framed = (
    x: Range,
    y: Range,
    height: number | undefined,
    annotations: readonly Annotation[] = [],
  ): Figure['layout'] =>
    frame({
      title,
      height,
      legend: groups.map((g) => g.name),
      legendBeside: true,
      note,
      axes: {
        xaxis: axis({ title: plain(xLabel), range: x }),
        yaxis: axis({ title: plain(yLabel), range: y }),
      },
      annotations,
    });
  const [first] = plotSize(framed(across, up, options.height));
  const height = options.height ?? heightFor(across, up, framed(across, up, undefined), first);
  const [wide, high] = plotSize(framed(across, up, height));
  const [x, y] = trueAngles(across, up, wide / high);
  const pixel = ([px, py]: readonly [number, number]): [number, number] => [
    ((px - x[0]) / (x[1] - x[0])) * wide,
    ((y[1] - py) / (y[1] - y[0])) * high,
  ];
  const places = placeLabels(
    all.map((p) => ({ at: pixel([p.x, p.y]), head: pixel(headOf(p)), size: sizeOf(p) })),
    [wide, high],
  );
  const arrows = groups.flatMap((g, k) => g.points.flatMap((p) => arrow(p, looks[k].colour)));
  const names = all.flatMap((p, i) => label(p, places[i]));
  const layout = framed(x, y, height, [...arrows, ...names]);
  const data = groups.map((g, k): ScatterTrace => ({
    type: 'scatter',
    mode: 'markers',
    name: plain(g.name),
    x: g.points.map((p) => round(p.x)),
    y: g.points.map((p) => round(p.y)),
    marker: { size: 9, color: looks[k].colour, symbol: g.symbol ?? looks[k].symbol },
    hovertemplate: `(%{x}, %{y})<extra>${plain(g.name)}</extra>`,
  }));
  const alt = altText(
    options,
    title,
    `Points in the plane of ${xLabel} and ${yLabel}.`,
    ...groups.map((g) => `${g.name}: ${list(g.points.map(described))}.`),
    note,
  );
  return { data, layout, alt };
}

/** Where the arrow of a point ends; the point itself where it has none. */
const headOf = ({ x, y, dx = 0, dy = 0 }: ArrowPoint): [number, number] => [x + dx, y + dy];
const moves = ({ dx = 0, dy = 0 }: ArrowPoint): boolean => dx !== 0 || dy !== 0;

function described(p: ArrowPoint): string {
  const place = `${p.label ?? 'a point'} at (${say(p.x)}, ${say(p.y)})`;
  return moves(p) ? `${place} with an arrow of (${say(p.dx ?? 0)}, ${say(p.dy ?? 0)})` : place;
}

/** Two ranges, the shorter one widened about its middle until a unit is as long on both axes. */
function trueAngles(x: Range, y: Range, aspect: number): [Range, Range] {
  const wide = Math.max(x[1] - x[0], (y[1] - y[0]) * aspect);
  const high = wide / aspect;
  return [widened(x, wide), widened(y, high)];
}

const widened = ([low, high]: Range, span: number): Range => [
  round((low + high - span) / 2, 12),
  round((low + high + span) / 2, 12),
];

function arrow(p: ArrowPoint, colour: string): Annotation[] {
  if (!moves(p)) return [];
  const [x, y] = headOf(p);
  return [arrowBetween([round(p.x), round(p.y)], [round(x), round(y)], colour, 2)];
}

/** Pixels of the plot. */
const plotSize = ({ width, height, margin: m }: Figure['layout']): [number, number] => [
  width - m.l - m.r,
  height - m.t - m.b,
];

/** Pixels that the plot is high at least and at most. */
const LOWEST = 220;
const HIGHEST = 470;

/** The height of the figure where the plot is as high for its width as the ranges are. */
function heightFor(x: Range, y: Range, { margin }: Figure['layout'], wide: number): number {
  const high = (wide * (y[1] - y[0])) / (x[1] - x[0]);
  return Math.round(Math.min(HIGHEST, Math.max(LOWEST, high)) + margin.t + margin.b);
}

/** Pixels of the name of a point, if it has one. */
const sizeOf = ({ label: name }: ArrowPoint): readonly [number, number] | undefined =>
  name === undefined ? undefined : [textWidth(plain(name), fontSize.tick), fontSize.tick * 1.3];

/** The name of a point, where it covers nothing. */
function label({ label: name, x, y }: ArrowPoint, place: LabelPlace | undefined): Annotation[] {
  if (name === undefined || !place) return [];
  const point = { x: round(x), y: round(y), xref: 'x', yref: 'y', ...place };
  return [wordsAt(plain(name), point, { size: fontSize.tick, color: ink.text })];
}

function check(groups: readonly ArrowGroup[], { title, x = [], y = [] }: ArrowChartOptions): void {
  const where = `arrowChart "${title}"`;
  if (groups.length === 0) throw new RangeError(`${where} needs at least one group of points`);
  for (const { name, points } of groups) {
    if (points.length === 0) throw new RangeError(`${where}: group "${name}" has no point`);
    points.forEach((p, i) => {
      for (const key of ['x', 'y', 'dx', 'dy'] as const) {
        const value: number | undefined = p[key];
        if (value === undefined || drawable(value)) continue;
        const part = `${key} of point ${i} of "${name}"`;
        throw new RangeError(`${where}: ${part} is ${value as number}, expected a finite number`);
      }
    });
  }
  for (const v of [...x, ...y])
    if (!drawable(v)) throw new RangeError(`${where}: the axes cannot hold ${v as number}`);
}
