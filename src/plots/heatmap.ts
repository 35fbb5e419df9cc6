import { describeMatrix, sentences } from './alt';
import { axis, fontSize } from './axes';
import type { Annotation, Axis, Figure, HeatmapTrace } from './figure';
import { frame, WIDTH } from './frame';
import { barTicks, colourEnds, shortened } from './heatScale';
import { drawable } from './numbers';
import { diverging, sequential } from './palette';
import { lineCount, plain, say, textWidth, wrap } from './text';

export interface HeatmapOptions {
  readonly title: string;
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
  readonly note?: string;
  readonly height?: number;
}

/**
 * A matrix as coloured cells, row 0 at the top. NaN and infinite values are white.
 * @param values rows of equal length
 * @throws RangeError when rows differ in length or no cell has a value that can be drawn
 * @example heatmap(links, { title: 'Links point to the next slot', xLabel: 'slot', yLabel: 'slot written before', unit: 'link weight' })
 */
export function heatmap(values: readonly ArrayLike<number>[], options: HeatmapOptions): Figure {
  const rows = values.map((r) => Array.from(r));
  const n = rows.length;
  const m = rows[0]?.length ?? 0;
  check(rows, options);
  const { title, log = false, xLabel, yLabel, xNames, yNames, unit } = options;
  const written = options.write ?? (n <= 12 && m <= 12);
  const exact = rows.map((r) =>
    r.map((v) => (!drawable(v) || (log && v <= 0) ? null : log ? Math.log10(v) : v)),
  );
  const [zmin, zmax] = colourEnds(exact, options);
  const short = shortened(zmin, zmax);
  const bar = barTicks(zmin, zmax, log);
  const trace: HeatmapTrace = {
    type: 'heatmap',
    z: exact.map((r) => r.map((v) => (v === null ? null : short(v)))),
    zmin,
    zmax,
    colorscale: options.diverging === true ? diverging : sequential,
    ...(written
      ? {
          text: rows.map((r) => r.map((v) => (Number.isFinite(v) ? say(v, 2) : ''))),
          texttemplate: '%{text}',
          xgap: 1,
          ygap: 1,
        }
      : {}),
    ...(written ? { textfont: { size: m > 8 ? 9 : 11 } } : {}),
    hovertemplate:
      `${plain(yLabel)} %{y}, ${plain(xLabel)} %{x}: ` +
      `${written ? '%{text}' : log ? '10^%{z}' : '%{z}'}<extra></extra>`,
    colorbar: {
      thickness: 12,
      len: 1,
      outlinewidth: 0,
      x: 1.02,
      ...bar,
      tickfont: { size: fontSize.tick },
    },
  };
  const height =
    options.height ??
    Math.min(460, Math.max(240, 130 + n * (written ? 34 : Math.min(24, (WIDTH - 180) / m))));
  const note = smallPrint(rows, options);
  const words = wrap(plain(unit), fontSize.tick, height - 110);
  const labels = Math.max(...bar.ticktext.map((t) => textWidth(t, fontSize.tick)));
  const right = Math.ceil(54 + labels + lineCount(words) * fontSize.tick * 1.3);
  const axes = { xaxis: side(xLabel, m, xNames), yaxis: side(yLabel, n, yNames, true) };
  const layout = frame({
    title,
    height: Math.round(height),
    axes,
    right,
    ...(note === '' ? {} : { note }),
  });
  const alt = sentences(
    title,
    `Heatmap of ${unit}${log ? ' (log colours)' : ''}: ${n} rows (${yLabel}) by ${m} columns ` +
      `(${xLabel}).`,
    describeMatrix(rows, (i, j) => `${yLabel} ${yNames?.[i] ?? i}, ${xLabel} ${xNames?.[j] ?? j}`),
    written
      ? rows
          .map((r, i) => `${yNames?.[i] ?? `Row ${i}`}: ${r.map((v) => say(v, 2)).join(', ')}.`)
          .join(' ')
      : '',
    note,
  );
  return {
    data: [trace],
    layout: { ...layout, annotations: [...(layout.annotations ?? []), beside(words, right)] },
    alt,
  };
}

/** An axis with a tick a name, or a tick an index where they are few; row 0 is at the top. */
function side(
  title: string,
  count: number,
  names: readonly string[] | undefined,
  down = false,
): Axis {
  const few = count <= 12 ? { tickvals: Array.from({ length: count }, (_, i) => i) } : {};
  const marks = names ? { tickvals: names.map((_, i) => i), ticktext: names.map(plain) } : few;
  return axis({
    title: plain(title),
    range: down ? [count - 0.5, -0.5] : [-0.5, count - 0.5],
    grid: false,
    ...marks,
  });
}

/** The unit, as an annotation: Plotly would set the title of a colour bar over long tick labels. */
const beside = (unit: string, right: number): Annotation => ({
  text: unit,
  x: 1,
  xref: 'paper',
  xanchor: 'right',
  xshift: right - 6,
  y: 0.5,
  yref: 'paper',
  textangle: 90,
  showarrow: false,
  font: { size: fontSize.tick },
});

function smallPrint(rows: readonly number[][], { log, note }: HeatmapOptions): string {
  const count = (test: (v: number) => boolean): number => rows.flat().filter(test).length;
  const cells = (n: number): string => (n === 1 ? '1 cell' : `${n} cells`);
  const hidden = log === true ? count((v) => v <= 0) : 0;
  const empty = count((v) => !drawable(v));
  return [
    note ?? '',
    hidden > 0 ? `White: ${cells(hidden)} of 0 or below (the colours are logarithmic).` : '',
    empty > 0 ? `White: ${cells(empty)} without a value.` : '',
  ]
    .filter((s) => s !== '')
    .join(' ');
}

function check(rows: readonly number[][], o: HeatmapOptions): void {
  const m = rows[0]?.length ?? 0;
  if (m === 0)
    throw new RangeError(`heatmap "${o.title}" is empty: ${rows.length} rows of ${m} columns`);
  rows.forEach((r, i) => {
    if (r.length !== m)
      throw new RangeError(`heatmap "${o.title}": row ${i} has ${r.length} values, row 0 has ${m}`);
  });
  for (const [what, names, count] of [
    ['xNames', o.xNames, m],
    ['yNames', o.yNames, rows.length],
  ] as const) {
    if (names && names.length !== count)
      throw new RangeError(
        `heatmap "${o.title}": ${what} has ${names.length} names, the matrix needs ${count}`,
      );
  }
}
