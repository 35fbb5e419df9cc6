import { sum } from '../core/numbers';
import { axisRoom, gap, fontSize } from './axes';
import { wordsAt } from './annotations';
import type { Annotation, Axis, Layout, Shape } from './figure';
import { round } from './numbers';
import { ink } from './palette';
import { fontFamily, lineCount, plain, textWidth, unmark, wrap } from './text';

/** Every figure is this wide in pixels: a PDF page holds it uncut. */
export const WIDTH = 640;
const RIGHT = 16;

/** Pixels between the sides of the figure and its title or note, together. */
const SIDES = 24;

/** What all figures have that stand in a frame, or none. */
export interface TitledOptions {
  /** What the figure shows, as a finding: "Replay keeps task 1 at 0.002". */
  readonly title: string;
  /** Small print under the figure: what was left out, what a band means, how many seeds. */
  readonly note?: string;
}

interface FrameOptions extends TitledOptions {
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
  readonly shapes?: readonly Shape[];
  readonly annotations?: readonly Annotation[];
}

/**
 * Room for title, legend, labels and note around the axes, worked out from the text so that nothing
 * is cut.
 */
export function frame(options: FrameOptions): Layout {
  const { height = 380, right = RIGHT, top = 0, legend = [], yTitle = '', shapes } = options;
  const title = titleLines(options.title);
  const note = smallLines(options.note);
  const rows = legend.length > 1 ? legendRows(legend, WIDTH - 80) : 0;
  const noteRoom = note === '' ? 0 : linesHigh(note, fontSize.note) + 4;
  const t = Math.round(12 + linesHigh(title, fontSize.title) + rows * 20 + top + 8);
  const b = Math.round(
    Math.max(...axesOf(options.axes, 'x').map((a) => axisRoom(a, 'x', 400))) + noteRoom + 4,
  );
  const plotHeight = height - t - b;
  const axes = Object.fromEntries(
    Object.entries(options.axes).map(([key, a]) => [
      key,
      key.startsWith('y') ? wrapped(a, plotHeight) : a,
    ]),
  );
  const shared = yTitle === '' ? '' : wrap(yTitle, fontSize.axis, plotHeight);
  const share = (a: Axis): number => (a.domain ? a.domain[1] - a.domain[0] : 1) * plotHeight;
  const l =
    Math.max(...axesOf(axes, 'y').map((a) => axisRoom(a, 'y', share(a)))) +
    4 +
    (shared === '' ? 0 : linesHigh(shared, fontSize.axis) + gap.title);
  return {
    title: titleAt(title, titleY(title, height)),
    width: WIDTH,
    height,
    margin: { l, r: right, t, b },
    ...PAPER,
    hovermode: 'closest',
    showlegend: rows > 0,
    ...(rows > 0 ? { legend: legendAt(round(1 + (top + 4) / plotHeight, 4)) } : {}),
    ...axes,
    annotations: [
      ...(note === '' ? [] : [noteAnnotation(note, b, l)]),
      ...(shared === '' ? [] : [sharedTitle(shared, l)]),
      ...(options.annotations ?? []),
    ],
    ...(shapes ? { shapes } : {}),
  };
}

/** A frame as high as a plot of this height needs. */
export function frameAround(plotHeight: number, options: FrameOptions): Layout {
  const { t, b } = frame(options).margin;
  return frame({ ...options, height: Math.round(plotHeight + t + b) });
}

/** Letters and paper of every figure. */
export const PAPER = {
  font: { family: fontFamily, size: fontSize.tick, color: ink.text },
  paper_bgcolor: ink.paper,
  plot_bgcolor: ink.paper,
};

/** A title in Plotly's HTML at the left edge of the figure. */
export function titleAt(text: string, y: number): Layout['title'] {
  const across = { x: 12 / WIDTH, xanchor: 'left', xref: 'container' };
  const down = { y, yanchor: 'top', yref: 'container' };
  return { text, ...across, ...down, font: { size: fontSize.title } };
}

/** A title from outside in lines that fit into the figure. */
export const titleLines = (title: string): string =>
  wrap(plain(title), fontSize.title, WIDTH - SIDES);

/** Small print from outside in lines that fit into the figure; empty where there is none. */
export const smallLines = (note = ''): string => wrap(plain(note), fontSize.note, WIDTH - SIDES);

/** Pixels that the lines of a text are high. */
export const linesHigh = (text: string, size: number): number =>
  text === '' ? 0 : lineCount(text) * size * 1.3;

const axesOf = (axes: Readonly<Record<string, Axis>>, side: 'x' | 'y'): Axis[] =>
  Object.keys(axes)
    .filter((key) => key.startsWith(side))
    .map((key) => axes[key]);

/** A legend in a line over the plot; `y` in heights of the plot. */
function legendAt(y: number): Layout['legend'] {
  const corner = { x: 0, xanchor: 'left', y, yanchor: 'bottom' };
  return { orientation: 'h', ...corner, traceorder: 'normal', font: { size: fontSize.legend } };
}

/** The y title in lines no longer than the plot is high. */
const wrapped = (a: Axis, height: number): Axis =>
  a.title ? { ...a, title: { ...a.title, text: wrap(a.title.text, fontSize.axis, height) } } : a;

function sharedTitle(text: string, left: number): Annotation {
  const across = { x: 0, xref: 'paper', xanchor: 'left', xshift: -left + 6 } as const;
  const middle = { y: 0.5, yref: 'paper', textangle: -90 };
  return wordsAt(text, { ...across, ...middle }, { size: fontSize.axis });
}

function noteAnnotation(text: string, bottom: number, left: number): Annotation {
  const across = { x: 0, xref: 'paper', xanchor: 'left', xshift: -left + 12 } as const;
  const down = { y: 0, yref: 'paper', yanchor: 'bottom', yshift: -bottom + 2 } as const;
  const font = { size: fontSize.note, color: ink.soft };
  return wordsAt(text, { ...across, ...down, align: 'left' }, font);
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
  round(1 - (10 + (lineCount(title) - 1) * fontSize.title * 0.65) / height, 4);

/** Rows of a horizontal legend: one where all fit, else columns as wide as the widest name. */
function legendRows(names: readonly string[], width: number): number {
  const widths = names.map((n) => 45 + textWidth(plain(n), fontSize.legend));
  if (sum(widths) <= width) return 1;
  return Math.ceil(names.length / Math.max(1, Math.floor(width / Math.max(...widths))));
}
