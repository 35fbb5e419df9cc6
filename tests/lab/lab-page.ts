// A notebook in real Chromium: opening it, running it, reading what a user sees.
import * as path from 'node:path';
import { after, before } from 'node:test';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { BROWSER_MEND, findBrowser } from '../../src/report/browser';
import { isFolded } from '../../src/course/lesson';
import type { Notebook } from '../../src/report/notebookFile';
import { LabServer } from './lab-server';

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

async function openBrowser(server: LabServer): Promise<BrowserContext> {
  const executablePath = findBrowser();
  if (!executablePath) throw new Error(`No Chromium was found: ${BROWSER_MEND}.`);
  return chromium.launchPersistentContext(path.join(server.scratch, 'browser'), {
    executablePath,
    headless: true,
    viewport: { width: 1300, height: 900 },
    args: FLAGS,
  });
}

/** A JupyterLab and a browser for the tests of one file. */
export interface Lab {
  readonly server: LabServer;
  /** The browser, once the first test runs. */
  readonly browser: () => BrowserContext;
  /** Opens a notebook of the server's folder. */
  readonly open: (name: string) => Promise<NotebookPage>;
}

/** Starts both before the first test of a file, and ends them after the last. */
export function startLab(): Lab {
  const server = new LabServer();
  let browser: BrowserContext | undefined;
  before(async () => {
    await server.start();
    browser = await openBrowser(server);
  });
  after(async () => {
    await browser?.close();
    await server.stop();
    server.remove();
  });
  return {
    server,
    browser: () => browser!,
    open: (name) => NotebookPage.open(browser!, server, name),
  };
}

/**
 * What is on the page: prompts of code cells that are not folded, drawn interactive figures,
 * pictures, and error outputs, which JupyterLab shows as it shows stderr.
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
    return this.page.evaluate<Seen>(`(() => {
      const all = (selector) => [...document.querySelectorAll(selector)];
      const output = '.jp-OutputArea-output';
      const svg = output + '[data-mime-type="image/svg+xml"], .jp-RenderedSVG';
      const stderr = output + '[data-mime-type="application/vnd.jupyter.stderr"]';
      const plots = all('.jp-OutputArea .js-plotly-plot');
      return {
        prompts: all('.jp-CodeCell .jp-InputPrompt:not(.jp-Placeholder-prompt)')
          .map((e) => e.textContent.trim()),
        figures: plots.filter((e) => e.querySelector('.main-svg')).length,
        pictures: all(svg).map((e) => e.innerHTML),
        errors: all(stderr).map((e) => e.textContent),
      };
    })()`);
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
      const wanted = figures.find((e) => e.textContent.includes(${JSON.stringify(text)}));
      (wanted ?? figures[0])?.scrollIntoView({ block: 'center' });
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
      if (file && hasNumbers(file, prompts)) return file;
      await this.page.waitForTimeout(250);
    }
    throw new Error(`${this.name} was not saved as it is shown: ${prompts.join(' ')}`, {
      cause: failure,
    });
  }
}

/** Whether a file has the numbers that the page shows; folded cells, whose are not shown, too. */
function hasNumbers(file: Notebook, prompts: readonly string[]): boolean {
  const code = file.cells.filter((cell) => cell.cell_type === 'code');
  const shown = code.filter((cell) => !isFolded(cell));
  const folded = code.filter((cell) => isFolded(cell));
  const counts = shown.map((cell) => `[${cell.execution_count ?? ' '}]:`);
  const allRan = prompts.every((prompt) => /\d/.test(prompt));
  return (
    counts.join() === prompts.join() &&
    (!allRan || folded.every((cell) => typeof cell.execution_count === 'number'))
  );
}
