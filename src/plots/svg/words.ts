import { fontFamily, unmark } from '../text';

export interface WordOptions {
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly colour: string;
  readonly align?: 'left' | 'center' | 'right';
  readonly baseline?: 'top' | 'middle' | 'bottom';
  readonly rotate?: number;
  readonly z?: number;
}

/**
 * ECharts keeps what it has measured in a plain object, where this one word would be the prototype
 * of all; it gets a space of no width.
 */
export const measurable = (text: string): string => text.replace(/__proto__/g, '__proto\u200b__');

/** A piece of text as a graphic element of ECharts. */
export function words(text: string, o: WordOptions): object {
  return {
    type: 'text',
    silent: true,
    z: o.z ?? 10,
    x: o.x,
    y: o.y,
    ...(o.rotate !== undefined && o.rotate !== 0 ? { rotation: (-o.rotate * Math.PI) / 180 } : {}),
    style: {
      text: measurable(unmark(text)),
      fill: o.colour,
      font: `${o.size}px ${fontFamily}`,
      align: o.align ?? 'left',
      verticalAlign: o.baseline ?? 'middle',
      lineHeight: o.size * 1.3,
    },
  };
}
