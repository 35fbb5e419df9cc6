import { sentences } from './alt';
import { axis, fontSize } from './axes';
import type { Annotation, ColourScale, Figure, HeatmapTrace, ScatterTrace } from './figure';
import { frame, WIDTH } from './frame';
import { round } from './numbers';
import { ink } from './palette';
import { list, plain, textWidth } from './text';

/**
 * One image of 8 x 8 pixels, row after row from the top; without an image its place stays empty.
 */
export interface DigitCell {
  readonly image?: ArrayLike<number>;
  /** A few letters under the image. */ readonly caption?: string;
  /** Which of the groups it is of: the colour of the line under it. */ readonly group?: string;
}
/** Images side by side, and what stands at their left. */
export interface DigitRow {
  readonly name?: string;
  readonly cells: readonly DigitCell[];
}
export interface DigitGroup {
  readonly name: string;
  /** `#rrggbb` */ readonly colour: string;
}
export interface DigitGridOptions {
  readonly title: string;
  /** What the names at the left are: "digit". */
  readonly yLabel?: string;
  readonly groups?: readonly DigitGroup[];
  /**
   * Images in a line; a longer row goes on in the next line. Default as many as the longest row
   * has, at most 25.
   */
  readonly columns?: number;
  /** The value that is drawn black; 0 and below is white. Default 1. */
  readonly max?: number;
  readonly note?: string;
}

/**
 * Pixels of an image and what lies between two, in pixels of the image; a pixel of the image is
 * drawn as at most 6 of the screen; shades of ink.
 */
const SIDE = 8;
const GAP = 2;
const LARGEST = 6;
const SHADES = 16;
/** Room for a caption, in pixels of the screen. */
const CAPTION = 15;

/**
 * Images of digits in lines, all in one heatmap: what is stored, and which of it is new, by the
 * colour of the line under each.
 * @param rows a row a class, a task or anything else; one row without a name for a plain list
 * @throws RangeError for no image, one that does not have 64 numbers, or a group that is not listed
 * @example digitGrid([{ name: '0', cells: zeros.map((image) => ({ image })) }], { title: 'Ten zeros', yLabel: 'digit' })
 */
export function digitGrid(rows: readonly DigitRow[], options: DigitGridOptions): Figure {
  const { title, groups = [], note, yLabel, max = 1 } = options;
  check(rows, options);
  const columns = options.columns ?? Math.min(25, Math.max(...rows.map((row) => row.cells.length)));
  const lines = rows.flatMap((row) => inLines(row, columns));
  const captions = lines.some(({ cells }) => cells.some((cell) => cell.caption !== undefined));
  const names = lines.map(({ name = '' }) => name);
  const left =
    Math.max(0, ...names.map((name) => textWidth(plain(name), fontSize.tick))) +
    (yLabel === undefined ? 30 : 50);
  const wide = columns * (SIDE + GAP) - GAP;
  const scale = Math.min(LARGEST, (WIDTH - left) / wide);
  const foot = groups.length > 0 ? 2 : 0;
  const step = SIDE + foot + GAP + (captions ? Math.ceil(CAPTION / scale) : 0);
  const high = lines.length * step - GAP + 1;
  const z: number[][] = Array.from({ length: high }, () => new Array<number>(wide).fill(0));
  const words: Annotation[] = [];
  const inkOf = (v: number): number => Math.round(SHADES * Math.min(1, Math.max(0, v / max)));
  lines.forEach(({ cells }, r) =>
    cells.forEach(({ image, group, caption }, c) => {
      const top = r * step;
      const x = c * (SIDE + GAP);
      const place = groups.findIndex(({ name }) => name === group);
      for (let y = 0; y < SIDE && image; y++)
        for (let i = 0; i < SIDE; i++) z[top + y][x + i] = inkOf(image[SIDE * y + i]);
      if (place >= 0) for (let i = 0; i < SIDE; i++) z[top + SIDE + 1][x + i] = SHADES + 1 + place;
      if (caption !== undefined)
        words.push({
          text: plain(caption),
          x: x + SIDE / 2 - 0.5,
          y: top + SIDE + foot,
          xref: 'x',
          yref: 'y',
          yanchor: 'top',
          showarrow: false,
          font: { size: fontSize.note },
        });
    }),
  );
  const images: HeatmapTrace = {
    type: 'heatmap',
    z,
    zmin: 0,
    zmax: SHADES + groups.length,
    colorscale: colours(groups),
    showscale: false,
    hoverinfo: 'skip',
  };
  const named = (v: string, r: number): boolean => v !== '' || r === 0;
  const at = names.map((_, r) => r).filter((r) => named(names[r], r));
  const shown = (WIDTH - left) / scale; // a short row is not stretched over the whole width
  const axes = {
    xaxis: {
      ...axis({ range: [-0.5, round(shown - 0.5)], tickvals: [], grid: false }),
      visible: false,
    },
    yaxis: {
      ...axis({
        range: [high - 0.5, -0.5],
        tickvals: at.map((r) => r * step + SIDE / 2 - 0.5),
        ticktext: at.map((r) => plain(names[r])),
        grid: false,
        ...(yLabel === undefined ? {} : { title: plain(yLabel) }),
      }),
      showline: false,
      tickcolor: ink.paper,
    },
  };
  const empty = frame({
    title,
    axes,
    height: 100,
    legend: legendOf(groups),
    ...(note === undefined ? {} : { note }),
  }).margin;
  const layout = frame({
    title,
    axes,
    height: Math.round(high * scale + empty.t + empty.b),
    legend: legendOf(groups),
    ...(note === undefined ? {} : { note }),
  });
  return {
    data: [images, ...groups.map(sample)],
    layout: { ...layout, annotations: [...(layout.annotations ?? []), ...words] },
    alt: sentences(title, ...described(rows, groups), note ?? ''),
  };
}

