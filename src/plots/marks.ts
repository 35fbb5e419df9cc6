import { size } from './axes';
import type { Annotation, Shape } from './figure';
import { round } from './numbers';
import { ink } from './palette';
import { plain, textWidth } from './text';

/** A vertical line with a word beside it. */
export interface Mark {
  readonly x: number;
  readonly label: string;
}

/**
 * Dotted vertical lines through the plot; their labels are turned upright where they would run into
 * each other.
 * @param range of the x axis, in powers of ten if `log`
 * @param width of the plot in pixels
 * @throws RangeError for a mark that has no place on the axis
 */
export function markLines(
  marks: readonly Mark[],
  log: boolean,
  range: readonly [number, number],
  width: number,
): { shapes: Shape[]; annotations: Annotation[] } {
  for (const m of marks)
    if (!Number.isFinite(m.x) || (log && m.x <= 0))
      throw new RangeError(
        `mark "${m.label}": x is ${m.x}; expected a finite ` +
          `number${log ? ' above 0 (log axis)' : ''}`,
      );
  const place = (x: number): number => (log ? Math.log10(x) : x);
  const at = marks
    .map((m) => ((place(m.x) - range[0]) / (range[1] - range[0])) * width)
    .sort((a, b) => a - b);
  const widest = Math.max(0, ...marks.map((m) => textWidth(m.label, size.note))) + 8;
  const upright = at.some((left, i) => widest > (at[i + 1] ?? width) - left);
  return {
    shapes: marks.map((m) => ({
      type: 'line',
      x0: round(m.x),
      x1: round(m.x),
      y0: 0,
      y1: 1,
      yref: 'paper',
      line: { color: ink.mark, width: 1, dash: 'dot' },
      layer: 'between',
    })),
    annotations: marks.map((m) => ({
      text: plain(m.label),
      x: round(place(m.x)),
      y: 1,
      yref: 'paper',
      xanchor: 'left',
      yanchor: 'top',
      xshift: 1,
      showarrow: false,
      ...(upright ? { textangle: -90 } : {}),
      font: { size: size.note, color: ink.soft },
    })),
  };
}
