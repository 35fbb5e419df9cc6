import { fontFamily } from '../text';

const SUPER: Readonly<Record<string, string>> = { 0: '⁰', 1: '¹', 2: '²', 3: '³', 4: '⁴', 5: '⁵', 6: '⁶', 7: '⁷', 8: '⁸', 9: '⁹', '−': '⁻', '-': '⁻', '+': '⁺' };
const ENTITIES: Readonly<Record<string, string>> = { '&lt;': '<', '&gt;': '>', '&amp;': '&', '&quot;': '"', '&#39;': "'", '&nbsp;': '\u00a0', '&times;': '×', '&minus;': '−' };

/** Plotly's little HTML as plain text: `<br>` is a new line, `<sup>` becomes raised characters, other tags go. */
export function unmark(text: string): string {
  return text
    .replace(/<br\s*\/?>/g, '\n')
    .replace(/<sup>(.*?)<\/sup>/g, (_, inner: string) => [...inner].map((c) => SUPER[c] ?? c).join(''))
    .replace(/<\/?(b|i|em|sub|span|a)\b[^>]*>/g, '')
    .replace(/&(lt|gt|amp|quot|#39|nbsp|times|minus);/g, (e) => ENTITIES[e] ?? e);
}

export interface WordOptions {
  readonly x: number; readonly y: number; readonly size: number; readonly colour: string;
  readonly align?: 'left' | 'center' | 'right'; readonly baseline?: 'top' | 'middle' | 'bottom'; readonly rotate?: number; readonly z?: number;
}

/** A piece of text as a graphic element of ECharts. */
export function words(text: string, o: WordOptions): object {
  return {
    type: 'text', silent: true, z: o.z ?? 10, x: o.x, y: o.y, ...(o.rotate !== undefined && o.rotate !== 0 ? { rotation: (-o.rotate * Math.PI) / 180 } : {}),
    style: { text: unmark(text), fill: o.colour, font: `${o.size}px ${fontFamily}`, align: o.align ?? 'left', verticalAlign: o.baseline ?? 'middle', lineHeight: o.size * 1.3 },
  };
}
