import type { Dash, ScatterTrace } from './figure';
import { round } from './figure';
import { seriesColours, withOpacity } from './palette';
import { plain } from './text';

/** One line of a chart. `low` and `high` bound its interval band; `method` gives the colour where the name is not a method's. */
export interface Series {
  readonly name: string;
  readonly y: ArrayLike<number>;
  /** Default 1, 2, 3... */
  readonly x?: ArrayLike<number>;
  readonly low?: ArrayLike<number>;
  readonly high?: ArrayLike<number>;
  readonly method?: string;
  /** A colour of its own, where the palette's would not do. */
  readonly colour?: string;
  readonly dash?: Dash;
}

/** Colours for these series: by method, by name, else the free ones in order. */
export function coloursOf(series: readonly { readonly name: string; readonly method?: string; readonly colour?: string }[]): string[] {
  const given = seriesColours(series.map((s) => s.method ?? s.name));
  return series.map((s, i) => s.colour ?? given[i]);
}

/** Throws when the arrays of a series do not go together, saying which and how. */
export function checkSeries(s: Series): void {
  if (s.y.length === 0) throw new RangeError(`series "${s.name}" is empty: y has no value`);
  for (const part of ['x', 'low', 'high'] as const) {
    const values = s[part];
    if (values !== undefined && values.length !== s.y.length) {
      throw new RangeError(`series "${s.name}": ${part} has ${values.length} values, y has ${s.y.length}; they must be equally many`);
    }
  }
  if ((s.low === undefined) !== (s.high === undefined)) throw new RangeError(`series "${s.name}": low and high must come together`);
}

export const xOf = (s: Series): number[] => (s.x === undefined ? Array.from(s.y, (_, i) => i + 1) : Array.from(s.x));

/** Values as Plotly takes them: rounded, and `null`, a gap, where there is nothing that can be drawn. */
export const clean = (values: ArrayLike<number | null>, log = false): (number | null)[] =>
  Array.from(values, (v) => (v === null || v === undefined || !Number.isFinite(v) || (log && v <= 0) ? null : round(v)));

export interface LineOptions { readonly log?: boolean; readonly floor?: number; readonly axes?: { readonly xaxis: string; readonly yaxis: string }; readonly legend?: boolean; readonly colour: string }

/** The line of a series, and before it its interval band if it has one. A band that reaches 0 on a log axis is cut at `floor`. */
export function lines(s: Series, options: LineOptions): ScatterTrace[] {
  const { log = false, floor = 0, axes = {}, legend = true, colour } = options;
  const x = xOf(s), name = plain(s.name), out: ScatterTrace[] = [];
  if (s.low && s.high) {
    const at = x.map((_, i) => i).filter((i) => Number.isFinite(s.low![i]) && Number.isFinite(s.high![i]) && (!log || s.high![i] > 0));
    const lower = at.map((i) => (log && s.low![i] < floor ? floor : s.low![i]));
    if (at.length > 1) {
      out.push({
        type: 'scatter', mode: 'none', name, ...axes, x: [...at, ...at.slice().reverse()].map((i) => round(x[i])),
        y: [...at.map((i) => round(s.high![i])), ...lower.reverse().map((v) => round(v))],
        fill: 'toself', fillcolor: withOpacity(colour, 0.18), hoverinfo: 'skip', showlegend: false, legendgroup: name,
      });
    }
  }
  const few = s.y.length <= 12;
  out.push({
    type: 'scatter', mode: few ? 'lines+markers' : 'lines', name, ...axes, x: x.map((v) => round(v)), y: clean(s.y, log),
    line: { color: colour, width: 2, ...(s.dash ? { dash: s.dash } : {}) }, ...(few ? { marker: { size: 6, color: colour } } : {}),
    legendgroup: name, ...(legend ? {} : { showlegend: false }),
  });
  return out;
}
