import * as fs from 'fs';
import * as path from 'path';
import { InterruptedError } from '../core/errors';
import { writeFileAtomic } from '../core/files';
import { errorMessage, plural } from '../core/text';
import { BROWSER_MEND, findBrowser } from '../report/browser';
import { fileAddress } from '../report/embed';
import { indexPage } from '../report/indexPage';
import {
  isNamedLikeList,
  makeNotebookReport,
  settingsFor,
  type ReportOptions,
} from '../report/makeReport';
import { makeMarkdownPage, markdownPages, type MarkdownPages } from '../report/markdownPages';
import { listNotebooks, notebookName } from '../report/notebookFile';
import { progressLine } from '../report/progressLine';
import type { ReportSettings } from '../report/reportSettings';
import { main } from './arguments';
import { bookCommand } from './report/book';
import { reportHelp, reportOptions, type ReportWords } from './report/options';
import { slidesCommand } from './report/slides';

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
    for (const warning of made.warnings) console.error(`${file}: ${warning}`);
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
  const [first] = files;
  const nothing = { nbformat: 4, metadata: {}, cells: [] };
  try {
    return settingsFor(first, nothing, { settings, settingsFile });
  } catch {
    return settings; // the report of that notebook says what is wrong with the file
  }
}

async function report(words: readonly string[]): Promise<number> {
  const given = reportOptions(words);
  if (!given) {
    console.log(reportHelp());
    return 0;
  }
  const { files, folder, out, settings, settingsFile } = given;
  const all = listNotebooks(folder).filter((file) => !isNamedLikeList(file));
  const browser = given.pdf ? findBrowser() : undefined;
  const hasReport = (file: string): boolean =>
    fs.existsSync(path.join(out, `${notebookName(file)}.html`));
  const foreign = files.filter((file) => path.dirname(file) !== folder);
  const listed = [...all.filter((file) => files.includes(file) || hasReport(file)), ...foreign];
  const elsewhere = new Map(listed.map((file) => [file, notebookName(file)]));
  const pages = markdownPages(elsewhere.values());
  const options: Omit<ReportOptions, 'reports'> = {
    out,
    browser,
    mode: given.full ? 'full' : 'quick',
    execute: given.execute,
    hideCode: given.hideCode,
    solutions: given.solutions,
    safe: given.safe,
    elsewhere,
    pages,
    settings,
    settingsFile,
  };
  let good = true;
  for (const file of files) {
    const beside = listed.filter((other) => path.dirname(other) === path.dirname(file));
    const made = await reportOne(file, { ...options, reports: beside.map(notebookName) });
    good = made && good;
  }
  const common = commonSettings(given);
  good = (await writePages(pages, options, common)) && good;
  writeList([...all, ...foreign], out, common);
  if (!browser && given.pdf)
    console.error(`no PDF: no Chromium or Chrome was found; mend: ${BROWSER_MEND}`);
  console.log(`reports: ${path.join(path.relative(process.cwd(), out) || '.', 'index.html')}`);
  return good ? 0 : 1;
}

/** With `slides` or `book` as its first word the command makes those. */
async function reportOrOther(words: readonly string[]): Promise<number> {
  const [kind, ...rest] = words;
  if (kind === 'slides') return slidesCommand(rest);
  return kind === 'book' ? bookCommand(rest) : report(words);
}

void main('report', () => reportOrOther(process.argv.slice(2)));
