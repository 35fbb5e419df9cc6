import { axisRoom, gap, size } from './axes';
import type { Annotation, Axis, Layout } from './figure';
import { round } from './numbers';
import { ink } from './palette';
import { fontFamily, lineCount, plain, textWidth, unmark, wrap } from './text';

/** Every figure is this wide in pixels: a PDF page holds it uncut. */
export const WIDTH = 640;
const RIGHT = 16;

export interface FrameOptions {
  readonly title: string;
  readonly height?: number;
  /** Names in the legend, in order; none or one name gives no legend. */
  readonly legend?: readonly string[];
  readonly axes: Readonly<Record<string, Axis>>;
  /** Pixels kept free at the right, for a colour bar. */
  readonly right?: number;
  /** Pixels kept free between legend and plot, for panel titles. */
  readonly top?: number;
  /** One title for the y axes of all panels. */
  readonly yTitle?: string;
  /** Small grey text at the very bottom: what was left out, what a band means. */
  readonly note?: string;
}

/**
 * Room for title, legend, labels and note around the axes, worked out from the text so that nothing
 * is cut.
 */
export function frame(options: FrameOptions): Layout {
  const { height = 380, right = RIGHT, top = 0, legend = [], note } = options;
  const title = wrap(plain(options.title), size.title, WIDTH - 24);
  const rows = legend.length > 1 ? legendRows(legend, WIDTH - 80) : 0;
  const bottomAxes = Object.entries(options.axes).filter(([k]) => k.startsWith('x'));
  const noteText = note === undefined ? '' : wrap(plain(note), size.note, WIDTH - 24);
  const noteRoom = note === undefined ? 0 : lineCount(noteText) * size.note * 1.3 + 4;
  const t = Math.round(
    12 + (options.title === '' ? 0 : lineCount(title) * size.title * 1.3) + rows * 20 + top + 8,
  );
  const b = Math.round(
    Math.max(...bottomAxes.map(([, a]) => axisRoom(a, 'x', 400))) + noteRoom + 4,
  );
  const plotHeight = height - t - b;
  const axes = Object.fromEntries(
    Object.entries(options.axes).map(([k, a]) => [
      k,
      k.startsWith('y') ? wrapped(a, plotHeight) : a,
    ]),
  );
  const leftAxes = Object.entries(axes).filter(([k]) => k.startsWith('y'));
  const shared = options.yTitle === undefined ? '' : wrap(options.yTitle, size.axis, plotHeight);
  const share = (a: Axis): number => (a.domain ? a.domain[1] - a.domain[0] : 1) * plotHeight;
  const l =
    Math.max(...leftAxes.map(([, a]) => axisRoom(a, 'y', share(a)))) +
    4 +
    (shared === '' ? 0 : lineCount(shared) * size.axis * 1.3 + gap.title);
  return {
    title: {
      text: title,
      x: 12 / WIDTH,
      xanchor: 'left',
      xref: 'container',
      y: titleY(title, height),
      yanchor: 'top',
      yref: 'container',
      font: { size: size.title },
    },
    width: WIDTH,
    height,
    margin: { l, r: right, t, b },
    font: { family: fontFamily, size: size.tick, color: ink.text },
    paper_bgcolor: ink.paper,
    plot_bgcolor: ink.paper,
    hovermode: 'closest',
    showlegend: rows > 0,
    ...(rows > 0
      ? {
          legend: {
            orientation: 'h',
            x: 0,
            xanchor: 'left',
            y: round(1 + (top + 4) / plotHeight, 4),
            yanchor: 'bottom',
            traceorder: 'normal',
            font: { size: size.legend },
          },
        }
      : {}),
    ...axes,
    annotations: [
      ...(note === undefined ? [] : [noteAnnotation(noteText, b, l)]),
      ...(shared === '' ? [] : [sharedTitle(shared, l)]),
    ],
  };
}

/** The y title in lines no longer than the plot is high. */
const wrapped = (a: Axis, height: number): Axis =>
  a.title ? { ...a, title: { ...a.title, text: wrap(a.title.text, size.axis, height) } } : a;

const sharedTitle = (text: string, left: number): Annotation => ({
  text,
  x: 0,
  xref: 'paper',
  xanchor: 'left',
  xshift: -left + 6,
  y: 0.5,
  yref: 'paper',
  textangle: -90,
  showarrow: false,
  font: { size: size.axis },
});

function noteAnnotation(text: string, bottom: number, left: number): Annotation {
  return {
    text,
    x: 0,
    xref: 'paper',
    xanchor: 'left',
    xshift: -left + 12,
    y: 0,
    yref: 'paper',
    yanchor: 'bottom',
    yshift: -bottom + 2,
    align: 'left',
    showarrow: false,
    font: { size: size.note, color: ink.soft },
  };
}

/**
 * The text of the small print among these annotations, as it was given; undefined where there is
 * none.
 */
export function noteOf(annotations: readonly Annotation[] = []): string | undefined {
  const found = annotations.find(
    (a) => a.xref === 'paper' && a.yref === 'paper' && a.y === 0 && a.yanchor === 'bottom',
  );
  return found && unmark(found.text).replace(/\n/g, ' ');
}

/** Plotly hangs only the first half of a title of several lines below its place. */
export const titleY = (title: string, height: number): number =>
  round(1 - (10 + (lineCount(title) - 1) * size.title * 0.65) / height, 4);

/** Rows of a horizontal legend: one where all fit, else columns as wide as the widest name. */
export function legendRows(names: readonly string[], width: number): number {
  const widths = names.map((n) => 45 + textWidth(plain(n), size.legend));
  const total = widths.reduce((a, b) => a + b, 0);
  if (total <= width) return 1;
  return Math.ceil(names.length / Math.max(1, Math.floor(width / Math.max(...widths))));
}
