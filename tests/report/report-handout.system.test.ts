import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { chromium, type Browser, type Locator, type Page } from 'playwright-core';
import { STEPS } from '../../src/notebook/interact/steps';
import { findBrowser } from '../../src/report/browser';
import { complaintsAbout, openedStill } from './axe';
import { folderWith, pdfFacts, run, type Ended } from './report-support';

const DOT = fs.readFileSync(path.join(__dirname, '../fixtures/dot.png')).toString('base64');

const markdown = (source: string, more: object = {}): object => ({
  ...{ cell_type: 'markdown', metadata: {}, source },
  ...more,
});
const shown = (data: object): object => ({ output_type: 'display_data', metadata: {}, data });
const code = (source: string, outputs: readonly object[], metadata: object = {}): object => ({
  ...{ cell_type: 'code', execution_count: 1, metadata, source, outputs },
});

const picture = (words: string): string =>
  '<svg xmlns="http://www.w3.org/2000/svg" width="120" height="40">' +
  `<text x="5" y="20">${words}</text></svg>`;

/** Views of two controls, the second of which changes fastest. */
const VIEWS = ['a1', 'a2', 'a3', 'b1', 'b2', 'b3'];
const steps = {
  [STEPS]: {
    controls: [
      { label: 'letter', words: ['a', 'b'], start: 1 },
      { label: 'number', words: ['one', 'two', 'three'], start: 1 },
    ],
    packed: gzipSync(
      JSON.stringify(VIEWS.map((view) => ({ svg: picture(view), text: `view ${view}` }))),
    ).toString('base64'),
  },
  'image/svg+xml': picture('b2'),
  'text/plain': 'view b2',
};

const ESSAY = {
  nbformat: 4,
  nbformat_minor: 5,
  metadata: { authors: [{ name: 'Ada Lovelace' }, 'Bob'], language_info: { name: 'typescript' } },
  cells: [
    markdown('# My essay\n\nOn [the strength](words/terms.md#the-strength) and [more](#more-1).'),
    markdown('A link whose text is a formula: [$\\beta$](#More).'),
    markdown('## More\n\n![dropped](attachment:a.png) ![beside](dot.png)', {
      attachments: { 'a.png': { 'image/png': DOT } },
    }),
    markdown('## More\n\n![a photo](https://example.org/photo.jpg)'),
    code('const hiddenCode = 1;', [shown({ 'text/plain': 'seen result' })], {
      tags: ['hide-input'],
    }),
    code('const seenCode = 1;', [shown({ 'text/plain': 'hidden result' })], {
      jupyter: { outputs_hidden: true },
    }),
    code('const removed = 1;', [shown({ 'text/plain': 'removed' })], { tags: ['remove-cell'] }),
    code('interact()', [shown(steps)], { alt: 'letters and numbers' }),
    code('picture()', [shown({ 'image/svg+xml': picture('x') })], { alt: 'an x' }),
    code(`const wide = '${'w'.repeat(300)}';`, [
      shown({ 'text/html': '<p style="color: #9a5b00">own colour</p>' }),
    ]),
  ],
};

let folder: string;
let out: string;
let made: Ended;
let browser: Browser;

before(async () => {
  folder = folderWith('dot.png');
  out = path.join(folder, 'reports');
  fs.mkdirSync(path.join(folder, 'words'));
  const write = (name: string, text: string): void =>
    fs.writeFileSync(path.join(folder, name), text);
  write('essay.ipynb', JSON.stringify(ESSAY));
  write('words/terms.md', '# Terms\n\n## The strength\n\n$\\beta$, of [my essay](../essay.ipynb).');
  const settings = { course: 'Class 7b', lang: 'de', date: 'autumn', logo: 'dot.png', title: 'No' };
  write('report.json', JSON.stringify(settings));
  const words = ['essay', '--no-execute', '--out', 'reports', '--title', 'An essay & more'];
  made = await run('report', words, { INIT_CWD: folder });
  browser = await chromium.launch({ executablePath: findBrowser(), args: ['--no-sandbox'] });
});

after(async () => {
  await browser?.close();
  fs.rmSync(folder, { recursive: true, force: true });
});

async function opened(name: string): Promise<Page> {
  const page = await browser.newPage();
  await page.goto(pathToFileURL(path.join(out, name)).href);
  return page;
}

test('a notebook anywhere gets its report; a picture of a server is told', async () => {
  assert.equal(made.code, 0, made.stderr);
  assert.match(made.stderr, /essay\.ipynb: cell 4: the picture https:\/\/example\.org\/photo\.jpg/);
  assert.deepEqual(fs.readdirSync(out).sort(), [
    'essay.html',
    'essay.pdf',
    'index.html',
    'words-terms.html',
  ]);
  const page = await opened('essay.html');
  assert.match(
    (await page.locator('.missing-picture').textContent()) ?? '',
    /“a photo” is not in this page: https:\/\/example\.org\/photo\.jpg/,
  );
  assert.equal(await page.locator('main .prose img[src^="data:image/png"]').count(), 2);
  await page.close();
});

