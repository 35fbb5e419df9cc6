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
import { coloursOf } from './series';
import { list, plain, say } from './text';

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
  const { title, xLabel, yLabel, note = '', height = 420 } = options;
  const colours = coloursOf(groups);
  const all = groups.flatMap((g) => g.points);
  const across = linearRange(
    [...all.flatMap((p) => [p.x, headOf(p)[0]]), ...(options.x ?? [])],
    0.1,
  );
  const up = linearRange([...all.flatMap((p) => [p.y, headOf(p)[1]]), ...(options.y ?? [])], 0.1);
  const marks = groups.flatMap((g, k) =>
    g.points.flatMap((p) => [...arrow(p, colours[k]), ...label(p)]),
  );
  const framed = (x: Range, y: Range, annotations: readonly Annotation[]): Figure['layout'] =>
    frame({
      title,
      height,
      legend: groups.map((g) => g.name),
      note,
      axes: {
        xaxis: axis({ title: plain(xLabel), range: x }),
        yaxis: axis({ title: plain(yLabel), range: y }),
      },
      annotations,
    });
  const { width, margin: m } = framed(across, up, []);
  const aspect = (width - m.l - m.r) / (height - m.t - m.b);
  const layout = framed(...trueAngles(across, up, aspect), marks);
  const data = groups.map((g, k): ScatterTrace => ({
    type: 'scatter',
    mode: 'markers',
    name: plain(g.name),
    x: g.points.map((p) => round(p.x)),
    y: g.points.map((p) => round(p.y)),
    marker: { size: 9, color: colours[k], symbol: g.symbol ?? 'circle' },
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

/** The name of a point, on the side where its arrow does not go. */
function label({ label: text, x, y, dx = 0, dy = 0 }: ArrowPoint): Annotation[] {
  if (text === undefined) return [];
  const point = { x: round(x), y: round(y), xref: 'x', yref: 'y' };
  const across =
    dx > 0
      ? ({ xanchor: 'right', xshift: -7 } as const)
      : ({ xanchor: 'left', xshift: 7 } as const);
  const place = { ...point, ...across, yshift: dy > 0 ? -9 : 9 };
  return [wordsAt(plain(text), place, { size: fontSize.tick, color: ink.text })];
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
