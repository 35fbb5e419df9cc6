// A notebook in real Chromium: opening it, running it, reading what a user sees.
import { accessSync, constants } from 'node:fs';
import * as path from 'node:path';
import { BrowserContext, chromium, Page } from 'playwright-core';
import type { Notebook } from '../../src/report/notebookFile';
import { LabServer } from './lab-server';

/** Chromium or Chrome: CHROME_PATH, else the first one on PATH. */
export function findBrowser(): string {
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
  const places = (process.env.PATH ?? '')
    .split(path.delimiter)
    .flatMap((folder) => names.map((name) => path.join(folder, name)));
  places.push('/Applications/Google Chrome.app/Contents/MacOS/Google Chrome');
  for (const file of process.env.CHROME_PATH ? [process.env.CHROME_PATH] : places) {
    try {
      accessSync(file, constants.X_OK);
      return file;
    } catch {
      /* the next one */
    }
  }
  throw new Error(
    'No Chromium found: install chromium (Debian: apt install chromium), or set CHROME_PATH to ' +
      'the browser.',
  );
}

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export async function openBrowser(server: LabServer): Promise<BrowserContext> {
  return chromium.launchPersistentContext(path.join(server.scratch, 'browser'), {
    executablePath: findBrowser(),
    headless: true,
    viewport: { width: 1300, height: 900 },
    args: FLAGS,
  });
}

/**
 * What is on the page: prompts of code cells, drawn interactive figures, pictures, and error
 * outputs, which JupyterLab shows as it shows stderr.
 */
export interface Seen {
  prompts: string[];
  figures: number;
  pictures: string[];
  errors: string[];
}

export class NotebookPage {
  /** Exceptions of the page and requests that left this machine; both must stay empty. */
  readonly pageErrors: string[] = [];
  readonly foreign: string[] = [];
  private kernelAnswered = false;

  private constructor(
    readonly page: Page,
    private readonly server: LabServer,
    private readonly name: string,
  ) {
    page.on('pageerror', (error) => this.pageErrors.push(String(error)));
    page.on('request', (request) => {
      const { protocol, hostname } = new URL(request.url());
      if (/^(https?|wss?):$/.test(protocol) && hostname !== '127.0.0.1')
        this.foreign.push(request.url());
    });
    page.on('websocket', (socket) =>
      socket.on('framereceived', ({ payload }) => {
        if (payload.toString('latin1').includes('kernel_info_reply')) this.kernelAnswered = true;
      }),
    );
  }

  /** Opens a notebook and waits for its kernel: before its first answer, Run All can be lost. */
  static async open(
    browser: BrowserContext,
    server: LabServer,
    name: string,
  ): Promise<NotebookPage> {
    const notebook = new NotebookPage(await browser.newPage(), server, name);
    await notebook.page.goto(`${server.url}/lab/tree/${name}?token=${server.token}&reset`, {
      waitUntil: 'domcontentloaded',
    });
    await notebook.page.waitForSelector('.jp-Notebook .jp-Cell', { timeout: 120_000 });
    await notebook.until(
      (seen) => seen.prompts.length > 0 && notebook.kernelAnswered,
      'the kernel to answer',
      120_000,
    );
    await notebook.page.waitForSelector('.jp-Notebook-ExecutionIndicator[data-status="idle"]', {
      timeout: 60_000,
    });
    return notebook;
  }

  seen(): Promise<Seen> {
    // a text, not a function: this runs in the browser, whose types the project does not load
    return this.page.evaluate<Seen>(`({
      prompts: [...document.querySelectorAll('.jp-CodeCell .jp-InputPrompt')].map((e) => e.textContent.trim()),
      figures: [...document.querySelectorAll('.jp-OutputArea .js-plotly-plot')].filter((e) => e.querySelector('.main-svg')).length,
      pictures: [...document.querySelectorAll('.jp-OutputArea-output[data-mime-type="image/svg+xml"], .jp-RenderedSVG')].map((e) => e.innerHTML),
      errors: [...document.querySelectorAll('.jp-OutputArea-output[data-mime-type="application/vnd.jupyter.stderr"]')].map((e) => e.textContent),
    })`);
  }

  async until(holds: (seen: Seen) => boolean, what: string, ms = 60_000): Promise<Seen> {
    const end = Date.now() + ms;
    for (;;) {
      const seen = await this.seen();
      if (holds(seen)) return seen;
      if (Date.now() > end)
        throw new Error(
          `${this.name}: waited ${ms / 1000} s for ${what}; prompts ${seen.prompts.join(' ')}; ` +
            `errors ${seen.errors.join('\n')}`,
        );
      await this.page.waitForTimeout(100);
    }
  }

  /** Chooses an entry of the Run menu. */
  async runMenu(entry: string): Promise<void> {
    await this.page.click('.jp-Notebook .jp-CodeCell .jp-InputArea-editor');
    await this.page.click('.lm-MenuBar-itemLabel:text-is("Run")');
    await this.page.click(`.lm-Menu-itemLabel:text-is("${entry}")`);
  }

  /** Runs all cells and waits until every one carries its number. */
  async runAll(ms: number): Promise<Seen> {
    const before = await this.seen();
    await this.runMenu('Run All Cells');
    await this.until((seen) => seen.prompts.join() !== before.prompts.join(), 'the run to begin');
    return this.until(
      (seen) => seen.prompts.every((prompt) => /^\[\d+\]:$/.test(prompt)) || seen.errors.length > 0,
      'all cells to run',
      ms,
    );
  }

  /**
   * Puts the first figure that holds a text, else the first of all, into the middle of the window.
   */
  async scrollToFigure(text: string): Promise<void> {
    await this.page.evaluate(`{
      const figures = [...document.querySelectorAll('.jp-OutputArea .js-plotly-plot')];
      (figures.find((e) => e.textContent.includes(${JSON.stringify(text)})) ?? figures[0])?.scrollIntoView({ block: 'center' });
    }`);
    await this.page.waitForTimeout(700);
  }

  /** Presses the stop button of the toolbar. */
  interrupt(): Promise<void> {
    return this.page.click(
      '.jp-NotebookPanel-toolbar [data-jp-item-name="interrupt"] >> visible=true',
    );
  }

  /** Saves the notebook and returns the file, once it has the number of every cell that ran. */
  async save(): Promise<Notebook> {
    const { prompts } = await this.seen();
    let failure: unknown;
    for (let tries = 0; tries < 120; tries++) {
      const dialog = await this.page.locator('.jp-Dialog-content').allInnerTexts();
      if (dialog.length > 0)
        throw new Error(`${this.name} was not saved; JupyterLab says: ${dialog.join(' ')}`, {
          cause: failure,
        });
      if (tries > 0 && tries % 12 === 0)
        // the keys may have gone elsewhere
        await this.page.click('.jp-Notebook .jp-CodeCell .jp-InputArea-editor');
      // and again after 3 s: one that comes while JupyterLab saves of its own accord is dropped
      if (tries % 12 === 0) await this.page.keyboard.press('Control+s');
      let file: Notebook | undefined;
      try {
        file = this.server.saved(this.name);
      } catch (error) {
        failure = error;
      } // half-written: again
      const counts = file?.cells
        .filter((cell) => cell.cell_type === 'code')
        .map((cell) => `[${cell.execution_count ?? ' '}]:`);
      if (file && counts?.join() === prompts.join()) return file;
      await this.page.waitForTimeout(250);
    }
    throw new Error(`${this.name} was not saved as it is shown: ${prompts.join(' ')}`, {
      cause: failure,
    });
  }
}
