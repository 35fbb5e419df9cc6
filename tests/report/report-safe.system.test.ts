import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';
import { chromium, type Browser, type Page } from 'playwright-core';
import { STEPS } from '../../src/notebook/interact/steps';
import { findBrowser } from '../../src/report/browser';
import { PLOTLY_MIME } from '../../src/report/notebookSchema';
import { folderWith, run } from './report-support';

/** Text of a script that notes its name where it runs. */
const ran = (name: string): string => `(window.ran=window.ran||[]).push('${name}')`;

/** HTML that runs something in a browser, by the names of the ways. */
const ATTACKS: Readonly<Record<string, string>> = {
  script: `<script>${ran('script')}</script>`,
  'script in capitals': `<ScRiPt >${ran('capitals')}</sCrIpT >`,
  onerror: `<img src="data:image/png;base64,QUJD" onerror="${ran('onerror')}">`,
  'missing picture': `<img src=x onerror=${ran('missing')}>`,
  'onload of svg': `<svg onload="${ran('svg')}"><circle r="1"/></svg>`,
  'svg script': `<svg><script>${ran('svg script')}</script></svg>`,
  'script in MathML': `<math><mtext><script>${ran('math')}</script></mtext></math>`,
  iframe: `<iframe srcdoc="<script>parent.eval(&quot;${ran('iframe')}&quot;)</script>"></iframe>`,
  'iframe of a script': `<iframe src="javascript:parent.${ran('iframe script')}"></iframe>`,
  object: `<object data="data:text/html,<script>parent.${ran('object')}</script>"></object>`,
  refresh: `<meta http-equiv="refresh" content="0;url=javascript:${ran('refresh')}">`,
  focus: `<input autofocus onfocus="${ran('focus')}">`,
  toggle: `<details open ontoggle="${ran('toggle')}"><summary>s</summary></details>`,
  animation:
    '<style>@keyframes x{}</style>' +
    `<p style="animation:x 1s" onanimationstart="${ran('animation')}">x</p>`,
  expression: `<div style="width: expression(${ran('expression')})">x</div>`,
  'url in a style': `<div style="background: url(javascript:${ran('url')})">x</div>`,
  'link to a script': `<a class="attack" href="javascript:${ran('link')}">x</a>`,
  'link in entities': `<a class="attack" href="&#106;ava&Tab;script&colon;${ran('entity')}">x</a>`,
  'link to data': `<a class="attack" href="data:text/html,<script>1</script>">x</a>`,
  form: `<form action="javascript:${ran('form')}"><button class="attack">x</button></form>`,
  base: '<base href="https://example.org/">',
  'badly nested': `<table><style><img src=x onerror="${ran('nested')}"></style></table>`,
  comment: `<!--><img src="data:image/png;base64,QUJD" onerror="${ran('comment')}">-->`,
  'taken for data': `<p id="figures">{}</p><p id="plotly">${packed(ran('plotly'))}</p>`,
  'taken for views':
    `<figure class="figure steps"><div class="packed">${packed('[]')}</div>` + '</figure>',
};

function packed(text: string): string {
  return gzipSync(text).toString('base64');
}

const attacks = Object.values(ATTACKS).join('\n\n');
const svg =
  '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9" ' +
  `onload="${ran('output')}"><script>${ran('in output')}</script></svg>`;
const shown = (data: object): object => ({ output_type: 'display_data', metadata: {}, data });
const code = (...outputs: object[]): object => ({
  ...{ cell_type: 'code', metadata: {}, execution_count: 1, source: `'${attacks.slice(0, 99)}'` },
  outputs,
});
const markdown = (source: string, more: object = {}): object => ({
  ...{ cell_type: 'markdown', metadata: { title: attacks }, source },
  ...more,
});
const figure = { data: [{ type: 'scatter', x: [1, 2], y: [2, 1] }] };
const title = `<img src=x onerror="${ran('figure title')}"><a href="javascript:0">t</a>`;
const NOTEBOOK = {
  nbformat: 4,
  nbformat_minor: 5,
  metadata: { title: attacks, lab: { mode: `<script>${ran('mode')}</script>` } },
  cells: [
    markdown(`# Title <script>${ran('title')}</script> & more`),
    markdown(
      `*Kept*, $a < b$, [a link](https://example.org) $\\href{javascript:1}{x}$\n\n${attacks}`,
    ),
    markdown('![attached](attachment:a.svg)', {
      attachments: { 'a.svg': { 'image/svg+xml': svg } },
    }),
    code(
      shown({ 'text/html': `<table><tr><td style="color: red">kept</td></tr></table>${attacks}` }),
      shown({ 'text/markdown': attacks }),
      shown({ 'image/svg+xml': svg }),
      shown({ 'text/latex': `$x$${attacks}` }),
      shown({ 'application/javascript': ran('javascript') }),
      shown({ 'text/plain': attacks }),
      { output_type: 'stream', name: `x"><script>${ran('stream')}</script>`, text: attacks },
      { output_type: 'error', ename: attacks, evalue: attacks, traceback: [attacks] },
      shown({ [PLOTLY_MIME]: { ...figure, layout: { title: { text: title }, height: attacks } } }),
      shown({
        [STEPS]: {
          controls: [{ label: attacks, words: ['a', 'b'], start: 0 }],
          packed: packed(JSON.stringify([{ html: attacks, text: 'a' }, { text: 'b' }])),
        },
        'text/html': attacks,
        'text/plain': 'a',
      }),
    ),
  ],
};
/** A name that would end an attribute. */
const NAME = `a'"><img src=x onerror=alert(1)>`;

