import { sentences } from './alt';
import { axis, linearRange, size } from './axes';
import type { Annotation, Axis, Figure, ScatterTrace } from './figure';
import { frame } from './frame';
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
export interface ArrowChartOptions {
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  /**
   * Values that the axes must hold besides the points and the arrow heads: to give several figures
   * the same axes.
   */
  readonly x?: readonly number[];
  readonly y?: readonly number[];
  readonly note?: string;
  readonly height?: number;
}

/**
 * Points in the plane with arrows: what a gradient does to each of them. A unit is as long across
 * as it is high, so that angles are true.
 * @throws RangeError when a group is empty, or a number is not finite
 * @example
 * arrowChart([{ name: 'slots', points: [{ x: 1, y: 0, label: 'slot 0', dx: 0.1, dy: 0.3 }] }], { title: 'Towards the key', xLabel: 'word position 0', yLabel: 'word position 1' })
 */
export function arrowChart(groups: readonly ArrowGroup[], options: ArrowChartOptions): Figure {
  check(groups, options);
  const { title, xLabel, yLabel, note, height = 420 } = options;
  const colours = coloursOf(groups);
  const all = groups.flatMap((g) => g.points);
  const ends = (at: 'x' | 'y', by: 'dx' | 'dy'): number[] => [
    ...all.flatMap((p) => [p[at], p[at] + (p[by] ?? 0)]),
    ...(options[at] ?? []),
  ];
  const sides = ([x, y]: readonly [Range, Range]): { xaxis: Axis; yaxis: Axis } => ({
    xaxis: axis({ title: plain(xLabel), range: x }),
    yaxis: axis({ title: plain(yLabel), range: y }),
  });
  const common = {
    title,
    height,
    legend: groups.map((g) => g.name),
    ...(note === undefined ? {} : { note }),
  };
  const rough = [linearRange(ends('x', 'dx'), 0.1), linearRange(ends('y', 'dy'), 0.1)] as const;
  const { width, margin: m } = frame({ ...common, axes: sides(rough) });
  const layout = frame({
    ...common,
    axes: sides(trueAngles(rough, (width - m.l - m.r) / (height - m.t - m.b))),
  });
  const data = groups.map((g, k): ScatterTrace => ({
    type: 'scatter',
    mode: 'markers',
    name: plain(g.name),
    x: g.points.map((p) => round(p.x)),
    y: g.points.map((p) => round(p.y)),
    marker: { size: 9, color: colours[k], symbol: g.symbol ?? 'circle' },
    hovertemplate: `(%{x}, %{y})<extra>${plain(g.name)}</extra>`,
  }));
  const marks = groups.flatMap((g, k) =>
    g.points.flatMap((p) => [...arrow(p, colours[k]), ...label(p)]),
  );
  const alt = sentences(
    title,
    `Points in the plane of ${xLabel} and ${yLabel}.`,
    ...groups.map((g) => `${g.name}: ${list(g.points.map(words))}.`),
    note ?? '',
  );
  return {
    data,
    layout: { ...layout, annotations: [...(layout.annotations ?? []), ...marks] },
    alt,
  };
}

const moves = (p: ArrowPoint): boolean => (p.dx ?? 0) !== 0 || (p.dy ?? 0) !== 0;
const words = (p: ArrowPoint): string =>
  `${p.label ?? 'a point'} at (${say(p.x)}, ` +
  `${say(p.y)})${moves(p) ? ` with an arrow of (${say(p.dx ?? 0)}, ${say(p.dy ?? 0)})` : ''}`;

type Range = readonly [number, number];

/** Two ranges, the shorter one widened about its middle until a unit is as long on both axes. */
function trueAngles([x, y]: readonly [Range, Range], aspect: number): [Range, Range] {
  const wide = Math.max(x[1] - x[0], (y[1] - y[0]) * aspect);
  const grow = ([low, high]: Range, span: number): Range =>
    [(low + high - span) / 2, (low + high + span) / 2].map((v) => round(v, 12)) as unknown as Range;
  return [grow(x, wide), grow(y, wide / aspect)];
}

function arrow(p: ArrowPoint, colour: string): Annotation[] {
  if (!moves(p)) return [];
  return [
    {
      text: '',
      x: round(p.x + (p.dx ?? 0)),
      y: round(p.y + (p.dy ?? 0)),
      ax: round(p.x),
      ay: round(p.y),
      xref: 'x',
      yref: 'y',
      axref: 'x',
      ayref: 'y',
      showarrow: true,
      arrowhead: 2,
      arrowsize: 1,
      arrowwidth: 2,
      arrowcolor: colour,
    },
  ];
}

/** The name of a point, on the side where its arrow does not go. */
function label(p: ArrowPoint): Annotation[] {
  if (p.label === undefined) return [];
  const left = (p.dx ?? 0) > 0;
  const below = (p.dy ?? 0) > 0;
  return [
    {
      text: plain(p.label),
      x: round(p.x),
      y: round(p.y),
      xref: 'x',
      yref: 'y',
      xanchor: left ? 'right' : 'left',
      xshift: left ? -7 : 7,
      yshift: below ? -9 : 9,
      showarrow: false,
      font: { size: size.tick, color: ink.text },
    },
  ];
}

function check(groups: readonly ArrowGroup[], { title, x = [], y = [] }: ArrowChartOptions): void {
  if (groups.length === 0)
    throw new RangeError(`arrowChart "${title}" needs at least one group of points`);
  for (const g of groups) {
    if (g.points.length === 0)
      throw new RangeError(`arrowChart "${title}": group "${g.name}" has no point`);
    g.points.forEach((p, i) => {
      const part = (['x', 'y', 'dx', 'dy'] as const).find(
        (key) => p[key] !== undefined && !drawable(p[key]),
      );
      if (part)
        throw new RangeError(
          `arrowChart "${title}": ${part} of point ${i} of "${g.name}" is ${p[part]}, expected ` +
            'a finite number',
        );
    });
  }
  for (const v of [...x, ...y])
    if (!drawable(v)) throw new RangeError(`arrowChart "${title}": the axes cannot hold ${v}`);
}
