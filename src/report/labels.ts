import { escapeHtml } from '../core/text';
import type { Body } from './body';
import { joined, type Cell, type Notebook } from './notebookFile';

/** What a code cell says about its first figure. */
export interface CellLabel {
  /** The name by which text refers to it: `fig-forgetting`. */
  readonly label?: string;
  readonly caption?: string;
}

/** A line of a code cell that says something about its figure, as Quarto and MyST have them. */
const OPTION = /^\/\/\|[ \t]*(label|caption):[ \t]*(.*?)[ \t]*$/;

/** A cell without its option lines, and what they say. */
export function labelledCell(cell: Cell): CellLabel & { readonly cell: Cell } {
  if (cell.cell_type !== 'code') return { cell };
  const lines = joined(cell.source).split('\n');
  const options = lines.map((line) => OPTION.exec(line));
  const said = options.flatMap((option) => (option ? [[option[1], option[2]]] : []));
  if (said.length === 0) return { cell };
  const source = lines.filter((_, index) => !options[index]).join('\n');
  const label: CellLabel = Object.fromEntries(said) as CellLabel;
  return { ...label, cell: { ...cell, source } };
}

/** A notebook without the option lines of its code, and what they say, cell by cell. */
export function withoutLabelLines(notebook: Notebook): {
  readonly notebook: Notebook;
  readonly labels: readonly CellLabel[];
} {
  const labelled = notebook.cells.map(labelledCell);
  return {
    notebook: { ...notebook, cells: labelled.map(({ cell }) => cell) },
    labels: labelled.map(({ label, caption }) => ({ label, caption })),
  };
}

/** A figure of an output, as outputs.ts and stepped.ts write it: attributes and content. */
export const FIGURE_ELEMENT = /<figure(\s+class="figure[^>]*)>([\s\S]*?)<\/figure>/g;

/** A formula that is set off, as jupyter/render_cells.py writes it: its TeX. */
export const FORMULA_ELEMENT = /<span class="math">(\\\[[\s\S]*?\\\]|\\begin\{[\s\S]*?)<\/span>/g;

/** The name of a formula, as LaTeX has it. */
const FORMULA_LABEL = /\\label\{([^{}]*)\}/g;

/** A link to a label of the same page. */
const LABEL_LINK = /<a\b[^>]*?\bhref="#((?:fig|eq)-[^"]+)"[^>]*>([\s\S]*?)<\/a>/gi;

/** What is no text, in which a reference stays as it is. */
const NO_TEXT = /<(?:span class="math|pre|code)\b[^]*?<\/(?:span|pre|code)>/;

/** `\eqref{eq-x}` and `\ref{fig-x}` in text. */
const REFERENCE = /\\(?:eq)?ref\{((?:fig|eq)-[^{}<>]*)\}/;

const TEXT_REFERENCE = new RegExp(`${NO_TEXT.source}|${REFERENCE.source}`, 'g');

/** The words of a link to a label that has none of its own; '' for what is no label. */
export function labelWords(label: string): string {
  if (label.startsWith('fig-')) return 'Figure';
  return label.startsWith('eq-') ? 'Formula' : '';
}

/** A place that a link leads to. */
function placeOf(label: string): string {
  return `<span id="${escapeHtml(label)}"></span>`;
}

/**
 * Gives figures and formulas of a single page the ids that their labels say; numbers they have in
 * the book only. A link whose label nothing has becomes text, and a warning.
 * @param labels what the cells say about their figures, by place
 * @param links 'text' where a page has no places to go to, such as slides
 */
export function withLabels(
  body: Body,
  labels: readonly CellLabel[],
  links: 'links' | 'text' = 'links',
): Body {
  const ids = new Set<string>();
  /** The place of a label: the first that has it gets it. */
  const place = (label: string | undefined): string => {
    if (label === undefined || label === '' || ids.has(label) || links === 'text') return '';
    ids.add(label);
    return placeOf(label);
  };
  const placed = body.cells.map((html, index) =>
    withFormulaPlaces(withFigurePlace(html, labels[index] ?? {}, place), place),
  );
  const warnings = [...(body.warnings ?? [])];
  const linkTo = (label: string, words: string): string =>
    ids.has(label) ? `<a href="#${escapeHtml(label)}">${words}</a>` : words;
  const cells = placed.map((html, index) =>
    html
      .replace(TEXT_REFERENCE, (all, label: string | undefined) =>
        label === undefined ? all : linkTo(label, labelWords(label)),
      )
      .replace(LABEL_LINK, (all, label: string, inner: string) => {
        const words = inner.trim() || labelWords(label);
        if (ids.has(label)) return linkTo(label, words);
        if (links === 'links' && body.html.includes(`id="${label}"`)) return all;
        if (links === 'links')
          warnings.push(`cell ${index + 1}: no figure or formula has the label ${label}`);
        return words;
      }),
  );
  return { ...body, cells, html: cells.filter(Boolean).join('\n'), warnings };
}

function withFigurePlace(
  html: string,
  { label, caption }: CellLabel,
  place: (label: string | undefined) => string,
): string {
  let isFirst = true;
  return html.replace(FIGURE_ELEMENT, (all, attributes: string, inner: string) => {
    if (!isFirst) return all;
    isFirst = false;
    return `${place(label)}<figure${attributes}>${inner}${captionAfter(inner, caption)}</figure>`;
  });
}

/** A figure holds one caption at most: where it has one, the words stand in a paragraph. */
function captionAfter(inner: string, caption = ''): string {
  if (caption === '') return '';
  const name = inner.includes('<figcaption') ? 'p' : 'figcaption';
  return `<${name} class="caption">${escapeHtml(caption)}</${name}>`;
}

function withFormulaPlaces(html: string, place: (label: string) => string): string {
  return html.replace(FORMULA_ELEMENT, (_all, tex: string) => {
    const places = [...tex.matchAll(FORMULA_LABEL)].map(([, label]) => place(label));
    return `${places.join('')}<span class="math">${tex.replace(FORMULA_LABEL, '')}</span>`;
  });
}
