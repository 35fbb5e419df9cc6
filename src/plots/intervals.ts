import { sentences } from './alt';
import { axis, linearRange, size } from './axes';
import type { Annotation, Figure, ScatterTrace, Shape } from './figure';
import { frame } from './frame';
import { round } from './numbers';
import { colours, ink } from './palette';
import { plain, say } from './text';

/** A difference with its interval; without `half` (one seed) a point alone. */
export interface Difference {
  readonly name: string;
  readonly mean: number;
  /** Half width of the interval. */ readonly half?: number | null;
}
/** Differences under a heading. */
export interface DifferenceGroup {
  readonly name: string;
  readonly rows: readonly Difference[];
}
export interface DifferenceOptions {
  readonly title: string;
  /** What is compared, with the unit: "variant minus agent (points of accuracy)". */
  readonly xLabel: string;
  readonly note?: string;
}

const ROW = 19;
const SURE = 'interval excludes 0';
const UNSURE = 'interval holds 0';

/**
 * Differences as points with intervals, a row each, about a line at 0: what a part brings, and
 * whether the seeds carry it. Full points: the interval excludes 0.
 * @throws RangeError for no row, or a number that is not finite
 */
export function differenceChart(
  groups: readonly DifferenceGroup[],
  options: DifferenceOptions,
): Figure {
  const { title, xLabel, note } = options;
  check(groups, title);
  const lines = groups.flatMap(({ name, rows }) => [
    ...(name === '' ? [] : [{ head: name }]),
    ...rows.map((row) => ({ row })),
  ]);
  const rows = lines.flatMap((line, y) =>
    'row' in line ? [{ ...line.row, half: line.row.half ?? 0, y }] : [],
  );
  const sure = (d: { mean: number; half: number }): boolean =>
    d.half > 0 && Math.abs(d.mean) > d.half;
  const names = lines.map((line) => ('row' in line ? plain(line.row.name) : ''));
  const x = linearRange([0, ...rows.flatMap(({ mean, half }) => [mean - half, mean + half])], 0.08);
  const span = x[1] - x[0];
  const room: [number, number] = [
    x[0] === 0 ? round(-0.04 * span) : x[0],
    x[1] === 0 ? round(0.04 * span) : x[1],
  ];
  const whiskers = (of: typeof rows, colour: string): ScatterTrace => ({
    type: 'scatter',
    mode: 'lines',
    name: 'interval',
    showlegend: false,
    hoverinfo: 'skip',
    x: of.flatMap(({ mean, half }) => [round(mean - half), round(mean + half), round(mean)]),
    y: of.flatMap(({ y }) => [y, y, null]),
    line: { color: colour, width: 2 },
  });
  const points = (
    of: typeof rows,
    name: string,
    colour: string,
    symbol: 'circle' | 'diamond',
  ): ScatterTrace => ({
    type: 'scatter',
    mode: 'markers',
    name,
    x: of.map(({ mean }) => round(mean)),
    y: of.map(({ y }) => y),
    marker: { size: 9, color: colour, symbol },
    hovertemplate: '%{x}<extra></extra>',
  });
  const kinds = [
    { of: rows.filter(sure), name: SURE, colour: colours[1], symbol: 'diamond' as const },
    { of: rows.filter((d) => !sure(d)), name: UNSURE, colour: ink.axis, symbol: 'circle' as const },
  ].filter(({ of }) => of.length > 0);
  const axes = {
    xaxis: axis({ title: plain(xLabel), range: room }),
    yaxis: {
      ...axis({
        range: [lines.length - 0.5, -0.5],
        tickvals: lines.map((_, y) => y),
        ticktext: names,
        grid: false,
      }),
      tickcolor: ink.paper,
      showline: false,
    },
  };
  const legend = kinds.map(({ name }) => name);
  const settings = { title, axes, legend, ...(note === undefined ? {} : { note }) };
  const { margin } = frame({ ...settings, height: 400 });
  const layout = frame({
    ...settings,
    height: Math.round(lines.length * ROW + margin.t + margin.b),
  });
  const zero: Shape = {
    type: 'line',
    x0: 0,
    x1: 0,
    y0: 0,
    y1: 1,
    yref: 'paper',
    line: { color: ink.axis, width: 1 },
    layer: 'between',
  };
  const heads = lines.flatMap((line, y): Annotation[] =>
    'head' in line
      ? [
          {
            text: plain(line.head),
            x: 0,
            xref: 'paper',
            xanchor: 'left',
            xshift: -layout.margin.l + 12,
            y,
            yref: 'y',
            showarrow: false,
            font: { size: size.tick, color: ink.soft },
          },
        ]
      : [],
  );
  return {
    data: kinds.flatMap(({ of, name, colour, symbol }) => [
      whiskers(of, colour),
      points(of, name, colour, symbol),
    ]),
    layout: { ...layout, shapes: [zero], annotations: [...(layout.annotations ?? []), ...heads] },
    alt: sentences(
      title,
      `Differences, ${xLabel}.`,
      ...groups.map(
        ({ name, rows: of }) => `${name === '' ? '' : `${name}: `}${of.map(inWords).join('; ')}.`,
      ),
      note ?? '',
    ),
  };
}

const inWords = ({ name, mean, half }: Difference): string =>
  `${name} ` +
  `${say(mean, 2)}${half ? ` ± ${say(half, 2)}${Math.abs(mean) > half ? ` (${SURE})` : ''}` : ''}`;

function check(groups: readonly DifferenceGroup[], title: string): void {
  const rows = groups.flatMap((group) => group.rows);
  if (rows.length === 0)
    throw new RangeError(`differences "${title}": got no row, expected at least one`);
  for (const { name, mean, half } of rows) {
    if (!Number.isFinite(mean))
      throw new RangeError(`difference "${name}": mean is ${mean}, expected a finite number`);
    if (half !== undefined && half !== null && !(half >= 0 && Number.isFinite(half)))
      throw new RangeError(
        `difference "${name}": half is ${half}, expected a finite number of at least 0`,
      );
  }
}
