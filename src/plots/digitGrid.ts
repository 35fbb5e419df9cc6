import { z } from 'zod';
import {
  anyNumber,
  booleanField,
  checkArguments,
  colour,
  countField,
  finiteNumbers,
  text,
  titled,
  item,
} from './arguments';
import { altText } from './alt';
import { wordsAt } from './annotations';
import { axis, fontSize } from './axes';
import type { Annotation, ColourScale, Figure, HeatmapTrace, ScatterTrace } from './figure';
import { frameAround, WIDTH, type TitledOptions } from './frame';
import { labelsDown } from './labels';
import { checkCount, indices, round } from './numbers';
import { diverging, ink } from './palette';
import { list, plain, textWidth } from './text';

/**
 * One square image, row after row from the top; without an image its place stays empty.
 */
export interface DigitCell {
  readonly image?: ArrayLike<number>;
  /** A few letters under the image. */
  readonly caption?: string;
  /** Which of the groups it is of: the colour of the line under it. */
  readonly group?: string;
}
/** Images side by side, and what stands at their left. */
export interface DigitRow {
  readonly name?: string;
  readonly cells: readonly DigitCell[];
}
/** Digits whose frames share a colour. */
export interface DigitGroup {
  readonly name: string;
  /** `#rrggbb` */
  readonly colour: string;
}
export interface DigitGridOptions extends TitledOptions {
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
  /** Pixels along a side of each image. Default 8. */
  readonly side?: number;
  /** Two colours about 0, from `-max` to `max`: changes, not ink. There are no groups then. */
  readonly signed?: boolean;
}

const rowsField = z.array(
  item({
    name: text.optional(),
    cells: z.array(
      item({
        image: finiteNumbers.optional(),
        caption: text.optional(),
        group: text.optional(),
      }),
    ),
  }),
);
const gridOptions = z.strictObject({
  ...titled,
  yLabel: text.optional(),
  groups: z.array(item({ name: text, colour })).optional(),
  columns: countField.optional(),
  max: anyNumber.optional(),
  side: countField.optional(),
  signed: booleanField.optional(),
});

/** Pixels of an image along a side, where nothing else is said, and between two images. */
const SIDE = 8;
const GAP = 2;
/** Pixels of the screen that a pixel of an image takes at most, and a larger image as a whole. */
const LARGEST = 8;
const LARGEST_IMAGE = 46;
/** Pixels that a name at the left takes at most, and that stand left of the images at most. */
const NAME = 180;
const MOST_LEFT = NAME + 50;
/** Shades of ink. */
const SHADES = 16;
/** Room for a caption, in pixels of the screen. */
const CAPTION = 15;

/**
 * Images of digits in lines, all in one heatmap: what is stored, and which of it is new, by the
 * colour of the line under each.
 * @param rows a row a class, a task or anything else; one row without a name for a plain list
 * @throws RangeError for no image, one that does not have `side` x `side` numbers, or a group that
 *   is not listed
 * @example
 * const cells = zeros.map((image) => ({ image }));
 * digitGrid([{ name: '0', cells }], { title: 'Ten zeros', yLabel: 'digit' });
 */
export function digitGrid(rows: readonly DigitRow[], options: DigitGridOptions): Figure {
  checkArguments({ rows: rowsField, options: gridOptions }, { rows, options });
  const { title, groups = [], note = '', yLabel, side = SIDE } = options;
  check(rows, options);
  const columns = options.columns ?? columnsFor(rows);
  const lines = rows.flatMap((row) => inLines(row, columns));
  const names = lines.map(({ name = '' }) => name);
  const labels = labelsDown(names, NAME);
  const widest = Math.max(0, ...labels.map((label) => textWidth(label, fontSize.tick)));
  const left = widest + (yLabel === undefined ? 30 : 50);
  const wide = columns * (side + GAP) - GAP;
  const largest = side > SIDE ? LARGEST_IMAGE / side : LARGEST;
  const scale = Math.min(largest, (WIDTH - left) / wide);
  const captioned = lines.some(({ cells }) => cells.some((cell) => cell.caption !== undefined));
  const foot = groups.length > 0 ? 2 : 0;
  const step = side + foot + GAP + (captioned ? Math.ceil(CAPTION / scale) : 0);
  const high = lines.length * step - GAP + 1;
  const images: HeatmapTrace = {
    type: 'heatmap',
    z: inked(lines, options, { wide, high, step }),
    zmin: 0,
    zmax: options.signed ? 2 * SHADES : SHADES + groups.length,
    colorscale: options.signed ? diverging : colours(groups),
    showscale: false,
    hoverinfo: 'skip',
  };
  const captions = lines.flatMap(({ cells }, r) =>
    cells.flatMap((cell, c) =>
      captionOf(cell, c * (side + GAP) + side / 2, r * step + side + foot),
    ),
  );
  const named = indices(names.length).filter((r) => names[r] !== '' || r === 0);
  const shown = (WIDTH - left) / scale; // a short row is not stretched over the whole width
  const xaxis = axis({ range: [-0.5, round(shown - 0.5)], tickvals: [], grid: false });
  const yaxis = axis({
    range: [high - 0.5, -0.5],
    tickvals: named.map((r) => r * step + side / 2 - 0.5),
    ticktext: named.map((r) => labels[r]),
    grid: false,
    title: yLabel && plain(yLabel),
  });
  const layout = frameAround(high * scale, {
    title,
    axes: {
      xaxis: { ...xaxis, visible: false },
      yaxis: { ...yaxis, showline: false, tickcolor: ink.paper },
    },
    legend: groups.map(({ name }) => name),
    note,
    annotations: captions,
  });
  const alt = altText(options, title, ...described(rows, options), note);
  return { data: [images, ...groups.map(sample)], layout, alt };
}

