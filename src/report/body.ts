import { z } from 'zod';
import { errorMessage, wellFormed } from '../core/text';
import { parseValue } from '../core/validation';
import { embedPictures, fixLinks, type Place } from './embed';
import { withHeadingIds, type Heading, type HeadingIds } from './headings';
import { joined, type Cell, type Notebook } from './notebookFile';
import {
  outputHtml,
  type OutputTools,
  type PageFigure,
  type Render,
  type TextKind,
} from './outputs';
import { lastLine, runPython } from './python';
import { cellVisibility, folded } from './visibility';

export type { Heading } from './headings';

/** The content of a report, without the page around it. */
export interface Body {
  readonly html: string;
  /** The same, cell by cell: one entry a cell of the notebook, empty where nothing is shown. */
  readonly cells: readonly string[];
  readonly headings: readonly Heading[];
  readonly figures: readonly PageFigure[];
  readonly styles: { readonly light: string; readonly dark: string };
  /** What is not as it was meant, with the cell: a picture that a server has. */
  readonly warnings?: readonly string[];
}

/** The texts of a notebook as HTML, in the order in which `textsOf` lists them. */
export interface Rendered {
  readonly texts: readonly string[];
  readonly styles: Body['styles'];
}

/** A text of a notebook that is to become HTML. */
export interface NotebookText {
  readonly kind: TextKind;
  readonly text: string;
  /** The cell it stands in, counted from 1. */
  readonly cell: number;
}

/** How a notebook is turned into a page. */
export interface BodyOptions {
  readonly place: Place;
  /** Leave the code out. */
  readonly hideCode: boolean;
  /** For print: still pictures, no local links. */
  readonly paper: boolean;
  /** Let nothing of the notebook run in the page: its HTML is cleaned as well. */
  readonly safe: boolean;
  /** How its headings get their ids. Default: as JupyterLab names them. */
  readonly headingIds?: HeadingIds;
}

/**
 * The texts of a notebook that become HTML, in order.
 * @throws Error naming the cell that cannot be shown
 */
export function textsOf(notebook: Notebook, options: BodyOptions): NotebookText[] {
  const texts: NotebookText[] = [];
  assemble(notebook, options, (kind, text, cell) => {
    texts.push({ kind, text, cell });
    return '';
  });
  return texts;
}

const answerSchema = z.union([
  z.object({
    texts: z.array(z.string()),
    styles: z.object({ light: z.string(), dark: z.string() }),
  }),
  z.object({ failed: z.int().min(0), why: z.string() }),
]);

/**
 * Lets the Python side turn texts into HTML.
 * @throws Error naming the cell whose text cannot be turned into HTML
 */
export async function renderTexts(
  texts: readonly NotebookText[],
  safe: boolean,
): Promise<Rendered> {
  const asked = texts.map(({ kind, text }) => ({ kind, text: wellFormed(text) }));
  const request = JSON.stringify({ safe, texts: asked });
  const lines: string[] = [];
  const run = { onLine: (line: string) => lines.push(line), input: request };
  const { code, stderr } = await runPython('render_cells.py', [], run);
  if (code !== 0) throw new Error(`its texts could not be turned into HTML: ${lastLine(stderr)}`);
  const answer = parseValue('render_cells.py', answerSchema, JSON.parse(lines.at(-1) ?? 'null'));
  if (!('failed' in answer)) return answer;
  const { cell, kind } = texts[answer.failed];
  throw new Error(`cell ${cell}: its ${kind} cannot be turned into HTML (${answer.why})`);
}

/** What of a cell stands in a report that is on paper or a page. */
function cellHtml(cell: Cell, options: BodyOptions, tools: OutputTools): string {
  const { whole, input, outputs } = cellVisibility(cell);
  if (cell.cell_type === 'raw' || whole === 'left out') return '';
  const source = joined(cell.source);
  if (cell.cell_type === 'markdown') {
    if (input === 'left out') return '';
    const prose = unbrokenFormulas(tools.render('markdown', source));
    const text = prose.trim() && `<section class="cell prose">${prose}</section>`;
    const visibility = whole === 'folded' ? whole : input;
    return folded(text, visibility, 'Text', options.paper);
  }
  const isCodeSeen = !options.hideCode && source.trim() !== '' && input !== 'left out';
  const code = isCodeSeen ? `<div class="code">${tools.render('code', source)}</div>` : '';
  const shown = outputs === 'left out' ? '' : outputsHtml(cell, tools);
  const parts = [
    folded(code, input, 'Code', options.paper),
    folded(shown, outputs, 'Output', options.paper),
  ];
  const content = parts.join('');
  return folded(
    content && `<section class="cell">${content}</section>`,
    whole,
    'Code and output',
    options.paper,
  );
}

