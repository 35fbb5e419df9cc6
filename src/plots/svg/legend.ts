import type { Figure, Trace } from '../figure';
import { fontSize } from '../axes';
import { ink } from '../palette';
import { textWidth } from '../text';
import { dashes } from './dashes';
import type { Box } from './panels';
import { traceColour } from './traces';
import { words } from './words';

const SAMPLE = 40;
const GAP = 5;

/** The legend above the plot: a sample of each trace and its name, in rows. */
export function legend(f: Figure, plot: Box): object[] {
  const entries = f.data
    .map((t, i) => ({ t, colour: traceColour(t, i) }))
    .filter(({ t }) => t.showlegend !== false && t.type !== 'heatmap' && t.name !== undefined);
  if (f.layout.showlegend === false || (f.layout.showlegend !== true && entries.length < 2))
    return [];
  const spec = f.layout.legend ?? {};
  const font = ((spec.font ?? {}) as { size?: number }).size ?? fontSize.legend;
  const row = Math.round(font * 1.3) + 4;
  const widths = entries.map(({ t }) => SAMPLE + textWidth(t.name ?? '', font) + GAP);
  const total = widths.reduce((a, b) => a + b, 0);
  const room = f.layout.width - f.layout.margin.l - f.layout.margin.r;
  const across =
    total <= room ? entries.length : Math.max(1, Math.floor(room / Math.max(...widths)));
  const rows = Math.ceil(entries.length / across);
  const y = typeof spec.y === 'number' ? spec.y : 1;
  const wide = Math.max(...widths);
  const top = plot.top + (1 - y) * plot.height - rows * row - 4;
  return entries.flatMap(({ t, colour }, i) => {
    const column = i % across;
    const left =
      plot.left + (total <= room ? widths.slice(0, i).reduce((a, b) => a + b, 0) : column * wide);
    const middle = top + Math.floor(i / across) * row + row / 2;
    return [
      ...sample(t, colour, left, middle),
      words(t.name ?? '', { x: left + SAMPLE, y: middle, size: font, colour: ink.text }),
    ];
  });
}

function sample(t: Trace, colour: string, left: number, y: number): object[] {
  if (t.type === 'bar')
    return [
      {
        type: 'rect',
        silent: true,
        z: 10,
        shape: { x: left + 14, y: y - 6, width: 12, height: 12 },
        style: { fill: colour },
      },
    ];
  if (t.type !== 'scatter') return [];
  const width = t.line?.width ?? 2;
  const dash = dashes(t.line?.dash, width);
  const out: object[] = [];
  if (t.mode.includes('lines'))
    out.push({
      type: 'line',
      silent: true,
      z: 10,
      shape: { x1: left + 5, y1: y, x2: left + 35, y2: y },
      style: { stroke: colour, lineWidth: width, lineDash: dash },
    });
  if (t.mode.includes('markers')) {
    const r = (t.marker?.size ?? 6) / 2;
    const common = { silent: true, z: 10, style: { fill: t.marker?.color ?? colour } };
    const x = left + 20;
    const corners =
      t.marker?.symbol === 'square'
        ? [
            [-r, -r],
            [r, -r],
            [r, r],
            [-r, r],
          ]
        : [
            [0, -1.3 * r],
            [1.3 * r, 0],
            [0, 1.3 * r],
            [-1.3 * r, 0],
          ];
    const round = (t.marker?.symbol ?? 'circle') === 'circle';
    out.push(
      round
        ? { ...common, type: 'circle', shape: { cx: x, cy: y, r } }
        : {
            ...common,
            type: 'polygon',
            shape: { points: corners.map(([dx, dy]) => [x + dx, y + dy]) },
          },
    );
  }
  return out;
}
