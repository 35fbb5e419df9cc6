import { describeMatrix, sentences } from './alt';
import { axis, size } from './axes';
import type { ColourScale, Figure, HeatmapTrace } from './figure';
import { drawable, round } from './numbers';
import { frame, WIDTH } from './frame';
import { diverging, sequential } from './palette';
import { plain, say, textWidth } from './text';
import { ticks } from './ticks';

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
 */
export function heatmap(values: readonly (ArrayLike<number>)[], options: HeatmapOptions): Figure {
  const rows = values.map((r) => Array.from(r)), n = rows.length, m = rows[0]?.length ?? 0;
  check(rows, options);
  const { log = false, xNames, yNames } = options, small = options.write ?? (n <= 12 && m <= 12);
  const drawn = (v: number): boolean => drawable(v) && (!log || v > 0);
  const scale = (v: number): number => (log ? Math.log10(v) : v);
  const exact = rows.map((r) => r.map((v) => (drawn(v) ? scale(v) : null))), [zmin, zmax] = ends(exact, options, scale).map((v) => round(v));
  // No eye tells more than 2,000 steps of colour apart: fewer digits, a smaller notebook.
  const short = shortened(zmin, zmax), z = exact.map((r) => r.map((v) => (v === null ? null : short(v))));
  const hidden = log ? rows.flat().filter((v) => Number.isFinite(v) && v <= 0).length : 0, empty = rows.flat().filter((v) => !Number.isFinite(v)).length;
  const note = [options.note ?? '', hidden > 0 ? `${hidden} cells of 0 or below are left white (log colours).` : '', empty > 0 ? `${empty} cells have no value.` : ''].filter((s) => s !== '').join(' ');
  const bar = barTicks(zmin, zmax, log);
  const right = Math.ceil(44 + Math.max(...bar.text.map((t) => textWidth(t, size.tick))) + 26);
  const trace: HeatmapTrace = {
    type: 'heatmap', z, zmin, zmax, colorscale: options.diverging === true ? diverging : (sequential as ColourScale),
    ...(small ? { text: rows.map((r) => r.map((v) => (Number.isFinite(v) ? say(v, 2) : ''))), texttemplate: '%{text}', textfont: { size: m > 8 ? 9 : 11 }, xgap: 1, ygap: 1 } : {}),
    hovertemplate: `${plain(options.yLabel)} %{y}, ${plain(options.xLabel)} %{x}: ${small ? '%{text}' : log ? '10^%{z}' : '%{z}'}<extra></extra>`,
    colorbar: { thickness: 12, len: 1, outlinewidth: 0, x: 1.02, tickvals: bar.at, ticktext: bar.text, tickfont: { size: size.tick } },
  };
  const side = (title: string, count: number, names: readonly string[] | undefined, down: boolean): ReturnType<typeof axis> => axis({
    title: plain(title), range: down ? [count - 0.5, -0.5] : [-0.5, count - 0.5], grid: false,
    ...(names ? { tickvals: names.map((_, i) => i), ticktext: names.map(plain) } : count <= 12 ? { tickvals: Array.from({ length: count }, (_, i) => i) } : {}),
  });
  const height = options.height ?? Math.min(460, Math.max(240, 130 + n * (small ? 34 : Math.min(24, (WIDTH - 180) / m))));
  const layout = frame({ title: options.title, height: Math.round(height), axes: { xaxis: side(options.xLabel, m, xNames, false), yaxis: side(options.yLabel, n, yNames, true) }, right, ...(note === '' ? {} : { note }) });
  const name = (i: number, j: number): string => `${options.yLabel} ${yNames?.[i] ?? i}, ${options.xLabel} ${xNames?.[j] ?? j}`;
  const alt = sentences(options.title, `Heatmap of ${options.unit}${log ? ' (log colours)' : ''}: ${n} rows (${options.yLabel}) by ${m} columns (${options.xLabel}).`,
    describeMatrix(rows, name), small ? rows.map((r, i) => `${yNames?.[i] ?? `Row ${i}`}: ${r.map((v) => say(v, 2)).join(', ')}.`).join(' ') : '', note);
  // The unit as an annotation: Plotly sets a title of the colour bar over long tick labels.
  const unit = { text: plain(options.unit), x: 1, xref: 'paper', xanchor: 'right', xshift: right - 6, y: 0.5, yref: 'paper', textangle: 90, showarrow: false, font: { size: size.tick } } as const;
  return { data: [trace], layout: { ...layout, annotations: [...(layout.annotations ?? []), unit] }, alt };
}

