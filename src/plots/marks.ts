import { number, text, item } from './arguments';
import { uprightLine } from './annotations';
import { fontSize } from './axes';
import type { Annotation, Shape } from './figure';
import { round } from './numbers';
import { ink } from './palette';
import { plain, textWidth } from './text';

/** A vertical line with a word beside it. */
export interface Mark {
  readonly x: number;
  readonly label: string;
}

/** A mark among the arguments of a figure. */
export const markField = item({ x: number, label: text });

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
  for (const { x, label } of marks)
    if (!Number.isFinite(x) || (log && x <= 0)) {
      const expected = `a finite number${log ? ' above 0 (log axis)' : ''}`;
      throw new RangeError(`mark "${label}": x is ${x}; expected ${expected}`);
    }
  const place = (x: number): number => (log ? Math.log10(x) : x);
  const at = marks
    .map((m) => ((place(m.x) - range[0]) / (range[1] - range[0])) * width)
    .sort((a, b) => a - b);
  const widest = Math.max(0, ...marks.map((m) => textWidth(m.label, fontSize.note))) + 8;
  const upright = at.some((left, i) => widest > (at[i + 1] ?? width) - left);
  const corner = { y: 1, yref: 'paper', xanchor: 'left', yanchor: 'top', xshift: 1 } as const;
  const turn = upright ? { textangle: -90 } : {};
  const font = { size: fontSize.note, color: ink.soft };
  const line = { color: ink.mark, width: 1, dash: 'dot' } as const;
  return {
    shapes: marks.map((m) => uprightLine(round(m.x), line, 'between')),
    annotations: marks.map((m) => ({
      text: plain(m.label),
      x: round(place(m.x)),
      ...corner,
      showarrow: false,
      ...turn,
      font,
    })),
  };
}
