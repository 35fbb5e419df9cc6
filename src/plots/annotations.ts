import { fontSize } from './axes';
import type { Annotation, Font, Line, Shape } from './figure';
import { plain } from './text';

type Point = readonly [number, number];

/** Where words stand: an annotation without its words and their font. */
export type WordsPlace = Omit<Annotation, 'text' | 'font' | 'showarrow'>;

/** Words without an arrow; the text is Plotly's, so names from outside go through `plain`. */
export function wordsAt(text: string, place: WordsPlace, font: Font): Annotation {
  return { text, ...place, showarrow: false, font };
}

/** The name of a panel over its left top corner, in shares of the figure. */
export function panelName(name: string, left: number, top: number): Annotation {
  const corner = { xanchor: 'left', y: top, yref: 'paper', yanchor: 'bottom' } as const;
  return wordsAt(plain(name), { x: left, xref: 'paper', ...corner }, { size: fontSize.tick });
}

/**
 * The unit of a colour bar, beside it: Plotly would set the bar's own title over long tick labels.
 * @param right pixels between the plot and the edge of the figure
 */
export function colourBarUnit(unit: string, right: number): Annotation {
  const across = { x: 1, xref: 'paper', xanchor: 'right', xshift: right - 6 } as const;
  const middle = { y: 0.5, yref: 'paper', textangle: 90 };
  return wordsAt(unit, { ...across, ...middle }, { size: fontSize.tick });
}

/** An arrow between two points in the units of the axes. */
export function arrowBetween(
  [ax, ay]: Point,
  [x, y]: Point,
  arrowcolor: string,
  arrowwidth: number,
): Annotation {
  const axes = { xref: 'x', yref: 'y', axref: 'x', ayref: 'y' };
  const head = { showarrow: true, arrowhead: 2, arrowsize: 1, arrowwidth, arrowcolor };
  return { text: '', x, y, ax, ay, ...axes, ...head };
}

/** A vertical line from the bottom to the top of the plot. */
export function uprightLine(x: number, line: Line, layer?: Shape['layer']): Shape {
  const ends = { x0: x, x1: x, y0: 0, y1: 1, yref: 'paper' };
  return { type: 'line', ...ends, line, ...(layer ? { layer } : {}) };
}