/** Options of {@link scoreMatrix}. */
export interface ScoreMatrixOptions { readonly taskNames: readonly string[]; readonly title: string; readonly unit?: string; readonly yLabel?: string; readonly log?: boolean; readonly min?: number; readonly max?: number }

/** The score matrix of a continual learner with its values: row i after training on task i, column j the score on task j. */
export function scoreMatrix(R: readonly (ArrayLike<number>)[], options: ScoreMatrixOptions): Figure {
  const { taskNames, title, unit, yLabel, log, min, max } = options;
  if (R.length !== taskNames.length || R.some((r) => r.length !== taskNames.length)) throw new RangeError(`score matrix is ${R.length} x ${R[0]?.length}, expected ${taskNames.length} x ${taskNames.length} for tasks ${taskNames.join(', ')}`);
  return heatmap(R, { title, xLabel: 'evaluated on', yLabel: 'after training on', unit: unit ?? yLabel ?? 'score', xNames: taskNames, yNames: taskNames, write: true, log, min, max });
}

/** The memory bank: a row a slot, a column a place in the word, colours about 0. Shape `[slots, word]`. */
export function memoryHeatmap(memory: readonly (ArrayLike<number>)[], options: { readonly title: string; readonly unit?: string; readonly height?: number; readonly note?: string }): Figure {
  return heatmap(memory, { unit: 'value', ...options, xLabel: 'word position', yLabel: 'slot', diverging: true, write: false });
}

function ends(z: readonly (readonly (number | null)[])[], o: HeatmapOptions, scale: (v: number) => number): [number, number] {
  let low = Infinity, high = -Infinity;
  for (const v of z.flat()) if (v !== null) { low = Math.min(low, v); high = Math.max(high, v); }
  if (low > high) throw new RangeError(`heatmap "${o.title}": no cell has a value that can be drawn${o.log === true ? ' on a log scale (all are 0 or below)' : ''}`);
  if (o.min !== undefined) low = scale(o.min);
  if (o.max !== undefined) high = scale(o.max);
  if (o.diverging === true) { const reach = Math.max(Math.abs(low), Math.abs(high)) || 1; return [-reach, reach]; }
  return low < high ? [low, high] : [low - (Math.abs(low) || 1) / 2, low + (Math.abs(low) || 1) / 2];
}

/** Ticks of the colour bar, written out so that both drawings show the same. */
function barTicks(low: number, high: number, log: boolean): { at: number[]; text: string[] } {
  const marks = log ? ticks({ type: 'log', range: [low, high], nticks: high - low < 1 ? 4 : Math.min(5, (high - low) / 0.31) }, 'y', 240) : ticks({ range: [low, high], nticks: 6 }, 'y', 240);
  return { at: marks.map((t) => round(t.at)), text: marks.map((t) => say(log ? 10 ** t.at : t.at).replace('-', '−')) };
}

/** Keeps the digits that 2,000 steps from end to end need. */
function shortened(low: number, high: number): (v: number) => number {
  const digits = Math.min(15, Math.max(2, Math.ceil(Math.log10(2000 * Math.max(Math.abs(low), Math.abs(high)) / (high - low)))));
  return (v) => round(v, digits);
}

function check(rows: readonly number[][], o: HeatmapOptions): void {
  const m = rows[0]?.length ?? 0;
  if (m === 0) throw new RangeError(`heatmap "${o.title}" is empty: ${rows.length} rows of ${m} columns`);
  rows.forEach((r, i) => { if (r.length !== m) throw new RangeError(`heatmap "${o.title}": row ${i} has ${r.length} values, row 0 has ${m}`); });
  for (const [what, names, count] of [['xNames', o.xNames, m], ['yNames', o.yNames, rows.length]] as const) {
    if (names && names.length !== count) throw new RangeError(`heatmap "${o.title}": ${what} has ${names.length} names, the matrix needs ${count}`);
  }
}
