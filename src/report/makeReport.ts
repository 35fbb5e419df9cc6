import * as fs from 'fs';
import * as path from 'path';
import { FileError, fileError, InterruptedError } from '../core/errors';
import { writeFileAtomic } from '../core/files';
import { hasEnded, thisProcess } from '../core/processes';
import { bodyOf, renderTexts, textsOf, titleAndSummary, type Body, type BodyOptions } from './body';
import { printPdf } from './browser';
import { executeNotebook, type Mode } from './execute';
import { fileAddress } from './embed';
import { withLabels, withoutLabelLines } from './labels';
import type { MarkdownPages } from './markdownPages';
import { notebookName, readNotebook, type Notebook } from './notebookFile';
import { reportPage, type PageInfo } from './page';
import { writePdfMetadata } from './pdfMetadata';
import { settingsFor, type GivenSettings } from './reportSettings';
import { withoutSolutions, withSolutionsLast } from './solutions';

/** What a report is made of and where it goes. */
export interface ReportOptions extends GivenSettings {
  /**
   * Names of the notebooks of its folder that have or will have a report, in order: links lead to
   * these only.
   */
  readonly reports: readonly string[];
  /** Names of reports of notebooks in other folders, by the notebook's absolute path. */
  readonly elsewhere?: ReadonlyMap<string, string>;
  /** Gets the Markdown files that the notebook links to: they are to become pages in `out`. */
  readonly pages?: MarkdownPages;
  readonly out: string;
  readonly mode: Mode;
  /** Run the notebook; else its saved outputs are taken. */
  readonly execute: boolean;
  readonly hideCode: boolean;
  /** With the solutions of exercises (default): folded on screens, at the end on paper. */
  readonly solutions?: boolean;
  /** Let nothing of the notebook run in the page. */
  readonly safe: boolean;
  /** The browser that prints; none: no PDF. */
  readonly browser?: string;
  /** Stands at the top of each printed page, such as the name on an answer sheet. */
  readonly eachPage?: string;
}

/** What was made. */
export interface MadeReport {
  readonly html: string;
  readonly pdf?: string;
  readonly figures: number;
  /** What is not as it was meant, with the cell. */
  readonly warnings: readonly string[];
}

function info(file: string, notebook: Notebook, options: ReportOptions): PageInfo {
  const name = notebookName(file);
  const at = options.reports.indexOf(name);
  const { mode } = notebook.metadata.lab ?? {};
  const run = options.execute
    ? `a ${options.mode.toUpperCase()} run`
    : `the saved outputs${mode ? ` of a ${mode.toUpperCase()} run` : ''}`;
  const settings = settingsFor(file, notebook, options);
  return {
    ...settings,
    logo: settings.logo === undefined ? undefined : fileAddress(settings.logo),
    name,
    isReport: true,
    title: settings.title ?? titleAndSummary(notebook).title,
    previous: options.reports[at - 1],
    next: options.reports[at + 1],
    pdf: options.browser !== undefined,
    eachPage: options.eachPage,
    made:
      `Made ${new Date().toISOString().slice(0, 10)} from ${run}, Node ` +
      `${process.version.slice(1)}, ${process.platform} ${process.arch}` +
      `${options.safe ? '. Scripts of the notebook are left out' : ''}`,
  };
}

/** The page that lists the reports: no notebook may have its name. */
const LIST = 'index';

/** Whether the report of a notebook would take the place of the list of reports. */
export function isNamedLikeList(file: string): boolean {
  return notebookName(file).toLowerCase() === LIST; // some file systems take both for one name
}

/** The content of the page, and of the one for paper. */
async function bodies(
  file: string,
  notebook: Notebook,
  options: ReportOptions,
): Promise<{ readonly screen: Body; readonly paper: Body }> {
  const { out, hideCode, safe, elsewhere, pages } = options;
  const folder = path.dirname(file);
  const pageOf = (linked: string): string | undefined => pages?.pageOf(linked, folder);
  const place = { folder, out, reports: new Set(options.reports), elsewhere, pageOf };
  const screen: BodyOptions = { place, hideCode, safe, paper: false };
  const paper = { ...screen, paper: true };
  try {
    const { notebook: shown, labels } = withoutLabelLines(notebook);
    const rendered = await renderTexts(textsOf(shown, screen), safe);
    return {
      screen: withLabels(bodyOf(shown, rendered, screen), labels),
      paper: withSolutionsLast(withLabels(bodyOf(shown, rendered, paper), labels), shown),
    };
  } catch (error) {
    throw error instanceof InterruptedError ? error : fileError(file, error);
  }
}

/**
 * Makes one report. Both files are finished before the first is put in place, so a failure leaves
 * the earlier report as it was.
 * @param say told what is being done: `12/30 cells`, `page`, `PDF`.
 * @throws NotebookError where a cell fails; FileError naming the notebook when it has another form
 * than nbformat 4, a picture is missing or the browser fails, and naming the report when it cannot
 * be written
 */
export async function makeNotebookReport(
  file: string,
  options: ReportOptions,
  say: (state: string) => void,
): Promise<MadeReport> {
  const name = notebookName(file);
  if (isNamedLikeList(file))
    throw new FileError(
      file,
      `its report would be ${LIST}.html, which lists all reports: rename it`,
    );
  settingsFor(file, undefined, options); // a file that is wrong is found before the notebook runs
  const whole = options.execute
    ? (await executeNotebook(file, options.mode, (done, cells) => say(`${done}/${cells} cells`)))
        .notebook
    : readNotebook(file);
  const notebook = options.solutions === false ? withoutSolutions(whole) : whole;
  say('making the page');
  const about = info(file, notebook, options);
  const { screen, paper } = await bodies(file, notebook, options);
  const html = path.join(options.out, `${name}.html`);
  const pdf = path.join(options.out, `${name}.pdf`);
  // not in the system's temporary folder: a browser from a snap cannot see that
  const printed = path.join(options.out, `.${name}.${thisProcess}.pdf`);
  const page = path.join(options.out, `.${name}.${thisProcess}.html`);
  sweepPages(options.out);
  try {
    if (options.browser) {
      say('printing the PDF');
      writeFileAtomic(page, reportPage(paper, about, { live: false, safe: options.safe }));
      await printReport(options.browser, page, printed, about).catch((error: unknown) => {
        throw error instanceof InterruptedError ? error : fileError(file, error);
      });
    }
    writeFileAtomic(html, reportPage(screen, about, { live: true, safe: options.safe }));
    if (options.browser) fs.renameSync(printed, pdf);
    const { figures, warnings = [] } = screen;
    return { html, pdf: options.browser && pdf, figures: figures.length, warnings };
  } finally {
    fs.rmSync(printed, { force: true });
    fs.rmSync(page, { force: true });
  }
}

/** Prints a page and writes into the PDF who made what it holds. */
async function printReport(
  browser: string,
  page: string,
  pdf: string,
  { name, title, authors = [] }: PageInfo,
): Promise<void> {
  await printPdf(browser, page, pdf);
  await writePdfMetadata(pdf, { title: title || name, authors });
}

/** Removes what was printed from, and to, by processes that were killed meanwhile. */
function sweepPages(out: string): void {
  for (const name of fs.existsSync(out) ? fs.readdirSync(out) : []) {
    const [, owner] = /^\..+\.([a-z0-9]+-\d+-\d+)\.(?:pdf|html)$/.exec(name) ?? [];
    if (owner !== undefined && hasEnded(owner)) fs.rmSync(path.join(out, name), { force: true });
  }
}
