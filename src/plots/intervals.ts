import { z } from 'zod';
import { anyNumber, checkArguments, text, titled, item } from './arguments';
import { altText } from './alt';
import { uprightLine, wordsAt } from './annotations';
import { axis, linearRange, fontSize } from './axes';
import type { Figure, ScatterTrace } from './figure';
import { frameAround, type TitledOptions } from './frame';
import { indices, round } from './numbers';
import { colours, ink } from './palette';
import { labelsDown, rowHeight } from './labels';
import { plain, say } from './text';

/** A difference with its interval; without `half` (one seed) a point alone. */
export interface Difference {
  readonly name: string;
  readonly mean: number;
  /** Half width of the interval. */
  readonly half?: number | null;
}
/** Differences under a heading. */
export interface DifferenceGroup {
  readonly name: string;
  readonly rows: readonly Difference[];
}
export interface DifferenceOptions extends TitledOptions {
  /** What is compared, with the unit: "variant minus agent (points of accuracy)". */
  readonly xLabel: string;
}

const groupsField = z.array(
  item({
    name: text,
    rows: z.array(
      z.looseObject({ name: text, mean: anyNumber, half: anyNumber.nullable().optional() }),
    ),
  }),
);
const differenceOptions = z.strictObject({ ...titled, xLabel: text });

const ROW = 21;
/** Pixels that the name of a row takes at most. */
const LONGEST = 340;
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
  checkArguments({ groups: groupsField, options: differenceOptions }, { groups, options });
  const { title, xLabel, note = '' } = options;
  check(groups, title);
  const heads: Placed[] = [];
  const rows: Row[] = [];
  const names: string[] = [];
  for (const group of groups) {
    if (group.name !== '') {
      heads.push({ name: group.name, y: names.length });
      names.push('');
    }
    for (const { name, mean, half } of group.rows) {
      rows.push({ mean, half: half ?? 0, y: names.length });
      names.push(...labelsDown([name], LONGEST));
    }
  }
  const ends = rows.flatMap(({ mean, half }) => [mean - half, mean + half]);
  const [low, high] = linearRange([0, ...ends], 0.08);
  const span = high - low;
  const x: [number, number] = [
    low === 0 ? round(-0.04 * span) : low,
    high === 0 ? round(0.04 * span) : high,
  ];
  const kinds = [
    { of: rows.filter(excludes0), name: SURE, color: colours[1], symbol: 'diamond' as const },
    {
      of: rows.filter((row) => !excludes0(row)),
      name: UNSURE,
      color: ink.axis,
      symbol: 'circle' as const,
    },
  ].filter(({ of }) => of.length > 0);
  const rowAxis = axis({
    range: [names.length - 0.5, -0.5],
    tickvals: indices(names.length),
    ticktext: names,
    grid: false,
  });
  const layout = frameAround(names.length * rowHeight(names, ROW), {
    title,
    axes: {
      xaxis: axis({ title: plain(xLabel), range: x }),
      yaxis: { ...rowAxis, tickcolor: ink.paper, showline: false },
    },
    legend: kinds.map(({ name }) => name),
    note,
    shapes: [uprightLine(0, { color: ink.axis, width: 1 }, 'between')],
  });
  const corner = { x: 0, xref: 'paper', xanchor: 'left', xshift: -layout.margin.l + 12 } as const;
  const headings = heads.map(({ name, y }) =>
    wordsAt(plain(name), { ...corner, y, yref: 'y' }, { size: fontSize.tick, color: ink.soft }),
  );
  return {
    data: kinds.flatMap(({ of, name, color, symbol }) => [
      whiskers(of, color),
      points(of, name, { size: 9, color, symbol }),
    ]),
    layout: { ...layout, annotations: [...(layout.annotations ?? []), ...headings] },
    alt: altText(options, title, `Differences, ${xLabel}.`, ...groups.map(described), note),
  };
}

/** A heading or a row, and its place from the top. */
interface Placed {
  readonly name: string;
  readonly y: number;
}
interface Row {
  readonly mean: number;
  readonly half: number;
  readonly y: number;
}

const excludes0 = ({ mean, half }: { mean: number; half: number }): boolean =>
  half > 0 && Math.abs(mean) > half;

/** The intervals of all rows as one line with gaps. */
const whiskers = (rows: readonly Row[], color: string): ScatterTrace => ({
  type: 'scatter',
  mode: 'lines',
  name: 'interval',
  showlegend: false,
  hoverinfo: 'skip',
  x: rows.flatMap(({ mean, half }) => [round(mean - half), round(mean + half), round(mean)]),
  y: rows.flatMap(({ y }) => [y, y, null]),
  line: { color, width: 2 },
});

const points = (
  rows: readonly Row[],
  name: string,
  marker: ScatterTrace['marker'],
): ScatterTrace => ({
  type: 'scatter',
  mode: 'markers',
  name,
  x: rows.map(({ mean }) => round(mean)),
  y: rows.map(({ y }) => y),
  marker,
  hovertemplate: '%{x}<extra></extra>',
});

function described({ name, rows }: DifferenceGroup): string {
  const words = rows.map(inWords).join('; ');
  return name === '' ? `${words}.` : `${name}: ${words}.`;
}

function inWords({ name, mean, half }: Difference): string {
  const value = `${name} ${say(mean, 2)}`;
  if (!half) return value;
  return `${value} ± ${say(half, 2)}${excludes0({ mean, half }) ? ` (${SURE})` : ''}`;
}

function check(groups: readonly DifferenceGroup[], title: string): void {
  const rows = groups.flatMap((group) => group.rows);
  if (rows.length === 0)
    throw new RangeError(`differences "${title}": got no row, expected at least one`);
  for (const { name, mean, half } of rows) {
    const where = `difference "${name}"`;
    if (!Number.isFinite(mean))
      throw new RangeError(`${where}: mean is ${mean}, expected a finite number`);
    if (!((half ?? 0) >= 0 && Number.isFinite(half ?? 0)))
      throw new RangeError(`${where}: half is ${half}, expected a finite number of at least 0`);
  }
}
