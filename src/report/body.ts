import { z } from 'zod';
import { errorMessage, wellFormed } from '../core/text';
import { parseValue } from '../core/validation';
import { embedPictures, fixLinks, type Place } from './embed';
import { joined, type Cell, type Notebook } from './notebookFile';
import {
  outputHtml,
  type OutputTools,
  type PageFigure,
  type Render,
  type TextKind,
} from './outputs';
import { lastLine, runPython } from './python';

/** A heading, for the table of contents; `html` may hold math. */
export interface Heading {
  readonly level: number;
  readonly id: string;
  readonly html: string;
}

/** The content of a report, without the page around it. */
export interface Body {
  readonly html: string;
  /** The same, cell by cell: one entry a cell of the notebook, empty where nothing is shown. */
  readonly cells: readonly string[];
  readonly headings: readonly Heading[];
  readonly figures: readonly PageFigure[];
  readonly styles: { readonly light: string; readonly dark: string };
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

function headingsOf(html: string): Heading[] {
  return [...html.matchAll(/<h([1-6])\b[^>]*\bid="([^"]*)"[^>]*>([\s\S]*?)<\/h\1>/g)].map(
    ([, level, id, inner]) => ({
      level: Number(level),
      id,
      html: inner.replace(/<a class="anchor-link"[\s\S]*?<\/a>/, ''),
    }),
  );
}

function cellHtml(cell: Cell, options: BodyOptions, tools: OutputTools): string {
  if (cell.cell_type === 'raw') return '';
  const source = joined(cell.source);
  if (cell.cell_type === 'markdown')
    return `<section class="cell prose">${tools.render('markdown', source)}</section>`;
  const isShown = !options.hideCode && source.trim() !== '';
  const code = isShown ? `<div class="code">${tools.render('code', source)}</div>` : '';
  const shown = (cell.outputs ?? []).map((output) => outputHtml(output, tools)).join('');
  const outputs = shown && `<div class="outputs">${shown}</div>`;
  return code || outputs ? `<section class="cell">${code}${outputs}</section>` : '';
}

/**
 * Turns a notebook into the content of a page.
 * @param rendered its texts: the answer to `textsOf`, made with the same options but `paper`
 * @throws Error naming the cell that cannot be shown: a picture is missing, a link makes no sense
 */
export function bodyOf(notebook: Notebook, rendered: Rendered, options: BodyOptions): Body {
  let used = 0;
  const { cells, figures } = assemble(notebook, options, () => rendered.texts[used++]);
  const html = cells.join('\n');
  return { html, cells, headings: headingsOf(html), figures, styles: rendered.styles };
}

type RenderInCell = (kind: TextKind, text: string, cell: number) => string;

function assemble(
  notebook: Notebook,
  options: BodyOptions,
  renderInCell: RenderInCell,
): Pick<Body, 'cells' | 'figures'> {
  const figures: PageFigure[] = [];
  const cells = notebook.cells.map((cell, index) => {
    const render: Render = (kind, text) =>
      kind === 'html' && !options.safe ? text : renderInCell(kind, text, index + 1);
    try {
      const html = cellHtml(cell, options, { render, figures });
      const whole = embedPictures(html, cell, options.place, options.safe);
      const linked = fixLinks(whole, options.place, options.paper);
      return options.paper ? unfolded(linked) : linked;
    } catch (error) {
      throw new Error(`cell ${index + 1}: ${errorMessage(error)}`, { cause: error });
    }
  });
  return { cells, figures };
}

/** Paper cannot be clicked. */
function unfolded(html: string): string {
  return html.replace(/<details\b(?![^>]*\bopen\b)/gi, '<details open');
}

/** The first heading and the first paragraph of a notebook, as plain text. */
export function titleAndSummary({ cells }: Notebook): {
  readonly title: string;
  readonly summary: string;
} {
  const prose = cells
    .filter((cell) => cell.cell_type === 'markdown')
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
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .replace(/[*_`]/g, '')
      .replace(/\s+/g, ' ')
      .trim();
  return { title: plain(title ?? ''), summary: plain(summary) };
}
