import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { renderTexts } from '../../src/report/body';
import { findBrowser } from '../../src/report/browser';
import { PLOTLY_MIME } from '../../src/report/notebookSchema';
import { folderWith, pdfFacts, run, type Ended } from './report-support';

const notebook = (cells: readonly object[], metadata: object = {}): object => ({
  nbformat: 4,
  nbformat_minor: 5,
  metadata,
  cells,
});
const code = (source: string, outputs: readonly object[] = []): object => ({
  cell_type: 'code',
  execution_count: null,
  metadata: {},
  source,
  outputs,
});
const markdown = (source: string): object => ({ cell_type: 'markdown', metadata: {}, source });

const TITLE = 'A figure without a picture';
const figure = {
  data: [{ type: 'scatter', mode: 'lines', x: [1, 2, 3], y: [3, 1, 2] }],
  layout: { title: { text: TITLE } },
};
const shown = { output_type: 'display_data', metadata: {}, data: { [PLOTLY_MIME]: figure } };

/** What runs, and what the run of each says; nothing where its report is made. */
const RUN: readonly (readonly [name: string, content: object, said: RegExp | undefined])[] = [
  ['no-cells', notebook([]), undefined],
  ['only-text', notebook([markdown('# Text')]), undefined],
  ['empty-cells', notebook([code(''), code('  ')]), undefined],
  [
    'other-language',
    notebook([], { language_info: { name: 'R' } }),
    /other-language\.ipynb: metadata\.language_info\.name: got "R", expected one of 'typescript'/,
  ],
  [
    'other-kernel',
    notebook([], { kernelspec: { name: 'ir' } }),
    /other-kernel\.ipynb: metadata\.kernelspec\.name: got "ir", expected one of 'tslab'/,
  ],
  [
    'exits',
    notebook([code('process.exit(3)')]),
    /exits, cell 1 \(starts "process\.exit\(3\)"\)\n.*would end the kernel/,
  ],
  [
    'is-killed',
    notebook([code("process.kill(process.pid, 'SIGKILL')")]),
    /is-killed, cell 1 \(starts "process\.kill.*"\): DeadKernel: the kernel died/,
  ],
  ['index', notebook([code('1')]), /index\.ipynb: its report would be index\.html/],
];

let folder: string;
let out: string;
let made: Ended;

before(async () => {
  folder = folderWith();
  out = path.join(folder, 'reports');
  for (const [name, content] of RUN) write(name, content);
  made = await run('report', ['--no-pdf', '--from', folder, '--out', out]);
});

after(() => fs.rmSync(folder, { recursive: true, force: true }));

function write(name: string, content: object): void {
  fs.writeFileSync(path.join(folder, `${name}.ipynb`), JSON.stringify(content));
}

const RUN_OR_SAID =
  'odd notebooks run, or one clear line tells why not; no trace of Python, no file half-written';

test(RUN_OR_SAID, () => {
  assert.equal(made.code, 1);
  for (const [name, , said] of RUN) {
    const isThere = name === 'index' || fs.existsSync(path.join(out, `${name}.html`));
    assert.equal(isThere, said === undefined || name === 'index', name);
    if (said) assert.match(made.stderr, said);
  }
  assert.doesNotMatch(made.stderr, /Traceback|\.py"/);
  assert.deepEqual(fs.readdirSync(out).sort(), [
    'empty-cells.html',
    'index.html',
    'no-cells.html',
    'only-text.html',
  ]);
  const list = fs.readFileSync(path.join(out, 'index.html'), 'utf8');
  assert.match(list, /All|reports/);
  assert.doesNotMatch(list, /href="index\.html"/);
});

let again: Promise<Ended> | undefined;

/** A run for one notebook, after another one became unreadable. */
function secondRun(): Promise<Ended> {
  write('alone', notebook([markdown('# One figure'), code('plot()', [shown])]));
  fs.writeFileSync(path.join(folder, 'only-text.ipynb'), 'no JSON');
  again ??= run('report', ['alone', '--no-execute', '--from', folder, '--out', out]);
  return again;
}

test('a live figure without a picture is drawn on the page and on paper', async () => {
  const ended = await secondRun();
  assert.equal(ended.code, 0, ended.stderr);
  assert.match(ended.stderr, /alone {2}done: 1 live figure/);
  const facts = pdfFacts(path.join(out, 'alone.pdf'));
  assert.match(facts.text, new RegExp(TITLE));
  assert.ok(facts.figures.includes(TITLE), facts.figures.join());
  const browser = await chromium.launch({ executablePath: findBrowser(), args: ['--no-sandbox'] });
  const address = pathToFileURL(path.join(out, 'alone.html')).href;
  const page = await browser.newPage();
  await page.goto(address);
  await page.waitForSelector('.js-plotly-plot .main-svg');
  assert.equal(await page.locator('.stand-in').isVisible(), false);
  const withoutScripts = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
  await withoutScripts.goto(address);
  assert.match((await withoutScripts.locator('.stand-in').textContent()) ?? '', new RegExp(TITLE));
  await browser.close();
});

test('an unreadable notebook is said, and listed by the title of its report', async () => {
  const ended = await secondRun();
  assert.equal(ended.code, 0, ended.stderr);
  assert.match(
    ended.stderr,
    /index\.html: listed without its summary: .*only-text\.ipynb: not JSON/,
  );
  assert.match(fs.readFileSync(path.join(out, 'index.html'), 'utf8'), />Text</);
});

test('half a letter is shown as a sign for it; an SVG without xmlns says so', async () => {
  const kinds = ['markdown', 'code', 'console', 'html'] as const;
  const texts = kinds.map((kind) => ({ kind, text: 'a \ud800 b', cell: 1 }));
  const svg = { kind: 'svg', text: '<svg/>', cell: 1 } as const;
  const rendered = await renderTexts([...texts, svg], true);
  assert.match(rendered.texts[4], /its svg element lacks xmlns="http/);
  for (const html of rendered.texts.slice(0, 4)) assert.match(html, /\ufffd/);
});
