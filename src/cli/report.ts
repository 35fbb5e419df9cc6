import * as fs from 'fs';
import * as path from 'path';
import { InterruptedError } from '../core/errors';
import { writeFileAtomic } from '../core/files';
import { errorMessage, plural } from '../core/text';
import { BROWSER_MEND, findBrowser } from '../report/browser';
import { indexPage } from '../report/indexPage';
import { isNamedLikeList, makeNotebookReport, type ReportOptions } from '../report/makeReport';
import { listNotebooks, notebookName } from '../report/notebookFile';
import { progressLine } from '../report/progressLine';
import { main } from './arguments';
import { reportHelp, reportOptions } from './report/options';

function size(file: string): string {
  return `${(fs.statSync(file).size / 1e6).toFixed(1)} MB`;
}

async function reportOne(file: string, options: ReportOptions): Promise<boolean> {
  const line = progressLine(notebookName(file));
  let last = '';
  try {
    const made = await makeNotebookReport(file, options, (state) => line.update((last = state)));
    const pdf = made.pdf ? `, PDF ${size(made.pdf)}` : '';
    const figures = plural(made.figures, 'live figure');
    line.end(`done: ${figures}, HTML ${size(made.html)}${pdf}`);
    return true;
  } catch (error) {
    const stopped = error instanceof InterruptedError;
    line.end(
      `${last}  ${stopped ? 'stopped' : 'FAILED; an earlier report of it is left as it was'}`,
    );
    if (stopped) throw error;
    console.error(errorMessage(error));
    return false;
  }
}

/** Writes the page that lists the reports, and says of which notebooks it cannot tell the title. */
function writeList(files: readonly string[], out: string): void {
  const { html, problems } = indexPage(files, out);
  writeFileAtomic(path.join(out, 'index.html'), html);
  for (const problem of problems) console.error(`index.html: listed without its title: ${problem}`);
}

async function report(words: readonly string[]): Promise<number> {
  const given = reportOptions(words);
  if (!given) {
    console.log(reportHelp());
    return 0;
  }
  const { files, folder, out } = given;
  const all = listNotebooks(folder).filter((file) => !isNamedLikeList(file));
  const browser = given.pdf ? findBrowser() : undefined;
  const hasReport = (file: string): boolean =>
    fs.existsSync(path.join(out, `${notebookName(file)}.html`));
  const listed = all.filter((file) => files.includes(file) || hasReport(file));
  const options: ReportOptions = {
    reports: listed.map(notebookName),
    out,
    browser,
    mode: given.full ? 'full' : 'quick',
    execute: given.execute,
    hideCode: given.hideCode,
    safe: given.safe,
  };
  let good = true;
  for (const file of files) good = (await reportOne(file, options)) && good;
  writeList(all, out);
  if (!browser && given.pdf)
    console.error(`no PDF: no Chromium or Chrome was found; mend: ${BROWSER_MEND}`);
  console.log(`reports: ${path.join(path.relative(process.cwd(), out) || '.', 'index.html')}`);
  return good ? 0 : 1;
}

void main('report', () => report(process.argv.slice(2)));
