import * as fs from 'fs';
import * as path from 'path';
import { titleAndSummary } from './body';
import type { MimeBundle } from '../notebook/displayable';
import { notebookName, readNotebook, type Cell, type Notebook, type Output } from './notebookFile';
import { PLOTLY_MIME } from './notebookSchema';
import { pictureAddress, type FigureSpec } from './outputs';
import { styleSheet } from './page';
import { errorMessage, escapeHtml } from '../core/text';

function bundles(cells: readonly Cell[]): MimeBundle[] {
  return cells
    .flatMap((cell) => cell.outputs ?? [])
    .flatMap((output: Output) => ('data' in output ? [output.data] : []));
}

/**
 * The picture that stands for a notebook: of the cell tagged `thumbnail`, else of its first figure
 * with axes (the course map is the same in all), else none.
 */
export function thumbnail({ cells }: Notebook): string {
  const tagged = bundles(cells.filter((cell) => cell.metadata.tags?.includes('thumbnail')));
  const figures = bundles(cells).filter((data) => PLOTLY_MIME in data && 'image/svg+xml' in data);
  const drawn = figures.find((data) => (data[PLOTLY_MIME] as FigureSpec).data.length > 0);
  const chosen = tagged.find((data) => pictureAddress(data)) ?? drawn;
  return chosen ? `<img alt="" src="${pictureAddress(chosen)}">` : '';
}

const day = (file: string): string => fs.statSync(file).mtime.toISOString().slice(0, 10);

function entry(file: string, out: string, notebook: Notebook): string {
  const name = notebookName(file);
  const { title, summary } = titleAndSummary(notebook);
  const address = encodeURIComponent(name);
  const made = day(path.join(out, `${name}.html`));
  const paper = path.join(out, `${name}.pdf`);
  // made with --no-pdf since then
  const older = fs.existsSync(paper) && day(paper) !== made ? ` (made ${day(paper)})` : '';
  const pdf = fs.existsSync(paper) ? ` · <a href="${address}.pdf">PDF</a>${older}` : '';
  const heading = `<h2><a href="${address}.html">${escapeHtml(title || name)}</a></h2>`;
  const links = `<a href="${address}.html">HTML</a>${pdf}`;
  const banner = `<p class="banner">${escapeHtml(name)} · ${links} · made ${made}</p>`;
  return `<li>${thumbnail(notebook)}<div>${heading}
<p>${escapeHtml(summary)}</p>${banner}</div></li>`;
}

/** What stands for a notebook that can no longer be read; its report is still there. */
const UNREADABLE: Notebook = { nbformat: 4, metadata: {}, cells: [] };

/**
 * The page that lists every report in `out` that belongs to one of the notebooks.
 * @returns it, and a line for each notebook that is listed by its name only, as it cannot be read
 */
export function indexPage(
  files: readonly string[],
  out: string,
): { readonly html: string; readonly problems: readonly string[] } {
  const problems: string[] = [];
  const made = files.filter((file) => fs.existsSync(path.join(out, `${notebookName(file)}.html`)));
  const entries = made.map((file) => {
    let notebook = UNREADABLE;
    try {
      notebook = readNotebook(file);
    } catch (error) {
      problems.push(errorMessage(error));
    }
    return entry(file, out, notebook);
  });
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Neural memory laboratory: reports</title>
<link rel="icon" href="data:,">
<style>
${styleSheet()}
</style>
</head>
<body>
<main>
<h1>Neural memory laboratory</h1>
<p>Reports made from the notebooks: interactive pages that work offline, and the same on paper.</p>
<ul class="reports">
${entries.join('\n')}
</ul>
</main>
</body>
</html>
`;
  return { html, problems };
}
