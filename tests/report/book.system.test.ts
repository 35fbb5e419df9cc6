import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright-core';
import { findBrowser } from '../../src/report/browser';
import { readNotebook, type Cell } from '../../src/report/notebookFile';
import { complaintsAbout, openedStill } from './axe';
import { folderWith, pdfFacts, run } from './report-support';

let folder: string;
let book: string;
let said: string;
let browser: Browser;
let page: Page;
const asked: string[] = [];
const errors: string[] = [];

const markdown = (id: string, source: string): Cell => ({
  cell_type: 'markdown',
  id,
  source,
  metadata: {},
});

/** Two chapters: mini.ipynb with a labelled figure, and one that refers to it. */
function writeChapters(): void {
  const mini = readNotebook(path.join(folder, 'mini.ipynb'));
  const isFigure = (cell: Cell): boolean => cell.id === 'figure';
  const labelled = mini.cells.map((cell) =>
    isFigure(cell)
      ? { ...cell, source: `//| label: fig-practice\n${[cell.source].flat().join('')}` }
      : cell,
  );
  const first = { ...mini, cells: labelled };
  const text = [
    '# Second chapter\n\nIt cites *Neural Turing machines*.',
    '## A needle\n\nSee [](#fig-practice) and [](#eq-own), or ' +
      '[the first](01-first.ipynb#Pictures).\n\n$$ a = b \\label{eq-own} $$\n\n' +
      'The word xylophone stands here only. [](#fig-none)',
    '<!-- BEGIN SOLUTION 2.1 -->\n<details><summary>Solution of 2.1</summary>\n\nA quokka.\n\n' +
      '</details>\n<!-- END SOLUTION -->',
    '## After the exercise\n\nThe chapter goes on.',
  ];
  const cells = text.map((source, index) => markdown(`text-${index}`, source));
  fs.writeFileSync(path.join(folder, '01-first.ipynb'), JSON.stringify(first));
  fs.writeFileSync(path.join(folder, '02-second.ipynb'), JSON.stringify({ ...mini, cells }));
}

const addressOf = (name: string): string => pathToFileURL(path.join(book, name)).href;

before(async () => {
  folder = folderWith('mini.ipynb', 'dot.png');
  writeChapters();
  const words = ['book', '--no-execute', '--title', 'A small book', '--from', folder];
  const made = await run('report', [...words, '--out', folder]);
  assert.equal(made.code, 0, made.stderr);
  said = made.stderr;
  book = path.join(folder, 'book');
  browser = await chromium.launch({ executablePath: findBrowser(), args: ['--no-sandbox'] });
  page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
  page.on('request', (request) => {
    if (!/^(data|blob|file):/.test(request.url())) asked.push(request.url());
  });
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) errors.push(message.text());
  });
  page.on('pageerror', (error) => errors.push(error.message));
});

after(async () => {
  await browser?.close();
  fs.rmSync(folder, { recursive: true, force: true });
});

test('chapters are the notebooks with a number; nothing else is left behind', () => {
  assert.deepEqual(fs.readdirSync(book).sort(), [
    '01-first.html',
    '02-second.html',
    'assets',
    'bibliography.html',
    'book.pdf',
    'index.html',
  ]);
  assert.deepEqual(
    fs.readdirSync(folder).filter((name) => name.startsWith('.')),
    [],
  );
  assert.match(said, /02-second: no figure or formula has the label fig-none/);
});

test('every link inside the book leads to a page and a place that are there', () => {
  const pages = fs.readdirSync(book).filter((name) => name.endsWith('.html'));
  const html = new Map(pages.map((name) => [name, fs.readFileSync(path.join(book, name), 'utf8')]));
  const lost: string[] = [];
  for (const [name, text] of html)
    for (const [, address] of text.matchAll(/<a\b[^>]*?\bhref="([^"]*)"/g)) {
      const [file, fragment] = address.split('#');
      if (/^[a-z]+:|\.pdf$|\.ts$|\.\.\//.test(file) || fragment === 'fig-none') continue;
      const target = html.get(file || name);
      const id = decodeURIComponent(fragment ?? '').replace(/&/g, '&amp;');
      if (target === undefined || (id && !target.includes(`id="${id}"`)))
        lost.push(`${name}: ${address}`);
    }
  assert.deepEqual(
    lost,
    ['01-first.html: broken.ipynb'].filter((one) => lost.includes(one)),
  );
});