test('title, authors, date, language, course, logo: in page, list and PDF', async () => {
  const page = await opened('essay.html');
  assert.equal(await page.title(), 'An essay & more');
  assert.equal(await page.locator('html').getAttribute('lang'), 'de');
  const head = (await page.locator('header.banner').textContent()) ?? '';
  for (const words of ['Class 7b', 'Ada Lovelace, Bob', 'autumn']) assert.ok(head.includes(words));
  assert.equal(await page.locator('header .logo').count(), 1);
  await page.close();
  const list = fs.readFileSync(path.join(out, 'index.html'), 'utf8');
  assert.match(list, /<h1>Class 7b<\/h1>[\s\S]*An essay &amp; more/);
  const facts = pdfFacts(path.join(out, 'essay.pdf'));
  assert.equal(facts.title, 'An essay & more');
  assert.equal(facts.author, 'Ada Lovelace, Bob');
  assert.equal(facts.lang, 'de');
  assert.ok(facts.tagged);
  assert.deepEqual(facts.outline.slice(0, 3), ['My essay', 'More', 'More']);
  for (const words of ['an x', 'dropped', 'beside'])
    assert.ok(facts.figures.includes(words), words);
});

test('what is hidden opens with a click, and is not on paper', async () => {
  const page = await opened('essay.html');
  assert.equal(await page.getByText('seen result').isVisible(), true);
  const hidden = page.locator('details.folded .code');
  assert.equal(await hidden.isVisible(), false);
  await page.locator('details.folded summary').first().click();
  assert.equal(await hidden.isVisible(), true);
  assert.equal(await page.getByText('hidden result').isVisible(), false);
  assert.equal(await page.getByText('removed').count(), 0);
  await page.close();
  const { text } = pdfFacts(path.join(out, 'essay.pdf'));
  for (const words of ['seen result', 'seenCode']) assert.ok(text.includes(words), words);
  for (const words of ['hiddenCode', 'hidden result', 'removed', 'Output'])
    assert.ok(!text.includes(words), words);
});

test('links lead to headings, to the second of two alike, to Markdown pages', async () => {
  const page = await opened('essay.html');
  await page.locator('a', { hasText: 'more' }).first().click();
  assert.equal(await page.evaluate("document.querySelector(':target').id"), 'More-1');
  const ids = "[...document.querySelectorAll('[id]')].map((element) => element.id)";
  const all = await page.evaluate<string[]>(ids);
  assert.equal(new Set(all).size, all.length, all.join());
  await page.locator('a', { hasText: 'the strength' }).click();
  await page.waitForURL(/words-terms\.html#the-strength$/);
  assert.equal(await page.evaluate("document.querySelector(':target').tagName"), 'H2');
  await page.locator('a', { hasText: 'my essay' }).click();
  await page.waitForURL(/essay\.html$/);
  await page.close();
});

test('sliders of several controls answer to the keyboard; on paper the start stays', async () => {
  const page = await opened('essay.html');
  const figure = page.locator('.figure.steps');
  await page.waitForSelector('.steps .knobs:not([hidden])');
  assert.equal(await figure.getAttribute('aria-label'), 'letters and numbers');
  const view = (): Promise<string | null> => figure.locator('.view img').getAttribute('alt');
  const slider = (name: string): Locator => page.getByRole('slider', { name });
  assert.equal(await view(), 'view b2');
  await slider('number').focus();
  await page.keyboard.press('ArrowRight');
  assert.equal(await view(), 'view b3');
  assert.equal(await slider('number').getAttribute('aria-valuetext'), 'three');
  await slider('letter').focus();
  await page.keyboard.press('ArrowLeft');
  assert.equal(await view(), 'view a3');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Home');
  assert.equal(await view(), 'view a1');
  assert.equal(await figure.locator('output').nth(1).textContent(), 'one');
  await page.close();
  const { text, figures } = pdfFacts(path.join(out, 'essay.pdf'));
  assert.match(text, /letter: b, number: two/);
  assert.ok(figures.includes('view b2'));
});

test('the keyboard reaches what scrolls; axe-core finds nothing serious', async () => {
  for (const name of ['essay.html', 'words-terms.html', 'index.html']) {
    const page = await openedStill(browser, pathToFileURL(path.join(out, name)).href);
    assert.deepEqual(await complaintsAbout(page), [], name);
    await page.context().close();
  }
  const page = await opened('essay.html');
  assert.equal(await page.locator('.code pre[tabindex="0"]').count(), 1, 'the wide one alone');
  await page.close();
});

test('--safe: the same; a wrong field of report.json is named, and nothing is made', async () => {
  const words = ['essay', '--no-execute', '--no-pdf', '--safe', '--out', 'safe'];
  const safe = await run('report', words, { INIT_CWD: folder });
  assert.equal(safe.code, 0, safe.stderr);
  const html = fs.readFileSync(path.join(folder, 'safe', 'essay.html'), 'utf8');
  assert.match(html, /<title>No<\/title>/, 'of report.json');
  assert.match(html, /class="missing-picture"/);
  assert.equal([...html.matchAll(/<details class="folded">/g)].length, 2);
  assert.ok(fs.existsSync(path.join(folder, 'safe', 'words-terms.html')));
  fs.writeFileSync(path.join(folder, 'report.json'), '{"lang": "d_e"}');
  const wrong = await run('report', [...words.slice(0, -1), 'none'], { INIT_CWD: folder });
  assert.equal(wrong.code, 1);
  assert.match(wrong.stderr, /report\.json: lang: got "d_e", expected a language tag/);
  const config = await run('report', ['essay', '--config', 'report.json'], { INIT_CWD: folder });
  assert.equal(config.code, 2);
  assert.match(config.stderr, /--config: .*report\.json: lang: got "d_e"/);
});
