import { spawn } from 'child_process';
import * as fs from 'fs';
import * as path from 'path';
import { pathToFileURL } from 'url';
import { InterruptedError } from '../core/errors';
import { lastLine, SIGNALS } from './python';
import { temporaryFolder } from '../core/temporaryFolder';

const NAMES = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'chrome',
  'microsoft-edge',
];
const PLACES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** What to do when there is no browser. */
export const BROWSER_MEND =
  'install Chromium or Chrome (Debian, Ubuntu: sudo apt install chromium), or set CHROME_PATH ' +
  'to it';

function runnable(file: string): boolean {
  try {
    fs.accessSync(file, fs.constants.X_OK);
    return fs.statSync(file).isFile();
  } catch {
    return false;
  }
}

/**
 * The Chromium or Chrome that prints the PDFs: `CHROME_PATH` if it is set (nothing else then), else
 * from PATH, else the usual place on macOS.
 */
export function findBrowser(): string | undefined {
  const wanted = process.env.CHROME_PATH;
  if (wanted) return runnable(wanted) ? wanted : undefined;
  const folders = (process.env.PATH ?? '').split(path.delimiter).filter(Boolean);
  return [
    ...NAMES.flatMap((name) => folders.map((folder) => path.join(folder, name))),
    ...PLACES,
  ].find(runnable);
}

/**
 * Removes the folder of the socket by which another Chromium would ask for this profile: the
 * profile leads there, and a Chromium that is killed leaves it.
 */
function removeSocket(profile: string): void {
  const link = path.join(profile, 'SingletonSocket');
  if (!fs.lstatSync(link, { throwIfNoEntry: false })?.isSymbolicLink()) return;
  const folder = path.dirname(fs.readlinkSync(link));
  if (/^\.?(?:org|com)\.(?:chromium|google|microsoft)\..*\w{6}$/i.test(path.basename(folder)))
    fs.rmSync(folder, { recursive: true, force: true });
}

function attempt(browser: string, page: string, pdf: string, sandbox: boolean): Promise<string> {
  const profile = temporaryFolder('lab-print');
  const args = [
    '--headless',
    ...(sandbox ? [] : ['--no-sandbox']),
    '--disable-gpu',
    '--disable-dev-shm-usage',
    '--no-first-run',
    '--disable-extensions',
    '--disable-background-networking',
    '--disable-component-update',
    `--user-data-dir=${profile}`,
    '--virtual-time-budget=30000',
    '--run-all-compositor-stages-before-draw',
    '--generate-pdf-document-outline',
    '--no-pdf-header-footer',
    `--print-to-pdf=${pdf}`,
    pathToFileURL(page).href,
  ];
  return new Promise((resolve, reject) => {
    let errors = '';
    let stopped = false;
    const child = spawn(browser, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    const timer = setTimeout(() => child.kill('SIGKILL'), 180_000);
    const stop = (): void => {
      stopped = true;
      child.kill('SIGKILL');
    };
    for (const signal of SIGNALS) process.on(signal, stop);
    child.stderr.on('data', (text: Buffer) => {
      errors = (errors + text.toString()).slice(-2000);
    });
    child.on('error', (error) => {
      errors += error.message;
    });
    child.on('close', () => {
      clearTimeout(timer);
      for (const signal of SIGNALS) process.off(signal, stop);
      removeSocket(profile);
      fs.rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
      if (stopped) reject(new InterruptedError('stopped'));
      resolve(
        fs.existsSync(pdf) && fs.readFileSync(pdf).subarray(0, 5).toString() === '%PDF-'
          ? ''
          : errors.trim() || 'no PDF came',
      );
    });
  });
}

/**
 * Prints a page (an absolute file name) to a PDF file. As root, and where the system gives Chromium
 * no sandbox, it prints without one: the page is our own and asks no server.
 * @throws InterruptedError when it was stopped, Error with the browser's last words if no PDF came
 */
export async function printPdf(browser: string, page: string, pdf: string): Promise<void> {
  const root = process.getuid?.() === 0;
  const first = root ? 'root' : await attempt(browser, page, pdf, true);
  if (!first) return;
  const second = await attempt(browser, page, pdf, false);
  if (second) throw new Error(`the browser ${browser} printed no PDF (${lastLine(second)})`);
}
