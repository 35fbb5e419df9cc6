import * as fs from 'node:fs';
import * as path from 'node:path';
import { InterruptedError } from '../core/errors';
import { writeFileAtomic } from '../core/files';
import { errorMessage, plural } from '../core/text';
import { findBrowser } from '../report/browser';
import { fileAddress } from '../report/embed';
import { indexPage } from '../report/indexPage';
import {
  isNamedLikeList,
  makeNotebookReport,
  type MadeReport,
  type ReportOptions,
} from '../report/makeReport';
import { makeMarkdownPage, markdownPages, type MarkdownPages } from '../report/markdownPages';
import { listNotebooks, notebookName } from '../report/notebookFile';
import { settingsFor, type ReportSettings } from '../report/reportSettings';
import { main } from './arguments';
import { shownPath } from './fileArguments';
import { megabytes, NO_BROWSER, withProgressOfOne } from './notebookWork';
import { bookCommand } from './report/book';
import { reportHelp, reportOptions, type ReportWords } from './report/options';
import { slidesCommand } from './report/slides';

function reportDone({ figures, html, pdf }: MadeReport): string {
  const sizeOf = (file: string): string => megabytes(fs.statSync(file).size);
  const printed = pdf === undefined ? '' : `, PDF ${sizeOf(pdf)}`;
  return `done: ${plural(figures, 'live figure')}, HTML ${sizeOf(html)}${printed}`;
}

/** Makes the report of one notebook. @returns whether it was made */
async function reportOne(file: string, options: ReportOptions): Promise<boolean> {
  const made = await withProgressOfOne({
    name: notebookName(file),
    failed: 'FAILED; an earlier report of it is left as it was',
    run: (say) => makeNotebookReport(file, options, say),
    done: reportDone,
  });
  for (const warning of made?.warnings ?? []) console.error(`${file}: ${warning}`);
  return made !== undefined;
}

/** Writes the page that lists the reports, and says which notebooks it cannot tell more of. */
function writeList(files: readonly string[], out: string, settings: ReportSettings): void {
  const { html, problems } = indexPage(files, out, settings);
  writeFileAtomic(path.join(out, 'index.html'), html);
  for (const problem of problems)
    console.error(`index.html: listed without its summary: ${problem}`);
}

/**
 * Makes the pages of the Markdown files that reports link to. One that cannot be made is said.
 * @returns whether all were made
 */
async function writePages(
  pages: MarkdownPages,
  options: Pick<ReportOptions, 'out' | 'safe' | 'elsewhere'>,
  { course, logo }: ReportSettings,
): Promise<boolean> {
  const { out, safe, elsewhere } = options;
  const about = { course, logo: logo === undefined ? undefined : fileAddress(logo) };
  let good = true;
  for (const [file, name] of [...pages.wanted]) {
    const pageOf = (linked: string): string | undefined => pages.wanted.get(linked);
    const place = {
      folder: path.dirname(file),
      out,
      reports: new Set<string>(),
      elsewhere,
      pageOf,
    };
    try {
      const warnings = await makeMarkdownPage(file, name, { place, safe, about });
      for (const warning of warnings) console.error(`${file}: ${warning}`);
    } catch (error) {
      if (error instanceof InterruptedError) throw error;
      console.error(errorMessage(error));
      good = false;
    }
  }
  return good;
}

/** What all pages of a run have in common: the settings that lie beside its first notebook. */
function commonSettings({ files, settings, settingsFile }: ReportWords): ReportSettings {
  try {
    return settingsFor(files[0], undefined, { settings, settingsFile });
  } catch {
    return settings; // the report of that notebook says what is wrong with the file
  }
}

/** Makes what was asked for. @returns whether all of it was made */
async function makeReports(given: ReportWords, browser: string | undefined): Promise<boolean> {
  const { files, folder, out, full, execute, hideCode, solutions, safe } = given;
  const all = listNotebooks(folder).filter((file) => !isNamedLikeList(file));
  const hasReport = (file: string): boolean =>
    fs.existsSync(path.join(out, `${notebookName(file)}.html`));
  const foreign = files.filter((file) => path.dirname(file) !== folder);
  const listed = [...all.filter((file) => files.includes(file) || hasReport(file)), ...foreign];
  const elsewhere = new Map(listed.map((file) => [file, notebookName(file)]));
  const pages = markdownPages(elsewhere.values());
  const { settings, settingsFile } = given;
  const mode = full ? 'full' : 'quick';
  const content = { mode, execute, hideCode, solutions, safe, settings, settingsFile } as const;
  const options = { ...content, out, browser, elsewhere, pages };
  let good = true;
  for (const file of files) {
    const beside = listed.filter((other) => path.dirname(other) === path.dirname(file));
    const made = await reportOne(file, { ...options, reports: beside.map(notebookName) });
    good = made && good;
  }
  const common = commonSettings(given);
  good = (await writePages(pages, options, common)) && good;
  writeList([...all, ...foreign], out, common);
  return good;
}

async function report(words: readonly string[]): Promise<number> {
  const given = reportOptions(words);
  if (!given) {
    console.log(reportHelp());
    return 0;
  }
  const browser = given.pdf ? findBrowser() : undefined;
  const good = await makeReports(given, browser);
  if (given.pdf && !browser) console.error(`no PDF: ${NO_BROWSER}`);
  console.log(`reports: ${shownPath(path.join(given.out, 'index.html'))}`);
  return good ? 0 : 1;
}

/** With `slides` or `book` as its first word the command makes those. */
async function reportOrOther(words: readonly string[]): Promise<number> {
  const [kind, ...rest] = words;
  if (kind === 'slides') return slidesCommand(rest);
  return kind === 'book' ? bookCommand(rest) : report(words);
}

void main('report', () => reportOrOther(process.argv.slice(2)));
