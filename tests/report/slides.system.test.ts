import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright-core';
import { findBrowser } from '../../src/report/browser';
import { readNotebook } from '../../src/report/notebookFile';
import { complaintsAbout, openedStill } from './axe';
import { folderWith, run } from './report-support';

let folder: string;
let browser: Browser;

/** mini.ipynb with a mark for each cell. */
function writeMarked(marks: readonly (string | undefined)[]): void {
  const notebook = readNotebook(path.join(folder, 'mini.ipynb'));
  const cells = notebook.cells.map((cell, index) => ({
    ...cell,
    metadata: { ...cell.metadata, slideshow: { slide_type: marks[index] ?? '-' } },
  }));
  fs.writeFileSync(path.join(folder, 'marked.ipynb'), JSON.stringify({ ...notebook, cells }));
}

before(async () => {
  folder = folderWith('mini.ipynb', 'dot.png');
  writeMarked(['slide', 'slide', 'fragment', 'subslide', '-', 'notes', 'skip', 'slide']);
  const words = ['slides', '--no-execute', '--from', folder, '--out', folder];
  const made = await run('report', words);
  assert.equal(made.code, 0, made.stderr);
  fs.mkdirSync(path.join(folder, 'safe'));
  const safe = ['slides', 'marked', ...words.slice(1, -1), path.join(folder, 'safe'), '--safe'];
  assert.equal((await run('report', safe)).code, 0);
  browser = await chromium.launch({ executablePath: findBrowser(), args: ['--no-sandbox'] });
});

after(async () => {
  await browser?.close();
  fs.rmSync(folder, { recursive: true, force: true });
});

interface Opened {
  readonly page: Page;
  /** What the page asked for, besides itself. */
  readonly asked: readonly string[];
  readonly errors: readonly string[];
}

async function opened(file: string, query = ''): Promise<Opened> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 720 } });
  const asked: string[] = [];
  const errors: string[] = [];
  const address = pathToFileURL(path.join(folder, file)).href + query;
  page.on('request', (request) => {
    if (!/^(data|blob):/.test(request.url()) && request.url() !== address)
      asked.push(request.url());
  });
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) errors.push(message.text());
  });
  page.on('pageerror', (error) => errors.push(error.message));
  await page.goto(address);
  await page.waitForFunction('Reveal.isReady()');
  return { page, asked, errors };
}

for (const kind of ['as it is', 'safe'] as const)
  test(`slides as marked, offline, formulas set, the figure live, ${kind}`, async () => {
    const file = kind === 'safe' ? 'safe/marked.slides.html' : 'marked.slides.html';
    const { page, asked, errors } = await opened(file);
    assert.equal(await page.evaluate('Reveal.getTotalSlides()'), 4);
    assert.equal(await page.locator('.slides > section').count(), 3, 'one has a slide below');
    assert.equal(await page.locator('.slides > section > section').count(), 2);
    assert.equal(await page.locator('.fragment').count(), 1);
    assert.equal(await page.locator('aside.notes').count(), 1);
    await page.evaluate('Reveal.slide(1, 0)');
    assert.equal((await page.locator('.present mjx-container > svg:visible').count()) > 0, true);
    assert.equal(await page.locator('.fragment.visible').count(), 0, 'it waits for a key');
    await page.keyboard.press('Space');
    assert.equal(await page.locator('.fragment.visible').count(), 1);
    await page.waitForSelector('.present .js-plotly-plot .main-svg');
    assert.deepEqual(asked, []);
    assert.deepEqual(errors, []);
    await page.close();
  });

test('without marks: a slide at each ## heading; no figure is scrolled or small', async () => {
  const { page, errors } = await opened('mini.slides.html');
  const headings = await page.locator('.slides h2').allTextContents();
  assert.ok(headings.length >= 2, headings.join());
  for (const heading of await page.locator('.slides h2').all())
    assert.equal(
      await heading.evaluate((element) =>
        element.closest('section')?.matches('section > section:first-child, .slides > section'),
      ),
      true,
    );
  const places = (await page.evaluate(
    `Reveal.getSlides().filter((slide) => slide.querySelector('.drawn'))
      .map((slide) => Reveal.getIndices(slide)).map(({ h, v }) => [h, v])`,
  )) as [number, number | undefined][];
  assert.ok(places.length > 0);
  for (const [h, v] of places) {
    await page.evaluate(`Reveal.slide(${h}, ${v ?? 0})`);
    const sheet = page.locator('section.present:not(.stack) .sheet');
    assert.equal(await sheet.evaluate((element) => element.scrollHeight - element.clientHeight), 0);
    for (const figure of await sheet.locator('.drawn .figure').all()) {
      const { height = 0, y = 0 } = (await figure.boundingBox()) ?? {};
      assert.ok(height >= 200, `${height}`);
      assert.ok(y + height <= 720);
    }
  }
  assert.deepEqual(errors, []);
  await page.close();
});

test('axe-core finds nothing serious on any slide, light or dark', async () => {
  const address = pathToFileURL(path.join(folder, 'marked.slides.html')).href;
  const page = await openedStill(browser, address);
  await page.evaluate("Reveal.configure({ transition: 'none', fragments: false })");
  const places = (await page.evaluate(
    'Reveal.getSlides().map((slide) => Reveal.getIndices(slide)).map(({ h, v }) => [h, v ?? 0])',
  )) as [number, number][];
  for (const [h, v] of places) {
    await page.evaluate(`Reveal.slide(${h}, ${v})`);
    assert.deepEqual(await complaintsAbout(page), [], `slide ${h}.${v}`);
  }
  await page.context().close();
});

test('?print-pdf: a page a slide', async () => {
  const { page, errors } = await opened('marked.slides.html', '?print-pdf');
  await page.waitForSelector('.pdf-page');
  assert.equal(await page.locator('.pdf-page').count(), 4);
  const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
  assert.equal(pdf.match(/\/Type\s*\/Page\b/g)?.length, 4);
  assert.deepEqual(errors, []);
  await page.close();
});

test('wrong words are refused in one line', async () => {
  const ended = await run('report', ['slides', '--no-pdf']);
  assert.equal(ended.code, 2);
  assert.match(ended.stderr, /^report: --no-pdf: not an option; expected --hide-code/);
});
