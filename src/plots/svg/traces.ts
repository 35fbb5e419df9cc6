import type { BarTrace, ScatterTrace, Trace } from '../figure';
import { colours } from '../palette';
import { dashes } from './dashes';
import { custom } from './custom';
import type { Api } from './echarts';
import { heatmapSeries } from './heat';
import type { PanelView } from './panels';
import { words } from './words';

type Point = [number, number | null];
/** What one trace needs to know about the others. */
interface Around {
  readonly panel: PanelView;
  readonly index: number;
  readonly order: number;
  /** The bars that share its axes. */
  readonly bars: readonly BarTrace[];
  readonly layout: { readonly [key: string]: unknown };
}

/** The series of ECharts that draw one trace. */
export function traceSeries(t: Trace, around: Around): object[] {
  const base = {
    xAxisIndex: around.index,
    yAxisIndex: around.index,
    animation: false,
    silent: true,
    z: 2,
  };
  switch (t.type) {
    case 'scatter':
      return scatter(t, around, base);
    case 'bar':
      return bar(t, around, base);
    case 'heatmap':
      return heatmapSeries(t, around.panel, base);
  }
}

/** The colour of a trace; the palette in order where it names none. */
export function traceColour(t: Trace, order: number): string {
  const colour = t.type === 'scatter' ? (t.line?.color ?? t.marker?.color) : barColour(t);
  return colour ?? colours[order % colours.length];
}

/** The colour of the first bar, or of all. */
function barColour(t: Trace): string | undefined {
  const colour = t.type === 'bar' ? t.marker?.color : undefined;
  return typeof colour === 'string' ? colour : colour?.[0];
}

/**
 * Places of the points, 0 to 1 along both axes. What cannot be drawn, or has no x, is null: a gap
 * in a line.
 */
function points(t: ScatterTrace | BarTrace, p: PanelView, shift = 0): Point[] {
  const x = (v: number | string | null): number | null =>
    place(p, 'x', typeof v === 'string' || v === null ? v : v + shift);
  return t.y.map((y, i): Point => {
    const across = x(t.x[i] ?? null);
    return across === null ? [0, null] : [across, place(p, 'y', y)];
  });
}
function place(p: PanelView, side: 'x' | 'y', v: number | string | null): number | null {
  const at = v === null ? NaN : p[side].at(v);
  return Number.isFinite(at) ? at : null;
}

function scatter(t: ScatterTrace, around: Around, base: object): object[] {
  const data = points(t, around.panel);
  const colour = traceColour(t, around.order);
  const out: object[] = [];
  if (t.fill === 'toself') {
    const corners = data.filter((q): q is [number, number] => q[1] !== null);
    const style = { fill: t.fillcolor ?? colour };
    const outline = (api: Api): object => ({ points: corners.map((corner) => api.coord(corner)) });
    out.push(custom(base, 1, (api) => ({ type: 'polygon', shape: outline(api), style })));
  }
  const lines = t.mode.includes('lines');
  const markers = t.mode.includes('markers');
  const width = t.line?.width ?? 2;
  const opacity = t.opacity ?? 1;
  const dash = dashes(t.line?.dash, width);
  const stroke = { color: colour, width, type: dash, cap: 'butt', join: 'round', opacity };
  if (lines || markers) {
    out.push({
      ...base,
      type: 'line',
      data: data.map(([x, y]) => [x, y ?? '-']),
      showSymbol: markers,
      symbol: t.marker?.symbol === 'square' ? 'rect' : (t.marker?.symbol ?? 'circle'),
      // Plotly's diamonds are wider than its circles
      symbolSize: (t.marker?.size ?? 6) * (t.marker?.symbol === 'diamond' ? 1.3 : 1),
      itemStyle: { color: t.marker?.color ?? colour, borderWidth: 0, opacity },
      // sampling would draw a line through the gaps
      ...(data.some(([, y]) => y === null) ? {} : { sampling: 'minmax' }),
      lineStyle: lines ? stroke : { width: 0, opacity: 0 },
    });
  }
  return [...out, ...errorBars(t, data, around.panel, base)];
}

function bar(t: BarTrace, around: Around, base: object): object[] {
  const { panel, bars, layout } = around;
  const k = bars.indexOf(t);
  const wide = (1 - ((layout.bargap as number | undefined) ?? 0.2)) / bars.length;
  const data = points(t, panel, (k - (bars.length - 1) / 2) * wide);
  const zero = panel.y.log ? 0 : panel.y.at(0);
  const half = (panel.x.at(wide) - panel.x.at(0)) / 2;
  const own = t.marker?.color;
  const colour = (i: number): string =>
    typeof own === 'object' ? own[i] : traceColour(t, around.order);
  const bodies = custom(base, data.length, (api, i) => {
    const [x, y] = data[i];
    if (y === null) return null;
    const [x0, y0] = api.coord([x - half, Math.max(y, zero)]);
    const [x1, y1] = api.coord([x + half, Math.min(y, zero)]);
    const shape = { x: x0, y: y0, width: x1 - x0, height: y1 - y0 };
    return { type: 'rect', shape, style: { fill: colour(i) } };
  });
  const numbers = custom(base, data.length, (api, i) => {
    const [x, y] = data[i];
    if (y === null) return null;
    const [left, top] = api.coord([x, y]);
    const below = y < zero;
    return words(t.text?.[i] ?? '', {
      x: left,
      y: top + (below ? 4 : -4),
      size: t.textfont?.size ?? 12,
      colour: t.textfont?.color ?? '#222222',
      align: 'center',
      baseline: below ? 'top' : 'bottom',
    });
  });
  const written = t.text && t.textposition === 'outside';
  return [
    bodies,
    ...errorBars(t, data, panel, base),
    ...(written ? [{ ...numbers, clip: false, z: 4 }] : []),
  ];
}

/** The error bars of a trace at its points, if it has any. */
function errorBars(
  { error_y: e, y }: ScatterTrace | BarTrace,
  data: readonly Point[],
  panel: PanelView,
  base: object,
): object[] {
  if (!e) return [];
  const half = e.width ?? 4;
  const style = { stroke: e.color ?? '#444444', lineWidth: e.thickness ?? 2, fill: 'none' };
  const bars = custom(base, data.length, (api, i) => {
    const value = y[i];
    const up = e.array[i];
    const down = (e.arrayminus ?? e.array)[i];
    if (value === null || up === null || down === null) return null;
    const high = place(panel, 'y', value + up);
    const low = place(panel, 'y', value - down) ?? 0;
    if (high === null) return null;
    const [x, top] = api.coord([data[i][0], high]);
    const [, bottom] = api.coord([data[i][0], Math.max(low, 0)]);
    const cap = (at: number): string => `M${n(x - half)} ${n(at)}H${n(x + half)}`;
    const stem = `M${n(x)} ${n(bottom)}V${n(top)}`;
    return { type: 'path', shape: { pathData: `${stem}${cap(top)}${cap(bottom)}` }, style };
  });
  return [{ ...bars, z: 3 }];
}
const n = (v: number): number => Math.round(v * 10) / 10;
