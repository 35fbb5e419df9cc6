import * as fs from 'fs';
import * as path from 'path';
import { InterruptedError } from '../core/errors';
import { writeFileAtomic } from '../core/files';
import { projectPath } from '../core/paths';
import { plural } from '../core/text';
import { BROWSER_MEND, findBrowser } from '../report/browser';
import { indexPage } from '../report/indexPage';
import { makeNotebookReport, type ReportOptions } from '../report/makeReport';
import { chooseNotebooks, listNotebooks, notebookName } from '../report/notebookFile';
import { progressLine } from '../report/progressLine';
import { commandLine, flag, helpOf, main, option, parseWords } from './arguments';

interface Options {
  readonly pdf: boolean;
  readonly execute: boolean;
  readonly hideCode?: boolean;
  readonly full?: boolean;
  readonly out?: string;
  readonly from?: string;
  readonly help?: boolean;
}

const DESCRIPTION =
  'Runs the notebooks (all, or those named) on fresh kernels and writes reports/NAME.html, ' +
  'reports/NAME.pdf and reports/index.html.';

const command = commandLine('npm run report --', DESCRIPTION, [
  flag('--no-pdf', 'only the HTML'),
  flag('--hide-code', 'text and results without the code'),
  flag('--no-execute', 'take the saved outputs as they are'),
  flag('--full', 'long runs (LAB_MODE=full) instead of quick ones'),
  option('--out <DIR>', 'write to DIR instead of reports/', (text) => path.resolve(text)),
  option('--from <DIR>', 'take the notebooks from DIR instead of notebooks/', (text) =>
    path.resolve(text),
  ),
  flag('-h, --help', 'shows this'),
])
  .usage('[NAME...] [options]')
  .argument('[NAME...]', 'such as 06-agent, or 06');

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
    console.error((error as Error).message);
    return false;
  }
}

async function report(words: readonly string[]): Promise<number> {
  const given = parseWords<Options>(command, words);
  if (given.help) {
    console.log(helpOf(command));
    return 0;
  }
  const folder = given.from ?? projectPath('notebooks');
  const out = given.out ?? projectPath('reports');
  const files = chooseNotebooks(folder, command.args);
  const all = listNotebooks(folder);
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
    hideCode: given.hideCode ?? false,
  };
  let good = true;
  for (const file of files) good = (await reportOne(file, options)) && good;
  writeFileAtomic(path.join(out, 'index.html'), indexPage(all, out));
  if (!browser && given.pdf)
    console.error(`no PDF: no Chromium or Chrome was found; mend: ${BROWSER_MEND}`);
  console.log(`reports: ${path.join(path.relative(process.cwd(), out) || '.', 'index.html')}`);
  return good ? 0 : 1;
}

void main('report', () => report(process.argv.slice(2)));
