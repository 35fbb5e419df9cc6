import * as fs from 'fs';
import * as path from 'path';
import { titleAndSummary } from './body';
import type { MimeBundle } from '../notebook/displayable';
import { notebookName, readNotebook, type Cell, type Notebook, type Output } from './notebookFile';
import { PLOTLY_MIME } from './notebookSchema';
import { pictureAddress, type FigureSpec } from './outputs';
import { fileAddress } from './embed';
import { REPORT_MARK, styleSheet } from './page';
import type { ReportSettings } from './reportSettings';
import { cellVisibility } from './visibility';
import { errorMessage, escapeHtml } from '../core/text';

function bundles(cells: readonly Cell[]): MimeBundle[] {
  return cells
    .flatMap((cell) => cell.outputs ?? [])
    .flatMap((output: Output) => ('data' in output ? [output.data] : []));
}

function hasSeenOutputs(cell: Cell): boolean {
  const { whole, outputs } = cellVisibility(cell);
  return whole !== 'left out' && outputs !== 'left out';
}

/**
 * The picture that stands for a notebook: of the cell tagged `thumbnail`, else of its first figure
 * with axes (the course map is the same in all), else none.
 */
export function thumbnail({ cells }: Notebook): string {
  const seen = cells.filter(hasSeenOutputs);
  const tagged = bundles(seen.filter((cell) => cell.metadata.tags?.includes('thumbnail')));
  const figures = bundles(seen).filter((data) => PLOTLY_MIME in data && 'image/svg+xml' in data);
  const drawn = figures.find((data) => (data[PLOTLY_MIME] as FigureSpec).data.length > 0);
  const chosen = tagged.find((data) => pictureAddress(data)) ?? drawn;
  return chosen ? `<img alt="" src="${pictureAddress(chosen)}">` : '';
}

const day = (file: string): string => fs.statSync(file).mtime.toISOString().slice(0, 10);

/** The title that a report has, which may have come from the command line. */
function titleOf(report: string): string {
  const [, title = ''] = /<title>([^<]*)<\/title>/.exec(headOf(report)) ?? [];
  return title.trim();
}

/** The beginning of a page, where its title and its mark stand. */
function headOf(page: string): string {
  const open = fs.openSync(page, 'r');
  try {
    const bytes = Buffer.alloc(8192);
    return bytes.toString('utf8', 0, fs.readSync(open, bytes));
  } finally {
    fs.closeSync(open);
  }
}

/** One report in the list; of a notebook that is not known the name and the title only. */
function entry(name: string, out: string, notebook: Notebook): string {
  const { title, summary } = titleAndSummary(notebook);
  const address = encodeURIComponent(name);
  const report = path.join(out, `${name}.html`);
  const made = day(report);
  const paper = path.join(out, `${name}.pdf`);
  // made with --no-pdf since then
  const older = fs.existsSync(paper) && day(paper) !== made ? ` (made ${day(paper)})` : '';
  const pdf = fs.existsSync(paper) ? ` · <a href="${address}.pdf">PDF</a>${older}` : '';
  const words = titleOf(report) || escapeHtml(title || name);
  const heading = `<h2><a href="${address}.html">${words}</a></h2>`;
  const links = `<a href="${address}.html">HTML</a>${pdf}`;
  const banner = `<p class="banner">${escapeHtml(name)} · ${links} · made ${made}</p>`;
  return `<li>${thumbnail(notebook)}<div>${heading}
<p>${escapeHtml(summary)}</p>${banner}</div></li>`;
}

/** What stands for a notebook that can no longer be read; its report is still there. */
const UNREADABLE: Notebook = { nbformat: 4, metadata: {}, cells: [] };

/** Names of reports in a folder whose notebooks are not known: they lie elsewhere. */
function otherReports(out: string, known: ReadonlySet<string>): string[] {
  const present = fs.existsSync(out) ? fs.readdirSync(out) : [];
  return present
    .filter((name) => name.endsWith('.html') && !name.startsWith('.'))
    .map((name) => path.basename(name, '.html'))
    .filter((name) => !known.has(name))
    .filter((name) => headOf(path.join(out, `${name}.html`)).includes(REPORT_MARK))
    .sort();
}

/**
 * The page that lists every report in `out`.
 * @param files the notebooks that are known, in the order of the list; others follow
 * @param about what is said of all reports: course, logo, language
 * @returns it, and a line for each notebook that is listed by its title only, as it cannot be read
 */
export function indexPage(
  files: readonly string[],
  out: string,
  { course, logo, lang }: ReportSettings = {},
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
    return entry(notebookName(file), out, notebook);
  });
  const others = otherReports(out, new Set(made.map(notebookName)));
  entries.push(...others.map((name) => entry(name, out, UNREADABLE)));
  const data = logo === undefined ? undefined : fileAddress(logo);
  const picture = data === undefined ? '' : `<img class="logo" alt="" src="${data}">`;
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(course === undefined ? 'Reports' : `${course}: reports`)}</title>
<link rel="icon" href="data:,">
<style>
${styleSheet()}
</style>
</head>
<body>
<main lang="${escapeHtml(lang ?? 'en')}">
<header class="banner">${picture}</header>
<h1>${escapeHtml(course ?? 'Reports')}</h1>
<p lang="en">Reports made from the notebooks: interactive pages that work offline, and the same on
paper.</p>
<ul class="reports">
${entries.join('\n')}
</ul>
</main>
</body>
</html>
`;
  return { html, problems };
}
