import type { Annotation, Figure, Shape } from './figure';
import { size } from './axes';
import { WIDTH } from './frame';
import { ink } from './palette';
import { fontFamily, plain } from './text';

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}
export interface BoxStyle {
  readonly fill?: string;
  readonly edge?: string;
  readonly ink?: string;
  readonly fontSize?: number;
  readonly dash?: 'dash';
}
type Point = readonly [number, number];

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
    const { fill = '#f4f6f8', edge = ink.axis, dash } = style;
    this.#shapes.push({
      type: 'rect',
      x0: b.x,
      x1: b.x + b.width,
      y0: b.y,
      y1: b.y + b.height,
      line: { color: edge, width: 1.5, ...(dash ? { dash } : {}) },
      fillcolor: fill,
      layer: 'below',
    });
    return text === ''
      ? this
      : this.words([b.x + b.width / 2, b.y + b.height / 2], text, {
          colour: style.ink,
          fontSize: style.fontSize,
        });
  }

  /** Horizontal lines inside a box: the slots of a memory. */
  stripes(b: Box, count: number, colour: string): this {
    for (let i = 1; i < count; i++)
      this.line(
        [
          [b.x, b.y + (i * b.height) / count],
          [b.x + b.width, b.y + (i * b.height) / count],
        ],
        colour,
        1,
      );
    return this;
  }

  /** Lines through points. */
  line(points: readonly Point[], colour: string = ink.soft, width = 1.5, dash?: 'dash'): this {
    for (let i = 1; i < points.length; i++) {
      const [[x0, y0], [x1, y1]] = [points[i - 1], points[i]];
      this.#shapes.push({
        type: 'line',
        x0,
        y0,
        x1,
        y1,
        line: { color: colour, width, ...(dash ? { dash } : {}) },
        layer: 'below',
      });
    }
    return this;
  }

  /** A line through points that ends in an arrow head. */
  arrow(points: readonly Point[], colour: string = ink.soft, dash?: 'dash'): this {
    this.line(points.slice(0, -1), colour, 1.5, dash);
    const [[ax, ay], [x, y]] = points.slice(-2);
    this.#words.push({
      text: '',
      x,
      y,
      ax,
      ay,
      xref: 'x',
      yref: 'y',
      axref: 'x',
      ayref: 'y',
      showarrow: true,
      arrowhead: 2,
      arrowsize: 1,
      arrowwidth: 1.5,
      arrowcolor: colour,
    });
    return this;
  }

  words(
    at: Point,
    text: string,
    o: {
      colour?: string;
      fontSize?: number;
      align?: 'left' | 'center' | 'right';
      paper?: boolean;
    } = {},
  ): this {
    this.#words.push({
      text,
      x: at[0],
      y: at[1],
      xref: 'x',
      yref: 'y',
      showarrow: false,
      align: o.align ?? 'center',
      xanchor: o.align ?? 'center',
      yanchor: 'middle',
      font: { size: o.fontSize ?? size.tick, color: o.colour ?? ink.text },
      ...(o.paper === true ? { bgcolor: ink.paper, borderpad: 1 } : {}),
    });
    return this;
  }

  /** @param height of the whole figure, title included */
  figure(title: string, height: number, alt: string): Figure {
    const top = 36;
    const hidden = { visible: false, showgrid: false, zeroline: false, fixedrange: true };
    return {
      data: [],
      alt,
      layout: {
        title: {
          text: plain(title),
          x: 12 / WIDTH,
          xanchor: 'left',
          xref: 'container',
          y: 1 - 10 / height,
          yanchor: 'top',
          yref: 'container',
          font: { size: size.title },
        },
        width: WIDTH,
        height,
        margin: { l: 0, r: 0, t: top, b: 0 },
        font: { family: fontFamily, size: size.tick, color: ink.text },
        paper_bgcolor: ink.paper,
        plot_bgcolor: ink.paper,
        showlegend: false,
        hovermode: false,
        dragmode: false,
        xaxis: { ...hidden, range: [0, WIDTH] },
        yaxis: { ...hidden, range: [height - top, 0] },
        shapes: this.#shapes,
        annotations: this.#words,
      },
    };
  }
}
