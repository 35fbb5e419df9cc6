import * as fs from 'fs';
import * as path from 'path';
import { parseArgs } from 'util';
import { BROWSER_MEND, findBrowser } from '../report/browser';
import { indexPage } from '../report/indexPage';
import { makeReport, type ReportOptions } from '../report/makeReport';
import { chooseNotebooks, listNotebooks, notebookName } from '../report/notebookFile';
import { progressLine } from '../report/progressLine';
import { projectRoot } from '../core/paths';
import { writeFileAtomic } from '../core/files';
import { InterruptedError } from '../core/errors';

const HELP = `npm run report [-- NAME... --no-pdf --hide-code --no-execute --full --out DIR --from DIR]
  runs the notebooks (all, or those named) on fresh kernels and writes reports/NAME.html, reports/NAME.pdf and reports/index.html
  --no-pdf      only the HTML
  --hide-code   text and results without the code
  --no-execute  take the saved outputs as they are
  --full        long runs (LAB_MODE=full) instead of quick ones
  --out DIR     write to DIR instead of reports/
  --from DIR    take the notebooks from DIR instead of notebooks/`;

const size = (file: string): string => `${(fs.statSync(file).size / 1e6).toFixed(1)} MB`;

async function one(file: string, options: ReportOptions): Promise<boolean> {
  const line = progressLine(notebookName(file));
  let last = '';
  try {
    const made = await makeReport(file, options, (state) => line.update((last = state)));
    const sizes = [`HTML ${size(made.html)}`, made.pdf ? `PDF ${size(made.pdf)}` : '']
      .filter(Boolean)
      .join(', ');
    line.end(`done: ${made.figures} live figure${made.figures === 1 ? '' : 's'}, ${sizes}`);
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

async function main(): Promise<number> {
  const flag = { type: 'boolean' } as const;
  const word = { type: 'string' } as const;
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      'no-pdf': flag,
      'hide-code': flag,
      'no-execute': flag,
      full: flag,
      out: word,
      from: word,
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const folder = path.resolve(values.from ?? path.join(projectRoot(), 'notebooks'));
  const out = path.resolve(values.out ?? path.join(projectRoot(), 'reports'));
  const files = chooseNotebooks(folder, positionals);
  const all = listNotebooks(folder);
  const browser = values['no-pdf'] ? undefined : findBrowser();
  const reports = all
    .filter(
      (file) => files.includes(file) || fs.existsSync(path.join(out, `${notebookName(file)}.html`)),
    )
    .map(notebookName);
  const options: ReportOptions = {
    reports,
    out,
    browser,
    mode: values.full ? 'full' : 'quick',
    execute: !values['no-execute'],
    hideCode: values['hide-code'] ?? false,
  };
  let good = true;
  for (const file of files) good = (await one(file, options)) && good;
  writeFileAtomic(path.join(out, 'index.html'), indexPage(all, out));
  if (!browser && !values['no-pdf'])
    console.error(`no PDF: no Chromium or Chrome was found; mend: ${BROWSER_MEND}`);
  console.log(`reports: ${path.join(path.relative(process.cwd(), out) || '.', 'index.html')}`);
  return good ? 0 : 1;
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: Error) => {
    if (!(error instanceof InterruptedError)) console.error(error.message);
    process.exitCode = error instanceof InterruptedError ? 130 : 1;
  },
);
