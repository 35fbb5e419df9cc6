import { arrowBetween } from './annotations';
import { fontSize } from './axes';
import type { Annotation, Figure, Shape } from './figure';
import { PAPER, titleAt, titleLines, titleY, WIDTH } from './frame';
import { ink } from './palette';
import { lineCount } from './text';

/** A rectangle of a drawing, in pixels from the top left. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}
/** How a box is drawn. */
export interface BoxStyle {
  readonly fill?: string;
  readonly edge?: string;
  /** Colour of the words. */
  readonly ink?: string;
  readonly fontSize?: number;
}
interface LineStyle {
  readonly colour?: string;
  readonly width?: number;
  readonly dash?: 'dash';
}
interface WordStyle {
  readonly colour?: string;
  readonly fontSize?: number;
  readonly align?: 'left' | 'center' | 'right';
  /** Puts a piece of paper under the words, which hides lines there. */
  readonly paper?: boolean;
}
export type Point = readonly [number, number];

/** Pixels above the drawing, for the title. */
export const TITLE_ROOM = 36;

/** The points that a line or an arrow goes through. */
export const through = (...points: readonly Point[]): readonly Point[] => points;

/**
 * A drawing of boxes, arrows and words, in pixels from the top left, that goes the same way as
 * every other figure.
 */
export class Drawing {
  readonly #shapes: Shape[] = [];
  readonly #words: Annotation[] = [];

  /**
   * A box with lines of text in its middle; text is Plotly's, so names from outside go through
   * `plain`.
   */
  box(b: Box, text: string, style: BoxStyle = {}): this {
    this.#shapes.push({
      type: 'rect',
      x0: b.x,
      x1: b.x + b.width,
      y0: b.y,
      y1: b.y + b.height,
      line: { color: style.edge ?? ink.axis, width: 1.5 },
      fillcolor: style.fill ?? '#f4f6f8',
      layer: 'below',
    });
    if (text === '') return this;
    const middle: Point = [b.x + b.width / 2, b.y + b.height / 2];
    return this.words(middle, text, { colour: style.ink, fontSize: style.fontSize });
  }

  /** Horizontal lines inside a box: the slots of a memory. */
  stripes(b: Box, count: number, colour: string): this {
    for (let i = 1; i < count; i++) {
      const y = b.y + (i * b.height) / count;
      this.line(through([b.x, y], [b.x + b.width, y]), { colour, width: 1 });
    }
    return this;
  }

  /** Lines through points. */
  line(points: readonly Point[], style: LineStyle = {}): this {
    const { colour = ink.soft, width = 1.5, dash } = style;
    const line = { color: colour, width, ...(dash ? { dash } : {}) };
    for (let i = 1; i < points.length; i++) {
      const [x0, y0] = points[i - 1];
      const [x1, y1] = points[i];
      this.#shapes.push({ type: 'line', x0, y0, x1, y1, line, layer: 'below' });
    }
    return this;
  }

  /** A line through points that ends in an arrow head. */
  arrow(points: readonly Point[], style: LineStyle = {}): this {
    this.line(points.slice(0, -1), style);
    const [from, to] = points.slice(-2);
    this.#words.push(arrowBetween(from, to, style.colour ?? ink.soft, style.width ?? 1.5));
    return this;
  }

  /** Words about a point, or at one side of it. */
  words([x, y]: Point, text: string, style: WordStyle = {}): this {
    const align = style.align ?? 'center';
    this.#words.push({
      text,
      x,
      y,
      xref: 'x',
      yref: 'y',
      showarrow: false,
      align,
      xanchor: align,
      yanchor: 'middle',
      font: { size: style.fontSize ?? fontSize.tick, color: style.colour ?? ink.text },
      ...(style.paper === true ? { bgcolor: ink.paper, borderpad: 1 } : {}),
    });
    return this;
  }

  /** @param height of the whole figure, with `TITLE_ROOM` for a title of one line */
  figure(title: string, height: number, alt: string): Figure {
    const lines = titleLines(title);
    const more = Math.round((lineCount(lines) - 1) * fontSize.title * 1.3);
    const whole = height + more;
    const hidden = { visible: false, showgrid: false, zeroline: false, fixedrange: true };
    return {
      data: [],
      alt,
      layout: {
        title: titleAt(lines, titleY(lines, whole)),
        width: WIDTH,
        height: whole,
        margin: { l: 0, r: 0, t: TITLE_ROOM + more, b: 0 },
        ...PAPER,
        showlegend: false,
        hovermode: false,
        dragmode: false,
        xaxis: { ...hidden, range: [0, WIDTH] },
        yaxis: { ...hidden, range: [height - TITLE_ROOM, 0] },
        shapes: this.#shapes,
        annotations: this.#words,
      },
    };
  }
}
