import type { BarTrace, ErrorBars, ScatterTrace, Trace } from '../figure';
import { colours } from '../palette';
import { dashes } from './dashes';
import type { Api } from './echarts';
import type { Panel } from './panels';
import { heatmapSeries } from './heat';
import { words } from './words';

type Point = [number, number | null];
/** What one trace needs to know about the others. */
export interface Around {
  readonly panel: Panel;
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

/** The colour of a trace that names none: the palette in order. */
export const traceColour = (t: Trace, order: number): string => {
  if (t.type === 'scatter')
    return t.line?.color ?? t.marker?.color ?? colours[order % colours.length];
  const c = t.type === 'bar' ? t.marker?.color : undefined;
  return typeof c === 'string' ? c : (c?.[0] ?? colours[order % colours.length]);
};

/**
 * Places of the points, 0 to 1 along both axes; what cannot be drawn is null. Points without an x
 * are left out.
 */
function points(t: ScatterTrace | BarTrace, p: Panel, shift = 0): Point[] {
  const x = (v: number | string | null): number | null =>
    place(p, 'x', typeof v === 'string' || v === null ? v : v + shift);
  return t.y
    .map((y, i): [number | null, number | null] => [x(t.x[i] ?? null), place(p, 'y', y)])
    .filter((q): q is Point => q[0] !== null);
}
function place(p: Panel, side: 'x' | 'y', v: number | string | null): number | null {
  const at = v === null ? NaN : p[side].at(v);
  return Number.isFinite(at) ? at : null;
}

function scatter(t: ScatterTrace, around: Around, base: object): object[] {
  const data = points(t, around.panel);
  const colour = traceColour(t, around.order);
  const out: object[] = [];
  if (t.fill === 'toself')
    out.push(
      shape(base, 1, (api) => ({
        type: 'polygon',
        shape: {
          points: data.filter((q): q is [number, number] => q[1] !== null).map((q) => api.coord(q)),
        },
        style: { fill: t.fillcolor ?? colour },
      })),
    );
  const lines = t.mode.includes('lines');
  const markers = t.mode.includes('markers');
  const width = t.line?.width ?? 2;
  if (lines || markers) {
    out.push({
      ...base,
      type: 'line',
      data: data.map(([x, y]) => [x, y ?? '-']),
      showSymbol: markers,
      symbol: t.marker?.symbol === 'square' ? 'rect' : (t.marker?.symbol ?? 'circle'),
      // Plotly's diamonds are wider than its circles
      symbolSize: (t.marker?.size ?? 6) * (t.marker?.symbol === 'diamond' ? 1.3 : 1),
      itemStyle: { color: t.marker?.color ?? colour, borderWidth: 0, opacity: t.opacity ?? 1 },
      sampling: 'minmax',
      lineStyle: lines
        ? {
            color: colour,
            width,
            type: dashes(t.line?.dash, width),
            cap: 'butt',
            join: 'round',
            opacity: t.opacity ?? 1,
          }
        : { width: 0, opacity: 0 },
    });
  }
  if (t.error_y)
    out.push(
      errors(
        t.error_y,
        t.y,
        data.map((q) => q[0]),
        around.panel,
        base,
      ),
    );
  return out;
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
  const out: object[] = [
    shape(base, data.length, (api, i) => {
      const [x, y] = data[i];
      if (y === null) return null;
      const [x0, y0] = api.coord([x - half, Math.max(y, zero)]);
      const [x1, y1] = api.coord([x + half, Math.min(y, zero)]);
      return {
        type: 'rect',
        shape: { x: x0, y: y0, width: x1 - x0, height: y1 - y0 },
        style: { fill: colour(i) },
      };
    }),
  ];
  if (t.error_y)
    out.push(
      errors(
        t.error_y,
        t.y,
        data.map((q) => q[0]),
        panel,
        base,
      ),
    );
  if (t.text && t.textposition === 'outside') {
    out.push({
      ...shape(base, data.length, (api, i) => {
        const y = data[i][1];
        if (y === null) return null;
        const [px, py] = api.coord([data[i][0], y]);
        const below = y < zero;
        return words(t.text?.[i] ?? '', {
          x: px,
          y: py + (below ? 4 : -4),
          size: t.textfont?.size ?? 12,
          colour: t.textfont?.color ?? '#222222',
          align: 'center',
          baseline: below ? 'top' : 'bottom',
        });
      }),
      clip: false,
      z: 4,
    });
  }
  return out;
}

function errors(
  e: ErrorBars,
  y: readonly (number | null)[],
  x: readonly number[],
  panel: Panel,
  base: object,
): object {
  const half = e.width ?? 4;
  const style = { stroke: e.color ?? '#444444', lineWidth: e.thickness ?? 2, fill: 'none' };
  return {
    ...shape(base, x.length, (api, i) => {
      const v = y[i];
      const up = e.array[i];
      const down = (e.arrayminus ?? e.array)[i];
      if (v === null || up === null || down === null) return null;
      const high = place(panel, 'y', v + up);
      const low = place(panel, 'y', v - down) ?? 0;
      if (high === null) return null;
      const [px, top] = api.coord([x[i], high]);
      const [, bottom] = api.coord([x[i], Math.max(low, 0)]);
      return {
        type: 'path',
        shape: {
          pathData:
            `M${n(px)} ${n(bottom)}V${n(top)}M${n(px - half)} ` +
            `${n(top)}H${n(px + half)}M${n(px - half)} ${n(bottom)}H${n(px + half)}`,
        },
        style,
      };
    }),
    z: 3,
  };
}
const n = (v: number): number => Math.round(v * 10) / 10;

/** A custom series: `count` pieces, each drawn by `piece`. */
export function shape(
  base: object,
  count: number,
  piece: (api: Api, index: number) => object | null,
): object {
  return {
    ...base,
    type: 'custom',
    clip: true,
    data: Array.from({ length: count }, (_, i) => [i]),
    encode: {},
    renderItem: (p: { dataIndex: number }, api: Api) => piece(api, p.dataIndex),
  };
}
