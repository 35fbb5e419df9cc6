import { z } from 'zod';
import {
  anyNumber,
  checkArguments,
  booleanField,
  heightField,
  labels,
  matrix,
  names,
  text,
  titled,
} from './arguments';
import { plural } from '../core/text';
import { describeMatrix, altText, smallPrint } from './alt';
import { colourBarUnit } from './annotations';
import { axis, fontSize } from './axes';
import type { Axis, Figure, HeatmapTrace } from './figure';
import { frame, WIDTH, type TitledOptions } from './frame';
import { barTicks, colourEnds, shortened } from './heatScale';
import { labelsAcross, labelsDown } from './labels';
import { drawable, indices } from './numbers';
import { diverging, sequential } from './palette';
import { lineCount, plain, say, textWidth, wrap } from './text';

export interface HeatmapOptions extends TitledOptions {
  readonly xLabel: string;
  readonly yLabel: string;
  /** What the colours mean, with the unit; stands beside the colour bar. */
  readonly unit: string;
  /** Two colours about 0, as wide on both sides. */
  readonly diverging?: boolean;
  /** Colours by the logarithm; cells of 0 and below stay white, and the note counts them. */
  readonly log?: boolean;
  /** Ends of the colour bar; default the smallest and largest value. */
  readonly min?: number;
  readonly max?: number;
  /** Names of the columns and rows; default their index from 0. */
  readonly xNames?: readonly string[];
  readonly yNames?: readonly string[];
  /** Writes the value in each cell; default where there are at most 12 x 12 cells. */
  readonly write?: boolean;
  readonly height?: number;
}

const heatOptions = z.strictObject({
  ...titled,
  ...labels,
  unit: text,
  diverging: booleanField.optional(),
  log: booleanField.optional(),
  min: anyNumber.optional(),
  max: anyNumber.optional(),
  xNames: names.optional(),
  yNames: names.optional(),
  write: booleanField.optional(),
  height: heightField.optional(),
});

/**
 * A matrix as coloured cells, row 0 at the top. NaN and infinite values are white.
 * @param values rows of equal length
 * @throws RangeError when rows differ in length or no cell has a value that can be drawn
 * @example
 * heatmap(links, {
 *   title: 'Links point to the next slot',
 *   xLabel: 'slot',
 *   yLabel: 'slot written before',
 *   unit: 'link weight',
 * });
 */
export function heatmap(values: readonly ArrayLike<number>[], options: HeatmapOptions): Figure {
  checkArguments({ values: matrix, options: heatOptions }, { values, options });
  const rows = values.map((r) => Array.from(r));
  const n = rows.length;
  const m = rows[0]?.length ?? 0;
  check(rows, options);
  const { title, log = false, xLabel, yLabel, xNames, yNames, unit } = options;
  const { write = n <= 12 && m <= 12 } = options;
  const exact = rows.map((row) => row.map((v) => coloured(v, log)));
  const [zmin, zmax] = colourEnds(exact, options);
  const short = shortened(zmin, zmax);
  const bar = barTicks(zmin, zmax, log);
  const colourbar = { thickness: 12, len: 1, outlinewidth: 0, x: 1.02 };
  const trace: HeatmapTrace = {
    type: 'heatmap',
    z: exact.map((row) => row.map((v) => (v === null ? null : short(v)))),
    zmin,
    zmax,
    colorscale: options.diverging === true ? diverging : sequential,
    ...(write ? writtenCells(rows) : {}),
    hovertemplate: hoverWords(options, write),
    colorbar: { ...colourbar, ...bar, tickfont: { size: fontSize.tick } },
  };
  const rowHigh = write ? 34 : Math.min(24, (WIDTH - 180) / m);
  const { height = Math.min(460, Math.max(240, 130 + n * rowHigh)) } = options;
  const note = noteOn(rows, options);
  const unitLines = wrap(plain(unit), fontSize.tick, height - 110);
  const labels = Math.max(...bar.ticktext.map((text) => textWidth(text, fontSize.tick)));
  const right = Math.ceil(54 + labels + lineCount(unitLines) * fontSize.tick * 1.3);
  const rowNames = yNames && labelsDown(yNames);
  const widest = Math.max(40, ...(rowNames ?? []).map((name) => textWidth(name, fontSize.tick)));
  const room = (WIDTH - widest - 50 - right) / m;
  const layout = frame({
    title,
    height: Math.round(height),
    axes: {
      xaxis: side(xLabel, m, xNames && labelsAcross(xNames, room)),
      yaxis: side(yLabel, n, rowNames, true),
    },
    right,
    note,
    annotations: [colourBarUnit(unitLines, right)],
  });
  const size = `${n} rows (${yLabel}) by ${m} columns (${xLabel})`;
  const alt = altText(
    options,
    title,
    `Heatmap of ${unit}${log ? ' (log colours)' : ''}: ${size}.`,
    describeMatrix(rows, (i, j) => `${yLabel} ${yNames?.[i] ?? i}, ${xLabel} ${xNames?.[j] ?? j}`),
    write ? rows.map((row, i) => describeRow(yNames?.[i] ?? `Row ${i}`, row)).join(' ') : '',
    note,
  );
  return { data: [trace], layout, alt };
}

