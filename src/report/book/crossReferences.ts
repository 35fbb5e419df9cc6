import { labelWords } from '../labels';
import type { Numbered } from './numbering';

/** What a link may be led to: a figure or formula by its label. */
export type Labels = ReadonlyMap<string, Numbered>;

/** Figures and formulas by their labels. */
export function labelledTargets(numbered: readonly Numbered[]): Labels {
  const labelled = numbered.flatMap((one) => (one.label ? [[one.label, one] as const] : []));
  return new Map(labelled);
}

/** A link inside the book, such as `[](#fig-forgetting)` or `[Figure](04-replay.ipynb#fig-x)`. */
const LINK = /<a\b([^>]*?)\bhref="([^"#:]*)#([^"]+)"([^>]*)>([\s\S]*?)<\/a>/gi;

/** `\eqref{eq-x}` and `\ref{fig-x}` in text, as LaTeX has them. */
const REFERENCE = /\\(?:eq)?ref\{([^{}<>]*)\}/g;

/** Words that the number takes the place of. */
const STAND_IN = /^\s*(?:figure|fig\.|equation|eq\.|formula)?\s*$/i;

/**
 * Leads links to labels of figures and formulas where these are. A link without words, or with the
 * word `Figure` or `Equation`, gets the number; other words stay.
 * @param addressOf the address of what has a number, as seen from this page
 * @param missing told each label of the form `fig-…` or `eq-…` that nothing has: its link is text
 */
export function withCrossReferences(
  html: string,
  labels: Labels,
  addressOf: (target: Numbered) => string,
  missing: (label: string) => void,
): string {
  const linked = html.replace(
    LINK,
    (all, before: string, _page: string, name: string, after: string, words: string) => {
      const target = labels.get(name);
      const standIn = labelWords(name);
      if (!target && standIn === '') return all;
      if (!target) {
        missing(name);
        return words.trim() || standIn;
      }
      const shown = STAND_IN.test(words) ? target.words : words;
      return `<a${before}href="${addressOf(target)}"${after}>${shown}</a>`;
    },
  );
  return linked.replace(REFERENCE, (all, name: string) => {
    const target = labels.get(name);
    return target ? `<a href="${addressOf(target)}">${target.words}</a>` : all;
  });
}