/** As many images in a line as the longest row has, while their captions have room. */
function columnsFor(rows: readonly DigitRow[]): number {
  const captions = rows.flatMap(({ cells }) => cells.map(({ caption = '' }) => plain(caption)));
  const widest = Math.max(...captions.map((caption) => textWidth(caption, fontSize.note)));
  const room = WIDTH - MOST_LEFT;
  const longest = Math.max(...rows.map((row) => row.cells.length));
  return Math.max(1, Math.min(25, longest, Math.floor(room / (widest + 8))));
}

/** The pixels of all images, each with the line of its group under it. */
function inked(
  lines: readonly DigitRow[],
  { groups = [], max = 1, side = SIDE, signed = false }: DigitGridOptions,
  { wide, high, step }: { wide: number; high: number; step: number },
): number[][] {
  const nothing = signed ? SHADES : 0;
  const z = Array.from({ length: high }, () => new Array<number>(wide).fill(nothing));
  const least = signed ? -1 : 0;
  const inkOf = (v: number): number =>
    nothing + Math.round(SHADES * Math.min(1, Math.max(least, v / max)));
  lines.forEach(({ cells }, r) =>
    cells.forEach(({ image, group }, c) => {
      const top = r * step;
      const x = c * (side + GAP);
      const place = groups.findIndex(({ name }) => name === group);
      for (let i = 0; i < side; i++) {
        for (let y = 0; y < side && image; y++) z[top + y][x + i] = inkOf(image[side * y + i]);
        if (place >= 0) z[top + side + 1][x + i] = SHADES + 1 + place;
      }
    }),
  );
  return z;
}

/** The caption of the image whose middle is at x, with its top at y. */
function captionOf({ caption }: DigitCell, x: number, y: number): Annotation[] {
  if (caption === undefined) return [];
  const place = { x: x - 0.5, y, xref: 'x', yref: 'y', yanchor: 'top' } as const;
  return [wordsAt(plain(caption), place, { size: fontSize.note })];
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

function described(
  rows: readonly DigitRow[],
  { groups = [], side = SIDE, signed = false }: DigitGridOptions,
): string[] {
  const cells = rows.flatMap((row) => row.cells);
  const images = (of: readonly DigitCell[]): number => of.filter(({ image }) => image).length;
  const inGroup = ({ name }: DigitGroup): string =>
    `${cells.filter(({ group }) => group === name).length} ${name}`;
  const perRow = rows.map((row, i) => `${row.name ?? `row ${i}`}: ${images(row.cells)}`);
  const captions = cells.map(({ caption }) => caption);
  return [
    `${images(cells)} images of ${side} x ${side} pixels${signed ? ', of both signs' : ''}.`,
    rows.length > 1 ? `${list(perRow)}.` : '',
    groups.length > 0 ? `${list(groups.map(inGroup))}.` : '',
    captions.some((caption) => caption !== undefined)
      ? `Under them: ${captions.map((caption) => caption ?? '–').join(', ')}.`
      : '',
  ];
}

function check(
  rows: readonly DigitRow[],
  { title, groups = [], columns = 1, max = 1, side = SIDE, signed = false }: DigitGridOptions,
): void {
  const where = `digit grid "${title}"`;
  const cells = rows.flatMap((row) => row.cells);
  if (cells.length === 0) throw new RangeError(`${where}: got no image, expected at least one`);
  checkCount(`${where}: columns`, columns);
  if (signed && groups.length > 0)
    throw new RangeError(`${where}: got groups and signed, expected one of them`);
  if (!(max > 0 && Number.isFinite(max)))
    throw new RangeError(`${where}: max is ${max}, expected a finite number above 0`);
  cells.forEach(({ image, group }, i) => {
    if (image && image.length !== side * side)
      throw new RangeError(
        `${where}: image ${i} has ${image.length} numbers, expected ${side * side} ` +
          `(${side} x ${side} pixels)`,
      );
    if (group !== undefined && !groups.some(({ name }) => name === group))
      throw new RangeError(
        `${where}: image ${i} is of group "${group}"; the groups are ` +
          `[${groups.map(({ name }) => name).join(', ')}]`,
      );
  });
}
