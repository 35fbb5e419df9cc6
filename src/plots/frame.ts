import { sum } from '../core/numbers';
import { axisRoom, gap, fontSize } from './axes';
import type { SpokenOptions } from './alt';
import { wordsAt } from './annotations';
import type { Annotation, Axis, Layout, Shape } from './figure';
import { round } from './numbers';
import { ink } from './palette';
import { fontFamily, lineCount, plain, textWidth, unmark, wrap } from './text';

/**
 * Every figure is this wide in pixels, as wide as a cell of JupyterLab; a PDF page and a narrow
 * screen hold the picture uncut, drawn smaller.
 */
export const WIDTH = 840;
const RIGHT = 16;

/** Pixels between the sides of the figure and its title or note, together. */
const SIDES = 24;

/** What all figures have that stand in a frame, or none. */
export interface TitledOptions extends SpokenOptions {
  /**
   * What the figure shows, as a finding: "Replay keeps task 1 at 0.002". About 70 characters fit
   * into a line; a longer one is broken.
   */
  readonly title: string;
  /** Small print under the figure: what was left out, what a band means, how many seeds. */
  readonly note?: string;
}

interface FrameOptions extends TitledOptions {
  readonly height?: number;
  /** Names in the legend, in order; none or one name gives no legend. */
  readonly legend?: readonly string[];
  readonly axes: Readonly<Record<string, Axis>>;
  /** The legend stands in a column at the right of the plot, where there is room for it. */
  readonly legendBeside?: boolean;
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
  const { height = 380, top = 0, legend = [], yTitle = '', shapes } = options;
  const title = titleLines(options.title);
  const note = smallLines(options.note);
  const column = options.legendBeside === true ? legendColumn(legend) : 0;
  const right = column > 0 ? column : (options.right ?? RIGHT);
  const noteRoom = note === '' ? 0 : linesHigh(note, fontSize.note) + 4;
  const b = Math.round(
    Math.max(...axesOf(options.axes, 'x').map((a) => axisRoom(a, 'x', 400))) + noteRoom + 4,
  );

  /** Everything that depends on how many lines the legend over the plot has. */
  function around(rows: number): {
    rows: number;
    t: number;
    l: number;
    axes: Axes;
    shared: string;
  } {
    const t = Math.round(12 + linesHigh(title, fontSize.title) + rows * LEGEND_ROW + top + 8);
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
    return { rows, t, l, axes, shared };
  }
  const over = legend.length > 1 && column === 0;
  let laid = around(over ? 1 : 0);
  if (over) laid = around(legendRows(legend, WIDTH - laid.l - right));
  const { rows, t, l, axes, shared } = laid;
  // Plotly would make columns by the font it has: fewer rows than there is room for
  const widths = legend.map((name) => textWidth(plain(name), fontSize.legend));
  const even = rows > 1 ? { entrywidth: Math.ceil(Math.max(...widths)) } : {};
  const plot = { width: WIDTH - l - right, height: height - t - b };
  return {
    title: titleAt(title, titleY(title, height)),
    width: WIDTH,
    height,
    margin: { l, r: right, t, b },
    ...PAPER,
    hovermode: 'closest',
    showlegend: legend.length > 1,
    ...(rows > 0 ? { legend: legendAt(round(1 + (top + 4) / plot.height, 4), even) } : {}),
    ...(column > 0 ? { legend: legendBeside(round(1 + 8 / plot.width, 4)) } : {}),
    ...axes,
    annotations: [
      ...(note === '' ? [] : [noteAnnotation(note, b, l)]),
      ...(shared === '' ? [] : [sharedTitle(shared, l)]),
      ...(options.annotations ?? []),
    ],
    ...(shapes ? { shapes } : {}),
  };
}

type Axes = Readonly<Record<string, Axis>>;
/** Pixels of a line of the legend. */
const LEGEND_ROW = 21;

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

/** A legend in lines over the plot; `y` in heights of the plot. */
function legendAt(y: number, even: { readonly entrywidth?: number }): Layout['legend'] {
  const corner = { x: 0, xanchor: 'left', y, yanchor: 'bottom' };
  return {
    orientation: 'h',
    ...corner,
    ...even,
    traceorder: 'normal',
    font: { size: fontSize.legend },
  };
}

/** A legend in a column at the right of the plot; `x` in widths of the plot. */
function legendBeside(x: number): Layout['legend'] {
  const corner = { x, xanchor: 'left', y: 1, yanchor: 'top' };
  return { orientation: 'v', ...corner, traceorder: 'normal', font: { size: fontSize.legend } };
}

/** Pixels of a legend in a column; 0 for names too long to stand beside a plot, or too few. */
function legendColumn(names: readonly string[]): number {
  const widest = Math.max(0, ...names.map((n) => textWidth(plain(n), fontSize.legend)));
  return names.length > 1 && widest <= WIDTH / 3 ? Math.ceil(widest) + 69 : 0;
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

/** Pixels of the sample of a line before its name in a legend, and of the gap behind the name. */
export const LEGEND_SAMPLE = 40;
const LEGEND_GAP = 5;

/** Pixels of an entry of a legend, by the width of its name. */
export const legendEntry = (name: string, size: number): number =>
  LEGEND_SAMPLE + Math.ceil(textWidth(name, size)) + LEGEND_GAP;

/**
 * Columns of a horizontal legend, as Plotly has them: all entries in a row where they fit, else
 * columns as wide as the widest.
 * @param widths of the entries in pixels
 */
export function legendColumns(widths: readonly number[], room: number): number {
  if (sum(widths) <= room) return widths.length;
  return Math.max(1, Math.ceil((room + LEGEND_GAP) / Math.max(...widths)) - 1);
}

/** Lines of a horizontal legend. */
function legendRows(names: readonly string[], room: number): number {
  const widths = names.map((name) => legendEntry(plain(name), fontSize.legend));
  return Math.ceil(names.length / legendColumns(widths, room));
}