/** A row in lines of at most `columns` images; the name stands at the first. */
const inLines = ({ name, cells }: DigitRow, columns: number): DigitRow[] =>
  Array.from({ length: Math.max(1, Math.ceil(cells.length / columns)) }, (_, k) => ({
    name: k === 0 ? name : '',
    cells: cells.slice(k * columns, (k + 1) * columns),
  }));

/** White to black over the shades of ink, then a colour a group. */
function colours(groups: readonly DigitGroup[]): ColourScale {
  const end = SHADES + groups.length;
  const stops: [number, string][] = [
    [0, ink.paper],
    [SHADES / end, ink.text],
  ];
  groups.forEach(({ colour }, k) =>
    stops.push(
      [round((SHADES + k + 0.5) / end), colour],
      [Math.min(1, round((SHADES + k + 1.5) / end)), colour],
    ),
  );
  return stops;
}

const legendOf = (groups: readonly DigitGroup[]): string[] => groups.map(({ name }) => name);

/** A point nowhere, for the legend. */
const sample = ({ name, colour }: DigitGroup): ScatterTrace => ({
  type: 'scatter',
  mode: 'markers',
  name: plain(name),
  x: [null],
  y: [null],
  marker: { size: 9, color: colour, symbol: 'square' },
  hoverinfo: 'skip',
});

function described(rows: readonly DigitRow[], groups: readonly DigitGroup[]): string[] {
  const cells = rows.flatMap((row) => row.cells);
  const count = (of: readonly DigitCell[]): number =>
    of.filter(({ image }) => image !== undefined).length;
  const of = (name: string): string =>
    `${cells.filter(({ group }) => group === name).length} ${name}`;
  return [
    `${count(cells)} images of 8 x 8 pixels.`,
    rows.length > 1
      ? `${list(rows.map((row, i) => `${row.name ?? `row ${i}`}: ${count(row.cells)}`))}.`
      : '',
    groups.length > 0 ? `${list(groups.map(({ name }) => of(name)))}.` : '',
    cells.some(({ caption }) => caption !== undefined)
      ? `Under them: ${cells.map(({ caption }) => caption ?? '–').join(', ')}.`
      : '',
  ];
}

function check(
  rows: readonly DigitRow[],
  { title, groups = [], columns = 1, max = 1 }: DigitGridOptions,
): void {
  const where = `digit grid "${title}"`;
  const cells = rows.flatMap((row) => row.cells);
  if (cells.length === 0) throw new RangeError(`${where}: got no image, expected at least one`);
  if (!Number.isInteger(columns) || columns < 1)
    throw new RangeError(`${where}: columns is ${columns}, expected a whole number of at least 1`);
  if (!(max > 0 && Number.isFinite(max)))
    throw new RangeError(`${where}: max is ${max}, expected a finite number above 0`);
  cells.forEach(({ image, group }, i) => {
    if (image && image.length !== SIDE * SIDE)
      throw new RangeError(
        `${where}: image ${i} has ${image.length} numbers, expected ${SIDE * SIDE} (8 x 8 pixels)`,
      );
    if (group !== undefined && !groups.some(({ name }) => name === group))
      throw new RangeError(
        `${where}: image ${i} is of group "${group}"; the groups are ` +
          `[${groups.map(({ name }) => name).join(', ')}]`,
      );
  });
}
