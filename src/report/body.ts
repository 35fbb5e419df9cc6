import { embedPictures, fixLinks, type Place } from './embed';
import { joined, readNotebook, type Cell, type Notebook } from './notebookFile';
import { outputHtml, type PageFigure } from './outputs';
import { runPython } from './python';

/** A heading, for the table of contents; `html` may hold math. */
export interface Heading {
  readonly level: number;
  readonly id: string;
  readonly html: string;
}

/** The content of a report, without the page around it. */
export interface Body {
  readonly html: string;
  readonly headings: readonly Heading[];
  readonly figures: readonly PageFigure[];
  readonly styles: { readonly light: string; readonly dark: string };
}

interface Rendered {
  readonly cells: readonly { readonly source: string; readonly outputs: readonly string[] }[];
  readonly styles: Body['styles'];
}

/** How a notebook is turned into a page. */
export interface BodyOptions {
  readonly place: Place;
  /** Leave the code out. */
  readonly hideCode: boolean;
  /** For print: still pictures, no local links. */
  readonly paper: boolean;
}

/** Lets the Python side turn the texts of a notebook file into HTML. */
export async function renderTexts(file: string): Promise<Rendered> {
  const lines: string[] = [];
  const { code, stderr } = await runPython('render_cells.py', [file], (line) => lines.push(line));
  if (code !== 0) throw new Error(`could not render ${file}\n${stderr.trim()}`);
  return JSON.parse(lines.join('\n')) as Rendered;
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

function cellHtml(
  cell: Cell,
  rendered: Rendered['cells'][number],
  options: BodyOptions,
  figures: PageFigure[],
): string {
  if (cell.cell_type === 'raw') return '';
  if (cell.cell_type === 'markdown')
    return `<section class="cell prose">${rendered.source}</section>`;
  const shown = (cell.outputs ?? [])
    .map((output, index) => outputHtml(output, rendered.outputs[index] ?? '', figures))
    .join('');
  const code =
    options.hideCode || !joined(cell.source).trim()
      ? ''
      : `<div class="code">${rendered.source}</div>`;
  return code || shown
    ? `<section class="cell">${code}${shown && `<div class="outputs">${shown}</div>`}</section>`
    : '';
}

/**
 * Turns a notebook into the content of a page. Throws an `Error` that names the cell whose picture
 * is missing.
 */
export function bodyOf(notebook: Notebook, rendered: Rendered, options: BodyOptions): Body {
  const figures: PageFigure[] = [];
  const unfold = (text: string): string =>
    // paper cannot be clicked
    options.paper ? text.replace(/<details\b(?![^>]*\bopen\b)/gi, '<details open') : text;
  const html = notebook.cells
    .map((cell, index) => {
      try {
        return unfold(
          fixLinks(
            embedPictures(
              cellHtml(cell, rendered.cells[index], options, figures),
              cell,
              options.place,
            ),
            options.place,
            options.paper,
          ),
        );
      } catch (error) {
        throw new Error(`cell ${index + 1}: ${(error as Error).message}`, { cause: error });
      }
    })
    .join('\n');
  return { html, headings: headingsOf(html), figures, styles: rendered.styles };
}

/** The first heading and the first paragraph of a notebook, as plain text. */
export function titleAndSummary(file: string): {
  readonly title: string;
  readonly summary: string;
} {
  const prose = readNotebook(file)
    .cells.filter((cell) => cell.cell_type === 'markdown')
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