/** A value as it is coloured: a power of ten where colours are logarithmic; null has no colour. */
function coloured(value: number, log: boolean): number | null {
  if (!drawable(value) || (log && value <= 0)) return null;
  return log ? Math.log10(value) : value;
}

function writtenCells(rows: readonly number[][]): Partial<HeatmapTrace> {
  return {
    text: rows.map((row) => row.map((v) => (Number.isFinite(v) ? say(v, 2) : ''))),
    texttemplate: '%{text}',
    xgap: 1,
    ygap: 1,
    textfont: { size: cellText(rows[0].length) },
  };
}

/** Size of the numbers in the cells of so many columns. */
const cellText = (columns: number): number => (columns > 8 ? 11 : 13);

function hoverWords({ xLabel, yLabel, log }: HeatmapOptions, written: boolean): string {
  const exact = log ? '10^%{z}' : '%{z}';
  const value = written ? '%{text}' : exact;
  return `${plain(yLabel)} %{y}, ${plain(xLabel)} %{x}: ${value}<extra></extra>`;
}

const describeRow = (name: string, row: readonly number[]): string =>
  `${name}: ${row.map((v) => say(v, 2)).join(', ')}.`;

/** An axis with a tick a label, or a tick an index where they are few; row 0 is at the top. */
function side(
  title: string,
  count: number,
  labels: readonly string[] | undefined,
  down = false,
): Axis {
  const marks = {
    ...(labels || count <= 12 ? { tickvals: indices(count) } : {}),
    ...(labels ? { ticktext: labels } : {}),
  };
  const range: [number, number] = down ? [count - 0.5, -0.5] : [-0.5, count - 0.5];
  return axis({ title: plain(title), range, grid: false, ...marks });
}

function noteOn(rows: readonly number[][], { log = false, note = '' }: HeatmapOptions): string {
  const cells = rows.flat();
  const hidden = log ? cells.filter((v) => v <= 0).length : 0;
  const empty = cells.filter((v) => !drawable(v)).length;
  return smallPrint(
    note,
    hidden > 0
      ? `White: ${plural(hidden, 'cell')} of 0 or below (the colours are logarithmic).`
      : '',
    empty > 0 ? `White: ${plural(empty, 'cell')} without a value.` : '',
  );
}

function check(rows: readonly number[][], options: HeatmapOptions): void {
  const where = `heatmap "${options.title}"`;
  const m = rows[0]?.length ?? 0;
  if (m === 0) throw new RangeError(`${where} is empty: ${rows.length} rows of ${m} columns`);
  rows.forEach((row, i) => {
    if (row.length !== m)
      throw new RangeError(`${where}: row ${i} has ${row.length} values, row 0 has ${m}`);
  });
  for (const [part, count] of [
    ['xNames', m],
    ['yNames', rows.length],
  ] as const) {
    const length = options[part]?.length ?? count;
    if (length !== count)
      throw new RangeError(`${where}: ${part} has ${length} names, the matrix needs ${count}`);
  }
}