let folder: string;
let browser: Browser;

before(async () => {
  folder = folderWith();
  fs.writeFileSync(path.join(folder, `${NAME}.ipynb`), JSON.stringify(NOTEBOOK));
  browser = await chromium.launch({ executablePath: findBrowser(), args: ['--no-sandbox'] });
});

after(async () => {
  await browser?.close();
  fs.rmSync(folder, { recursive: true, force: true });
});

/** A report of the notebook of attacks, opened, with everything clicked. */
async function opened(out: string, change = (html: string): string => html): Promise<Page> {
  const file = path.join(out, `${NAME}.html`);
  const changed = path.join(out, 'changed.html');
  fs.writeFileSync(changed, change(fs.readFileSync(file, 'utf8')));
  const page = await browser.newPage();
  page.on('dialog', (dialog) => void dialog.dismiss());
  await page.goto(pathToFileURL(changed).href);
  await page.waitForSelector('.js-plotly-plot .main-svg');
  await page.waitForSelector('mjx-container svg');
  for (const attack of await page.locator('.attack').all()) await attack.dispatchEvent('click');
  await page.locator('.steps input').first().dispatchEvent('input');
  await page.waitForTimeout(500);
  return page;
}

const whatRan = (page: Page): Promise<string[]> => page.evaluate('window.ran || []');

test('without --safe a report runs what is in its notebook, as Jupyter does', async () => {
  const out = path.join(folder, 'plain');
  const made = await run('report', ['--no-execute', '--no-pdf', '--from', folder, '--out', out]);
  assert.equal(made.code, 0, made.stderr);
  const page = await browser.newPage();
  await page.goto(pathToFileURL(path.join(out, `${NAME}.html`)).href);
  const found = await whatRan(page);
  for (const name of ['script', 'onerror']) assert.ok(found.includes(name), found.join());
  await page.close();
});

test('--safe: nothing of the notebook runs, its text, figures and formulas stay', async () => {
  const out = path.join(folder, 'safe');
  const words = ['--safe', '--no-execute', '--from', folder, '--out', out];
  const made = await run('report', words);
  assert.equal(made.code, 0, made.stderr);
  const page = fs.readFileSync(path.join(out, `${NAME}.html`), 'utf8');
  assert.match(page, /script-src 'nonce-[^']{24}'/);
  const withoutPolicy = (html: string): string => html.replace(/<meta http-equiv.*\n/, '');
  for (const change of [undefined, withoutPolicy]) {
    const page = await opened(out, change);
    assert.deepEqual(await whatRan(page), []);
    const left: string[] = await page.evaluate(`[...document.querySelectorAll('*')].flatMap((e) =>
      e.closest('.js-plotly-plot, mjx-container') ? [] : [...e.attributes]
        .filter(({ name, value }) => /^(on|srcdoc|action)/.test(name) || /^javascript/i.test(value))
        .map(({ name, value }) => e.tagName + ' ' + name + ' ' + value))`);
    assert.deepEqual(left, []);
    assert.equal(await page.locator('mjx-container a').count(), 0, 'TeX makes no link');
    const tags = 'iframe, object, embed, form, base, main input:not([type=range]), main style';
    assert.equal(await page.locator(tags).count(), 0);
    assert.equal(await page.locator('main script:not(.packed)').count(), 0);
    assert.equal(
      await page.locator('td', { hasText: 'kept' }).getAttribute('style'),
      'color: red;',
    );
    assert.equal(await page.locator('a', { hasText: 'a link' }).count(), 1);
    assert.match((await page.locator('.made').textContent()) ?? '', /Scripts .* are left out/);
    assert.equal(await page.locator('.js-plotly-plot .scatterlayer .trace').count(), 1);
    await page.close();
  }
  assert.ok(fs.readdirSync(out).includes(`${NAME}.pdf`));
});

test('--safe: the views behind a slider are cleaned as well', () => {
  const html = fs.readFileSync(path.join(folder, 'safe', `${NAME}.html`), 'utf8');
  const [, letters] = /class="packed">([^<]*)</.exec(html) ?? [];
  const views = gunzipSync(Buffer.from(letters, 'base64')).toString();
  assert.doesNotMatch(views, /script|onerror|onload|iframe/i);
});