/** Keeps a formula on one line with the brackets, commas and stops beside it. */
function unbrokenFormulas(html: string): string {
  return html.replace(
    /([([]*)<span class="math">\\\([^]*?\\\)<\/span>([)\].,:;!?]*)/g,
    (all, before: string, after: string) =>
      before === '' && after === '' ? all : `<span class="unbroken">${all}</span>`,
  );
}

function outputsHtml(cell: Cell, tools: OutputTools): string {
  const shown = (cell.outputs ?? []).map((output) => outputHtml(output, tools)).join('');
  return shown && `<div class="outputs">${shown}</div>`;
}

/**
 * Turns a notebook into the content of a page.
 * @param rendered its texts: the answer to `textsOf`, made with the same options but `paper`
 * @throws Error naming the cell that cannot be shown: a picture is missing, a link makes no sense
 */
export function bodyOf(notebook: Notebook, rendered: Rendered, options: BodyOptions): Body {
  let used = 0;
  const content = assemble(notebook, options, () => rendered.texts[used++]);
  const { cells, headings } = withHeadingIds(content.cells, options.headingIds);
  const html = cells.filter(Boolean).join('\n');
  return { ...content, html, cells, headings, styles: rendered.styles };
}

type RenderInCell = (kind: TextKind, text: string, cell: number) => string;

function assemble(
  notebook: Notebook,
  options: BodyOptions,
  renderInCell: RenderInCell,
): Pick<Body, 'cells' | 'figures' | 'warnings'> {
  const all: PageFigure[] = [];
  const warnings: string[] = [];
  const cells = notebook.cells.map((cell, index) => {
    const place = `cell ${index + 1}`;
    const render: Render = (kind, text) =>
      kind === 'html' && !options.safe ? text : renderInCell(kind, text, index + 1);
    const warn = (warning: string): number => warnings.push(`${place}: ${warning}`);
    try {
      const tools = { render, figures: all, alts: altsOf(cell), onPaper: options.paper };
      const html = cellHtml(cell, options, tools);
      const care = { safe: options.safe, warn };
      const whole = embedPictures(html, cell, options.place, care);
      const linked = fixLinks(whole, options.place, options.paper);
      return options.paper ? unfolded(linked) : linked;
    } catch (error) {
      throw new Error(`${place}: ${errorMessage(error)}`, { cause: error });
    }
  });
  const figures = all.filter(({ id }) => cells.some((html) => html.includes(`id="${id}"`)));
  return { cells, figures, warnings };
}

/** The words that an author gave the figures of a cell, in their order. */
function altsOf({ metadata }: Cell): string[] {
  const { alt } = metadata;
  const given: readonly unknown[] = Array.isArray(alt) ? alt : [alt];
  return given.map((words) => (typeof words === 'string' ? words.trim() : ''));
}

/** A page with all its folds open: paper cannot be clicked. */
export function unfolded(html: string): string {
  return html.replace(/<details\b(?![^>]*\bopen\b)/gi, '<details open');
}

/** The first heading and the first paragraph of a notebook, as plain text. */
export function titleAndSummary({ cells }: Notebook): {
  readonly title: string;
  readonly summary: string;
} {
  const prose = cells
    .filter((cell) => cell.cell_type === 'markdown' && cellVisibility(cell).whole !== 'left out')
    .map((cell) => joined(cell.source))
    .join('\n\n');
  const title = /^#\s+(.+)$/m.exec(prose)?.[1];
  const after = title === undefined ? prose : prose.slice(prose.indexOf(title) + title.length);
  const summary =
    after
      .split(/\n\s*\n/)
      .map((block) => block.trim())
      .find((block) => block && !/^([#>|<!]|[-*] |\d+\.)/.test(block)) ?? '';
  const plain = (text: string): string =>
    text
      .replace(/!\[[^\]]*\]\([^)]*\)/g, '')
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .replace(/[*_`]/g, '')
      .replace(/\s+/g, ' ')
      .trim();
  return { title: plain(title ?? ''), summary: plain(summary) };
}
