import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser } from 'playwright-core';
import { findBrowser } from '../../src/report/browser';
import { folderWith, pdfFacts, run, start, type Ended } from './report-support';

const PLOT_TITLE = 'Error falls with practice';
let from: string;
let out: string;
let made: Ended;
let browser: Browser;

before(async () => {
  from = folderWith('mini.ipynb', 'broken.ipynb', 'dot.png');
  out = path.join(from, 'reports');
  fs.mkdirSync(out);
  fs.writeFileSync(path.join(out, 'broken.html'), 'an earlier report');
  made = await run('report', ['--from', from, '--out', out]);
  browser = await chromium.launch({ executablePath: findBrowser(), args: ['--no-sandbox'] });
});

after(async () => {
  await browser?.close();
  fs.rmSync(from, { recursive: true, force: true });
});

test(
  'a failing notebook: says notebook, cell and error, exits 1, keeps the earlier report, makes ' +
    'the others',
  () => {
    assert.equal(made.code, 1, made.stderr);
    assert.match(made.stderr, /broken, cell 3 [\s\S]*RangeError: expected 3 numbers, got 0/);
    assert.equal(fs.readFileSync(path.join(out, 'broken.html'), 'utf8'), 'an earlier report');
    assert.deepEqual(
      fs.readdirSync(out).sort(),
      ['broken.html', 'index.html', 'mini.html', 'mini.pdf'],
      made.stderr,
    );
  },
);

test(
  'the HTML works offline in a browser: the figure is live, math typeset, pictures and table ' +
    'whole, no error',
  async () => {
    const page = await browser.newPage();
    const asked: string[] = [];
    const errors: string[] = [];
    page.on('request', (request) => {
      if (!/^(data|blob):/.test(request.url())) asked.push(request.url());
    });
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) errors.push(message.text());
    });
    page.on('pageerror', (error) => errors.push(error.message));
    const address = pathToFileURL(path.join(out, 'mini.html')).href;
    await page.goto(address);
    await page.waitForSelector('.js-plotly-plot .main-svg');
    await page.waitForSelector('mjx-container svg');
    assert.equal(await page.locator('.js-plotly-plot').count(), 1);
    assert.match(
      (await page.locator('.js-plotly-plot .gtitle').textContent()) ?? '',
      new RegExp(PLOT_TITLE),
    );
    assert.equal(await page.locator('.js-plotly-plot .scatterlayer .trace').count(), 2);
    assert.equal(await page.locator('mjx-container > svg').count(), 3);
    const text = await page.locator('main').innerText();
    assert.doesNotMatch(text, /\\\(|\\\[|\\frac|\$\$e/, 'TeX is left in the text');
    assert.match(text, /The price is \$5 in one and \$6/, 'a price is no math');
    assert.match(text, /\$9/, 'dollars in a table stay');
    assert.equal(await page.locator('.html table tbody tr').count(), 6);
    assert.deepEqual(
      await page.evaluate(
        '[...document.images].map((image) => image.offsetParent === null || image.naturalWidth ' +
          '> 0)',
      ),
      [true, true, true, true],
    );
    assert.equal(
      await page.locator('a', { hasText: 'link to a notebook' }).getAttribute('href'),
      'broken.html',
    );
    assert.ok(fs.statSync(path.join(out, 'mini.html')).size < 7e6, 'small enough to send');
    assert.deepEqual(asked, [address]);
    assert.deepEqual(errors, []);
    await page.close();
  },
);

