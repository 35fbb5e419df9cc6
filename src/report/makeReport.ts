import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { bodyOf, renderTexts, titleAndSummary, type BodyOptions } from './body';
import { printPdf } from './browser';
import { executeNotebook, type Mode } from './execute';
import { notebookName, readNotebook } from './notebookFile';
import { reportPage, type PageInfo } from './page';
import { writeFileAtomic } from '../core/files';

/** What a report is made of and where it goes. */
export interface ReportOptions {
  /** Names of the notebooks that have or will have a report, in order: links lead to these only. */
  readonly reports: readonly string[];
  readonly out: string;
  readonly mode: Mode;
  /** Run the notebook; else its saved outputs are taken. */
  readonly execute: boolean;
  readonly hideCode: boolean;
  /** The browser that prints; none: no PDF. */
  readonly browser?: string;
}

/** What was made. */
export interface MadeReport {
  readonly html: string;
  readonly pdf?: string;
  readonly figures: number;
}

function info(file: string, options: ReportOptions, mode: string | undefined): PageInfo {
  const name = notebookName(file);
  const at = options.reports.indexOf(name);
  const run = options.execute
    ? `a ${options.mode.toUpperCase()} run`
    : `the saved outputs${mode ? ` of a ${mode.toUpperCase()} run` : ''}`;
  return {
    name,
    title: titleAndSummary(file).title,
    previous: options.reports[at - 1],
    next: options.reports[at + 1],
    pdf: options.browser !== undefined,
    made:
      `Made ${new Date().toISOString().slice(0, 10)} from ${run}, Node ` +
      `${process.version.slice(1)}, ${process.platform} ${process.arch}`,
  };
}

/**
 * Makes one report. Both files are finished before the first is put in place, so a failure leaves
 * the earlier report as it was.
 * @param say told what is being done: `12/30 cells`, `page`, `PDF`.
 * @throws NotebookError where a cell fails; Error when a picture is missing or the browser fails.
 */
export async function makeNotebookReport(
  file: string,
  options: ReportOptions,
  say: (state: string) => void,
): Promise<MadeReport> {
  const name = notebookName(file);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'lab-report-'));
  const place = { folder: path.dirname(file), out: options.out, reports: new Set(options.reports) };
  const make: Omit<BodyOptions, 'paper'> = { place, hideCode: options.hideCode };
  const html = path.join(options.out, `${name}.html`);
  const pdf = path.join(options.out, `${name}.pdf`);
  // not in the system's temporary folder: a browser from a snap cannot see that
  fs.mkdirSync(options.out, { recursive: true });
  const printed = path.join(options.out, `.${name}.${process.pid}.pdf`);
  const page = path.join(options.out, `.${name}.${process.pid}.html`);
  try {
    const source = path.join(folder, path.basename(file));
    if (options.execute)
      fs.writeFileSync(
        source,
        (await executeNotebook(file, options.mode, (done, cells) => say(`${done}/${cells} cells`)))
          .text,
      );
    else fs.copyFileSync(file, source);
    say('making the page');
    const notebook = readNotebook(source);
    const rendered = await renderTexts(source);
    const about = info(file, options, notebook.metadata.lab?.mode);
    const body = bodyOf(notebook, rendered, { ...make, paper: false });
    if (options.browser) {
      say('printing the PDF');
      fs.writeFileSync(
        page,
        reportPage(bodyOf(notebook, rendered, { ...make, paper: true }), about, false),
      );
      await printPdf(options.browser, page, printed);
    }
    writeFileAtomic(html, reportPage(body, about, true));
    if (options.browser) fs.renameSync(printed, pdf);
    return { html, pdf: options.browser && pdf, figures: body.figures.length };
  } finally {
    fs.rmSync(printed, { force: true });
    fs.rmSync(page, { force: true });
    fs.rmSync(folder, { recursive: true, force: true });
  }
}
