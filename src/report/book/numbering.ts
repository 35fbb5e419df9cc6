import { escapeHtml } from '../../core/text';
import type { Body } from '../body';
import { FIGURE_ELEMENT, FORMULA_ELEMENT } from '../labels';
import type { BookChapter } from './chapters';

/** A figure or formula that has a number. */
export interface Numbered {
  /** `Figure 4.3` or `(4.2)`. */
  readonly words: string;
  /** The name of the chapter that it stands in. */
  readonly chapter: string;
  /** Its id on the page of the chapter. */
  readonly id: string;
  readonly label?: string;
}

/** A chapter as HTML, with numbers. */
export interface NumberedChapter {
  /** The cells of the chapter. */
  readonly cells: readonly string[];
  /** In order. */
  readonly figures: readonly Numbered[];
  readonly equations: readonly Numbered[];
}

/** How far the numbers of a chapter's figures and formulas have come. */
interface Counts {
  figures: number;
  equations: number;
}

/**
 * Numbers figures (`Figure 4.3`) and set-off formulas (`(4.2)`) through all chapters; chapters of
 * one number are counted on.
 * @param bodies the chapters as HTML, in the same order
 * @param whole the chapters with all figures and formulas, where `bodies` lack some: these keep the
 * numbers that they have there
 * @throws Error naming a label that is given twice
 */
export function numberChapters(
  chapters: readonly BookChapter[],
  bodies: readonly Pick<Body, 'cells'>[],
  whole = bodies,
): NumberedChapter[] {
  const counts = new Map<number, Counts>();
  const labels = new Set<string>();
  return chapters.map((chapter, index) => {
    const count = counts.get(chapter.number) ?? { figures: 0, equations: 0 };
    counts.set(chapter.number, count);
    const numbered = numberChapter(chapter, bodies[index].cells, whole[index].cells, count);
    for (const { label } of [...numbered.figures, ...numbered.equations]) {
      if (label === undefined) continue;
      if (labels.has(label)) throw new Error(`the label ${JSON.stringify(label)} is given twice`);
      labels.add(label);
    }
    return numbered;
  });
}

function numberChapter(
  chapter: BookChapter,
  cells: readonly string[],
  whole: readonly string[],
  count: Counts,
): NumberedChapter {
  const figures: Numbered[] = [];
  const equations: Numbered[] = [];
  const withNumbers = cells.map((html, place) => {
    const { label, caption } = chapter.labels[place] ?? {};
    let unlabelled = label;
    const after = countedOn(count, whole[place]);
    const drawn = html.replace(FIGURE_ELEMENT, (_all, attributes: string, inner: string) => {
      const words = `Figure ${chapter.number}.${++count.figures}`;
      const given = /\bid="([^"]*)"/.exec(attributes)?.[1];
      const id = given ?? `figure-number-${chapter.number}-${count.figures}`;
      figures.push({ words, chapter: chapter.name, id, label: unlabelled });
      const own = unlabelled === label ? caption : undefined;
      unlabelled = undefined;
      const named = given === undefined ? `${attributes} id="${id}"` : attributes;
      return `<figure${named}>${withCaption(inner, words, own)}</figure>`;
    });
    const set = drawn.replace(FORMULA_ELEMENT, (all, tex: string) => {
      if (UNNUMBERED.test(tex)) return all;
      const words = `${chapter.number}.${++count.equations}`;
      const id = `equation-${chapter.number}-${count.equations}`;
      const named = LABEL.exec(tex)?.[1];
      equations.push({ words: `(${words})`, chapter: chapter.name, id, label: named });
      const tagged = withTag(tex.replace(LABEL, ''), words);
      return `<span class="math numbered" id="${id}">${tagged}</span>`;
    });
    Object.assign(count, after);
    return set;
  });
  return { cells: withNumbers, figures, equations };
}

/** Marks of a formula that gets no number of ours. */
const UNNUMBERED = /\\(?:tag|notag|nonumber)\b/;

/** How far the numbers are after a cell. */
function countedOn({ figures, equations }: Counts, html: string): Counts {
  const formulas = [...html.matchAll(FORMULA_ELEMENT)].filter(([, tex]) => !UNNUMBERED.test(tex));
  return {
    figures: figures + [...html.matchAll(FIGURE_ELEMENT)].length,
    equations: equations + formulas.length,
  };
}

/** The name of a formula, as LaTeX has it. */
const LABEL = /\\label\{([^{}]*)\}/;

/** A figure holds one caption at most: where it has one, the number stands in a paragraph. */
function withCaption(inner: string, words: string, caption: string | undefined): string {
  const text = caption === undefined || caption === '' ? '' : ` ${escapeHtml(caption)}`;
  const line = `<strong>${words}</strong>${text}`;
  return inner.includes('<figcaption')
    ? `${inner}<p class="number">${line}</p>`
    : `${inner}<figcaption class="number">${line}</figcaption>`;
}

/** Puts the number of a formula where TeX wants it: before the end of its outermost part. */
function withTag(tex: string, words: string): string {
  const end = tex.startsWith('\\[') ? tex.lastIndexOf('\\]') : tex.lastIndexOf('\\end{');
  return `${tex.slice(0, end)}\\tag{${words}}${tex.slice(end)}`;
}