test('a page from the disk: figure live, numbers in order, links to the next page', async () => {
  await page.goto(addressOf('01-first.html'));
  await page.waitForSelector('.js-plotly-plot .main-svg');
  await page.waitForSelector('mjx-container svg');
  const numbers = await page.locator('.figure .number strong').allTextContents();
  assert.deepEqual(
    numbers,
    numbers.map((_, index) => `Figure 1.${index + 1}`),
  );
  assert.ok(numbers.length >= 2);
  assert.equal(await page.locator('.math.numbered').count(), 1);
  await page.click('nav.neighbours a[rel=next]');
  assert.match(page.url(), /02-second\.html$/);
  const main = page.locator('main');
  assert.equal(await main.getByRole('link', { name: 'Figure 1.1' }).count(), 1);
  assert.equal(await main.getByRole('link', { name: '(2.1)' }).count(), 1);
  await main.getByRole('link', { name: 'Figure 1.1' }).click();
  assert.match(page.url(), /01-first\.html#figure-1$/);
  assert.deepEqual(asked, []);
  assert.deepEqual(errors, []);
});

test('search finds a term in the section that has it, and leads there', async () => {
  await page.goto(addressOf('index.html'));
  await page.fill('#search', 'xylo here');
  await page.waitForSelector('#results li');
  assert.deepEqual(await page.locator('#results a').allTextContents(), [
    'A needle (Second chapter)',
  ]);
  assert.equal(await page.locator('#results mark').textContent(), 'xylo');
  await page.fill('#search', 'not-in-any-section');
  await page.waitForFunction("document.querySelector('#found').textContent === '0 sections'");
  await page.fill('#search', 'xylophone');
  await page.waitForSelector('#results li');
  await page.keyboard.press('Enter');
  await page.waitForURL(/02-second\.html#A-needle$/);
  assert.deepEqual(errors, []);
});

test('the bibliography has what is cited, once', async () => {
  await page.goto(addressOf('02-second.html'));
  await page.locator('a.cited').click();
  assert.match(page.url(), /bibliography\.html#graves2014$/);
  assert.equal(await page.locator('.references li').count(), 1);
});

test('axe-core finds nothing serious on any page, light or dark', async () => {
  const names = fs.readdirSync(book).filter((name) => name.endsWith('.html'));
  for (const name of names) {
    const opened = await openedStill(browser, addressOf(name));
    assert.deepEqual(await complaintsAbout(opened), [], name);
    await opened.context().close();
  }
});

test('the PDF: title page, contents with the right pages, chapters, figures, bookmarks', () => {
  const facts = pdfFacts(path.join(book, 'book.pdf'));
  assert.match(facts.text, /A small book/);
  assert.match(facts.text, /Contents/);
  assert.match(facts.text, /Figure 1\.1/);
  assert.match(facts.text, /xylophone/);
  assert.match(facts.text, /The chapter goes on[^]*Solutions of the exercises[^]*A quokka/);
  for (const title of [
    'A small notebook',
    'Pictures',
    'Second chapter',
    'A needle',
    'Bibliography',
  ])
    assert.ok(facts.outline.includes(title), title);
  assert.ok(facts.figures.some((words) => words.includes('with replay')));
  assert.deepEqual(facts.outside, []);
  assert.ok(facts.pages >= 5, `${facts.pages} pages`);
});

test('without a browser the pages still come; an earlier book stays if one fails', async () => {
  const words = ['book', '--no-execute', '--from', folder, '--out', folder];
  const none = { CHROME_PATH: path.join(folder, 'none') };
  const made = await run('report', words, none);
  assert.equal(made.code, 0, made.stderr);
  assert.match(made.stderr, /no PDF.*mend: install Chromium/);
  assert.ok(!fs.existsSync(path.join(book, 'book.pdf')));
  fs.writeFileSync(path.join(folder, '03-bad.ipynb'), '{}');
  const failed = await run('report', words, none);
  assert.equal(failed.code, 1);
  assert.match(failed.stderr, /03-bad\.ipynb/);
  assert.ok(fs.existsSync(path.join(book, '02-second.html')));
});