test(
  'the PDF holds every picture with its words, whole tables and code lines, page numbers, and ' +
    'no address of this machine',
  () => {
    const facts = pdfFacts(path.join(out, 'mini.pdf'));
    assert.equal(
      facts.figures.length,
      7,
      'the plot, two pictures in the text, a picture in an output, three formulas',
    );
    assert.ok(
      facts.figures.some((words) => words.includes('with replay')),
      'the plot brings its summary',
    );
    for (const words of ['an orange square', 'a blue square', 'e^{i\\pi} + 1 = 0', '\\psi'])
      assert.ok(facts.figures.includes(words), words);
    assert.match(facts.text, new RegExp(`1 / ${facts.pages}`));
    assert.match(facts.text, /the end of the line/);
    for (let row = 0; row < 4; row++)
      assert.match(facts.text, new RegExp(`${row} (wide ){12}\\$${row * row}`));
    assert.doesNotMatch(facts.text, /\\\(|\\frac/, 'TeX is left in the text');
    assert.match(facts.text, /folded until it is clicked/);
    assert.deepEqual(facts.outside, []);
    assert.deepEqual(
      facts.links.filter((link) => link.startsWith('file:')),
      [],
    );
    assert.deepEqual(
      facts.outline.filter((title) => title === 'Pictures'),
      ['Pictures'],
    );
  },
);

test(
  '--no-execute --hide-code: results without code; the title and axes of the plot are text in ' +
    'the PDF',
  async () => {
    const executed = folderWith('mini.ipynb', 'dot.png');
    try {
      const ended = await run('report', [
        'mini',
        '--no-execute',
        '--hide-code',
        '--from',
        executed,
        '--out',
        executed,
      ]);
      assert.equal(ended.code, 0, ended.stderr);
      const facts = pdfFacts(path.join(executed, 'mini.pdf'));
      const html = fs.readFileSync(path.join(executed, 'mini.html'), 'utf8');
      assert.doesNotMatch(facts.text, /import|learningCurve/);
      assert.doesNotMatch(
        html.slice(html.indexOf('<main>'), html.indexOf('</main>')),
        /learningCurve/,
      );
      for (const words of [PLOT_TITLE, 'mean squared error', 'update', 'with replay', 'no replay'])
        assert.match(facts.text, new RegExp(words));
    } finally {
      fs.rmSync(executed, { recursive: true });
    }
  },
);

test('an interrupt while the PDF is printed leaves no file of the browser', async () => {
  const folder = folderWith('mini.ipynb', 'dot.png');
  const temporary = path.join(folder, 'temporary');
  fs.mkdirSync(temporary);
  const own = (): string[] =>
    fs.readdirSync(temporary).filter((name) => /chromium|^lab-/i.test(name));
  try {
    const words = ['mini', '--no-execute', '--from', folder, '--out', folder];
    const { child, ended } = start('report', words, { TMPDIR: temporary });
    while (!own().some((name) => /chromium/i.test(name)) && child.exitCode === null)
      await sleep(20);
    await sleep(300); // its profile leads to the folder by then
    child.kill('SIGINT');
    assert.equal((await ended).code, 130);
    assert.deepEqual(own(), []);
    assert.deepEqual(
      fs.readdirSync(folder).filter((name) => /pdf|html/.test(name)),
      [],
    );
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
});

test('without Chromium the HTML still comes, the mend is said, exit 0', async () => {
  const folder = folderWith('mini.ipynb', 'dot.png');
  try {
    const ended = await run('report', ['--no-execute', '--from', folder, '--out', folder], {
      CHROME_PATH: path.join(folder, 'no-such-browser'),
    });
    assert.equal(ended.code, 0, ended.stderr);
    assert.match(ended.stderr, /no PDF.*mend: install Chromium/);
    assert.deepEqual(fs.readdirSync(folder).sort(), [
      'dot.png',
      'index.html',
      'mini.html',
      'mini.ipynb',
    ]);
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
});

const INDEX =
  'the index names each report and shows a picture; an unknown name lists the names there are';

test(INDEX, async () => {
  const html = fs.readFileSync(path.join(out, 'index.html'), 'utf8');
  assert.match(html, /A small notebook[\s\S]*It holds one thing of each kind/);
  assert.match(html, /href="mini.pdf"/);
  const ended = await run('report', ['nonsense', '--from', from, '--out', out]);
  assert.equal(ended.code, 2);
  assert.match(ended.stderr, /no notebook "nonsense"; there are: broken, mini/);
});
