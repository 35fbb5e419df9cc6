import type { Annotation, Figure, Shape } from '../figure';
import { ink } from '../palette';
import { lineCount, textWidth } from '../text';
import { dashes } from './dashes';
import { plotBox, type Panel } from './panels';
import { words } from './words';

/**
 * Turns a coordinate of a shape or annotation into pixels. Annotations give powers of ten on a log
 * axis, shapes give values: Plotly's rule.
 */
function pixel(
  f: Figure,
  panels: readonly Panel[],
  side: 'x' | 'y',
  value: number,
  ref: string | undefined,
  powers: boolean,
): number {
  const box = plotBox(f);
  const r = ref ?? side;
  const along = (start: number, length: number, place: number): number =>
    side === 'x' ? start + place * length : start + (1 - place) * length;
  if (r === 'paper')
    return side === 'x' ? along(box.left, box.width, value) : along(box.top, box.height, value);
  const [id, domain] = r.split(' ');
  const p = panels.find((q) => q[side].id === id);
  if (p === undefined)
    throw new Error(`figure: ${side}ref "${r}" names an axis that no trace uses`);
  const start = side === 'x' ? p.left : p.top;
  const length = side === 'x' ? p.width : p.height;
  const v = p[side];
  const place = domain === 'domain' ? value : v.log && powers ? v.at(10 ** value) : v.at(value);
  return along(start, length, place);
}

/** Under the grid, between grid and data, over the data. */
const LAYER = { below: -1, between: 1, above: 6 } as const;

/** Lines, boxes and circles of the layout. */
export function shapeElements(f: Figure, panels: readonly Panel[]): object[] {
  return (f.layout.shapes ?? []).map((s: Shape) => {
    const x0 = pixel(f, panels, 'x', s.x0, s.xref, false);
    const x1 = pixel(f, panels, 'x', s.x1, s.xref, false);
    const y0 = pixel(f, panels, 'y', s.y0, s.yref, false);
    const y1 = pixel(f, panels, 'y', s.y1, s.yref, false);
    const width = s.line?.width ?? 2;
    const common = { silent: true, z: LAYER[s.layer ?? 'above'] };
    const style = {
      stroke: s.line?.color ?? '#444444',
      lineWidth: width,
      lineDash: dashes(s.line?.dash, width),
      fill: s.fillcolor ?? 'none',
      opacity: s.opacity ?? 1,
    };
    if (s.type === 'line')
      return { ...common, type: 'line', shape: { x1: x0, y1: y0, x2: x1, y2: y1 }, style };
    const x = Math.min(x0, x1);
    const y = Math.min(y0, y1);
    const w = Math.abs(x1 - x0);
    const h = Math.abs(y1 - y0);
    return s.type === 'rect'
      ? { ...common, type: 'rect', shape: { x, y, width: w, height: h }, style }
      : {
          ...common,
          type: 'ellipse',
          shape: { cx: x + w / 2, cy: y + h / 2, rx: w / 2, ry: h / 2 },
          style,
        };
  });
}

/** Texts of the layout and their arrows. */
export function annotationElements(f: Figure, panels: readonly Panel[]): object[] {
  return (f.layout.annotations ?? []).flatMap((a: Annotation) => {
    const x = pixel(f, panels, 'x', a.x, a.xref, true) + (a.xshift ?? 0);
    const y = pixel(f, panels, 'y', a.y, a.yref, true) - (a.yshift ?? 0);
    const size = a.font?.size ?? 12;
    const colour = a.font?.color ?? ink.text;
    const out: object[] = [];
    if (a.showarrow === true || (a.showarrow === undefined && a.ax !== undefined))
      out.push(...arrow(f, panels, a, x, y));
    if (a.text === '') return out;
    const w = textWidth(a.text, size) + 2;
    const h = lineCount(a.text) * size * 1.3;
    const turned = a.textangle === -90 || a.textangle === 90;
    const [bw, bh] = turned ? [h, w] : [w, h];
    const xa = a.xanchor ?? 'center';
    const ya = a.yanchor ?? 'middle';
    const left = xa === 'left' ? x : xa === 'right' ? x - bw : x - bw / 2;
    const top = ya === 'top' ? y : ya === 'bottom' ? y - bh : y - bh / 2;
    const align = turned ? 'center' : (a.align ?? 'center');
    const at =
      turned || align === 'center' ? left + bw / 2 : align === 'left' ? left + 1 : left + bw - 1;
    if (a.bgcolor !== undefined)
      out.push({
        type: 'rect',
        silent: true,
        z: 9,
        shape: { x: left, y: top, width: bw, height: bh },
        style: { fill: a.bgcolor },
      });
    out.push(words(a.text, { x: at, y: top + bh / 2, size, colour, align, rotate: a.textangle }));
    return out;
  });
}

function arrow(f: Figure, panels: readonly Panel[], a: Annotation, x: number, y: number): object[] {
  const fromX =
    a.axref && a.axref !== 'pixel'
      ? pixel(f, panels, 'x', a.ax ?? 0, a.axref, true)
      : x + (a.ax ?? 0);
  const fromY =
    a.ayref && a.ayref !== 'pixel'
      ? pixel(f, panels, 'y', a.ay ?? 0, a.ayref, true)
      : y + (a.ay ?? 0);
  const width = a.arrowwidth ?? 1;
  const long = Math.hypot(x - fromX, y - fromY) || 1;
  const ux = (x - fromX) / long;
  const uy = (y - fromY) / long;
  const head = 5 * width * (a.arrowsize ?? 1);
  const stop = a.standoff ?? 0;
  const tipX = x - ux * stop;
  const tipY = y - uy * stop;
  const backX = tipX - ux * head * 0.8;
  const backY = tipY - uy * head * 0.8;
  const colour = a.arrowcolor ?? '#444444';
  const common = { silent: true, z: 8 };
  return [
    {
      ...common,
      type: 'line',
      shape: { x1: fromX, y1: fromY, x2: backX, y2: backY },
      style: { stroke: colour, lineWidth: width },
    },
    {
      ...common,
      type: 'polygon',
      shape: {
        points: [
          [tipX, tipY],
          [tipX - ux * head - (uy * head) / 2, tipY - uy * head + (ux * head) / 2],
          [tipX - ux * head + (uy * head) / 2, tipY - uy * head - (ux * head) / 2],
        ],
      },
      style: { fill: colour },
    },
  ];
}
