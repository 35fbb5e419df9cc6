import { sum } from '../../core/numbers';
import type { Figure, ScatterTrace, Trace } from '../figure';
import { fontSize } from '../axes';
import { LEGEND_SAMPLE, legendColumns, legendEntry } from '../frame';
import { ink } from '../palette';
import { dashes } from './dashes';
import type { PixelBox } from './panels';
import { traceColour } from './traces';
import { words } from './words';

/** The legend above the plot: a sample of each trace and its name, in rows. */
export function legend(f: Figure, plot: PixelBox): object[] {
  const entries = f.data
    .map((t, i) => ({ t, colour: traceColour(t, i) }))
    .filter(({ t }) => t.showlegend !== false && t.type !== 'heatmap' && t.name !== undefined);
  if (f.layout.showlegend === false || (f.layout.showlegend !== true && entries.length < 2))
    return [];
  const spec = f.layout.legend ?? {};
  const font = ((spec.font ?? {}) as { size?: number }).size ?? fontSize.legend;
  const row = Math.round(font * 1.3) + 4;
  const widths = entries.map(({ t }) => legendEntry(t.name ?? '', font));
  const widest = Math.max(...widths);
  const room = f.layout.width - f.layout.margin.l - f.layout.margin.r;
  const column = spec.orientation === 'v';
  const oneRow = !column && sum(widths) <= room;
  const across = column ? 1 : legendColumns(widths, room);
  const rows = Math.ceil(entries.length / across);
  const [x, y] = [numberOr(spec.x, 0), numberOr(spec.y, 1)];
  const edge = plot.top + (1 - y) * plot.height;
  const top = column ? edge + 4 : edge - rows * row - 4;
  const start = plot.left + x * plot.width;
  return entries.flatMap(({ t, colour }, i) => {
    const left = start + (oneRow ? sum(widths.slice(0, i)) : (i % across) * widest);
    const middle = top + Math.floor(i / across) * row + row / 2;
    return [
      ...sample(t, colour, left, middle),
      words(t.name ?? '', { x: left + LEGEND_SAMPLE, y: middle, size: font, colour: ink.text }),
    ];
  });
}

const numberOr = (value: unknown, other: number): number =>
  typeof value === 'number' ? value : other;

/** The piece of a trace that stands before its name. */
function sample(t: Trace, colour: string, left: number, y: number): object[] {
  const common = { silent: true, z: 10 };
  if (t.type === 'bar') {
    const shape = { x: left + 14, y: y - 6, width: 12, height: 12 };
    return [{ ...common, type: 'rect', shape, style: { fill: colour } }];
  }
  if (t.type !== 'scatter') return [];
  const out: object[] = [];
  if (t.mode.includes('lines')) {
    const lineWidth = t.line?.width ?? 2;
    const shape = { x1: left + 5, y1: y, x2: left + 35, y2: y };
    const style = { stroke: colour, lineWidth, lineDash: dashes(t.line?.dash, lineWidth) };
    out.push({ ...common, type: 'line', shape, style });
  }
  if (t.mode.includes('markers')) {
    const style = { fill: t.marker?.color ?? colour };
    out.push({ ...common, ...marker(t.marker, left + 20, y), style });
  }
  return out;
}

function marker(spec: ScatterTrace['marker'], x: number, y: number): object {
  const { symbol = 'circle', size = 6 } = spec ?? {};
  const r = size / 2;
  if (symbol === 'circle') return { type: 'circle', shape: { cx: x, cy: y, r } };
  const corners = symbol === 'square' ? SQUARE : DIAMOND;
  const points = corners.map(([dx, dy]) => [x + dx * r, y + dy * r]);
  return { type: 'polygon', shape: { points } };
}

const SQUARE = [
  [-1, -1],
  [1, -1],
  [1, 1],
  [-1, 1],
];
const DIAMOND = [
  [0, -1.3],
  [1.3, 0],
  [0, 1.3],
  [-1.3, 0],
];
