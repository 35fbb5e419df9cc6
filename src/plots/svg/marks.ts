import type { Annotation, Figure, Shape } from '../figure';
import { ink } from '../palette';
import { lineCount, textWidth } from '../text';
import { dashes } from './dashes';
import { plotBox, type PanelView, type PixelBox } from './panels';
import { words } from './words';

/** Turns a coordinate of a shape or annotation into pixels. */
type Pixel = (side: 'x' | 'y', value: number, ref: string | undefined) => number;

/**
 * @param powers whether coordinates on a log axis are powers of ten, as Plotly has them in
 * annotations; in shapes they are values
 */
function pixels(f: Figure, panels: readonly PanelView[], powers: boolean): Pixel {
  return (side, value, ref = side) => {
    if (ref === 'paper') return along(side, plotBox(f), value);
    const [id, domain] = ref.split(' ');
    const panel = panels.find((each) => each[side].id === id);
    if (panel === undefined)
      throw new Error(`figure: ${side}ref "${ref}" names an axis that no trace uses`);
    if (domain === 'domain') return along(side, panel, value);
    const axis = panel[side];
    return along(side, panel, axis.at(axis.log && powers ? 10 ** value : value));
  };
}

/** @param place 0 to 1, to the right or from the bottom up */
function along(side: 'x' | 'y', box: PixelBox, place: number): number {
  return side === 'x' ? box.left + place * box.width : box.top + (1 - place) * box.height;
}

/** Under the grid, between grid and data, over the data. */
const LAYER = { below: -1, between: 1, above: 6 } as const;

/** Lines, boxes and circles of the layout. */
export function shapeElements(f: Figure, panels: readonly PanelView[]): object[] {
  const pixel = pixels(f, panels, false);
  return (f.layout.shapes ?? []).map((s: Shape) => {
    const [x0, x1] = [pixel('x', s.x0, s.xref), pixel('x', s.x1, s.xref)];
    const [y0, y1] = [pixel('y', s.y0, s.yref), pixel('y', s.y1, s.yref)];
    const lineWidth = s.line?.width ?? 2;
    const style = {
      stroke: s.line?.color ?? '#444444',
      lineWidth,
      lineDash: dashes(s.line?.dash, lineWidth),
      fill: s.fillcolor ?? 'none',
      opacity: s.opacity ?? 1,
    };
    const common = { silent: true, z: LAYER[s.layer ?? 'above'], style };
    if (s.type === 'line')
      return { ...common, type: 'line', shape: { x1: x0, y1: y0, x2: x1, y2: y1 } };
    const [x, width] = [Math.min(x0, x1), Math.abs(x1 - x0)];
    const [y, height] = [Math.min(y0, y1), Math.abs(y1 - y0)];
    if (s.type === 'rect') return { ...common, type: 'rect', shape: { x, y, width, height } };
    const [rx, ry] = [width / 2, height / 2];
    return { ...common, type: 'ellipse', shape: { cx: x + rx, cy: y + ry, rx, ry } };
  });
}

/** Texts of the layout and their arrows. */
export function annotationElements(f: Figure, panels: readonly PanelView[]): object[] {
  const pixel = pixels(f, panels, true);
  return (f.layout.annotations ?? []).flatMap((a: Annotation) => {
    const x = pixel('x', a.x, a.xref) + (a.xshift ?? 0);
    const y = pixel('y', a.y, a.yref) - (a.yshift ?? 0);
    const pointing = a.showarrow ?? a.ax !== undefined;
    return [...(pointing ? arrow(a, [x, y], pixel) : []), ...textElements(a, x, y)];
  });
}

/** The words of an annotation, and the paper under them. */
function textElements(a: Annotation, x: number, y: number): object[] {
  if (a.text === '') return [];
  const { size = 12, color: colour = ink.text } = a.font ?? {};
  const long = textWidth(a.text, size) + 2;
  const high = lineCount(a.text) * size * 1.3;
  const turned = a.textangle === -90 || a.textangle === 90;
  const [width, height] = turned ? [high, long] : [long, high];
  const left = x - BEFORE[a.xanchor ?? 'center'] * width;
  const top = y - BEFORE[a.yanchor ?? 'middle'] * height;
  const align = turned ? 'center' : (a.align ?? 'center');
  const at = left + { left: 1, center: width / 2, right: width - 1 }[align];
  const place = { x: at, y: top + height / 2 };
  const text = words(a.text, { ...place, size, colour, align, rotate: a.textangle });
  if (a.bgcolor === undefined) return [text];
  const shape = { x: left, y: top, width, height };
  return [{ type: 'rect', silent: true, z: 9, shape, style: { fill: a.bgcolor } }, text];
}

/** How much of a text lies before its anchor. */
const BEFORE = { left: 0, center: 0.5, right: 1, top: 0, middle: 0.5, bottom: 1 } as const;

function arrow(a: Annotation, [x, y]: readonly [number, number], pixel: Pixel): object[] {
  const tail = (side: 'x' | 'y', head: number, ref = 'pixel', value = 0): number =>
    ref === 'pixel' ? head + value : pixel(side, value, ref);
  const fromX = tail('x', x, a.axref, a.ax);
  const fromY = tail('y', y, a.ayref, a.ay);
  const { arrowwidth: width = 1, arrowcolor: colour = '#444444', standoff: stop = 0 } = a;
  const long = Math.hypot(x - fromX, y - fromY) || 1;
  const ux = (x - fromX) / long;
  const uy = (y - fromY) / long;
  const head = 5 * width * (a.arrowsize ?? 1);
  const tipX = x - ux * stop;
  const tipY = y - uy * stop;
  const shaft = {
    x1: fromX,
    y1: fromY,
    x2: tipX - ux * head * 0.8,
    y2: tipY - uy * head * 0.8,
  };
  const points = [
    [tipX, tipY],
    [tipX - ux * head - (uy * head) / 2, tipY - uy * head + (ux * head) / 2],
    [tipX - ux * head + (uy * head) / 2, tipY - uy * head - (ux * head) / 2],
  ];
  const common = { silent: true, z: 8 };
  return [
    { ...common, type: 'line', shape: shaft, style: { stroke: colour, lineWidth: width } },
    { ...common, type: 'polygon', shape: { points }, style: { fill: colour } },
  ];
}
