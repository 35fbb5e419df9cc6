// Figures moved by hand, as a user meets them: JupyterLab in a real browser, sliders dragged, the
// page loaded again, a report made.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import * as path from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { Locator, Page } from 'playwright-core';
import type { MimeBundle } from '../../src/notebook/displayable';
import { type NotebookPage, startLab } from './lab-page';
import { run } from '../report/report-support';

const MINUTES = 60_000;
const { server, browser, open } = startLab();

const CELLS = [
  `import { interact } from './src/notebook';
import { learningCurve } from './src/plots';
let drawings = 0;
function curve(beta: number, shape: string, dashed: boolean) {
  drawings++;
  const x = Array.from({ length: 20 }, (_, i) => i);
  const y = x.map((v) => (shape === 'exp' ? Math.exp((-beta * v) / 20) : 1 - (beta * v) / 200));
  const title = \`beta \${beta}, \${shape}, \${dashed}\`;
  return learningCurve([{ name: 'a', x, y }], { title, xLabel: 'x', yLabel: 'y' });
}
interact(
  {
    beta: { min: 0, max: 10, step: 0.5, value: 1, label: 'strength β' },
    shape: ['exp', 'line'],
    dashed: false,
  },
  ({ beta, shape, dashed }) => curve(beta, shape, dashed),
  { steps: { beta: [0, 1, 2, 5, 10] } },
)`,
  `let ticks = 0;
for (let i = 0; i < 80; i++) {
  ticks++;
  await new Promise((resolve) => setTimeout(resolve, 100));
}
ticks`,
  'drawings',
];

/** The titles of the figures on the page, pictures and interactive ones. */
function titles({ page }: NotebookPage): Promise<string[]> {
  return page.evaluate<string[]>(`(() => {
    const all = (selector) => [...document.querySelectorAll(selector)];
    const titleIn = (address) => /<title>(.*?)<\\/title>/.exec(decodeURIComponent(address))?.[1];
    const images = all('.jp-OutputArea img[src^="data:image/svg"], .jp-RenderedSVG img');
    return [
      ...all('.jp-OutputArea .gtitle').map((e) => e.textContent),
      ...images.map((e) => titleIn(e.src) ?? 'no title'),
      ...all('.jp-RenderedSVG svg > title').map((e) => e.textContent),
    ];
  })()`);
}

/** Waits until the only figure has a title. */
async function titled(notebook: NotebookPage, pattern: RegExp, ms = 20_000): Promise<string> {
  const end = Date.now() + ms;
  for (;;) {
    const found = await titles(notebook);
    const [only] = found;
    if (found.length === 1 && only !== undefined && pattern.test(only)) return only;
    if (Date.now() > end) {
      await shot(notebook, 'interact-failed');
      throw new Error(
        `no figure is titled ${String(pattern)}; there are: ${found.join(' | ')}; ` +
          notebook.pageErrors.join(' '),
      );
    }
    await notebook.page.waitForTimeout(50);
  }
}

function slider({ page }: NotebookPage): Locator {
  return page.locator('.jupyter-widgets .noUi-handle').first();
}

/** Drags the slider to the right in many small movements, as a hand does. */
async function drag(notebook: NotebookPage, pixels: number): Promise<void> {
  const handle = await slider(notebook).boundingBox();
  assert.ok(handle, 'the slider is there');
  const [x, y] = [handle.x + handle.width / 2, handle.y + handle.height / 2];
  await notebook.page.mouse.move(x, y);
  await notebook.page.mouse.down();
  for (let moved = 0; moved <= pixels; moved += 3) await notebook.page.mouse.move(x + moved, y);
  await notebook.page.mouse.up();
}

/** Keeps a picture of the window if LAB_SHOTS names a folder. */
async function shot({ page }: { readonly page: Page }, name: string): Promise<void> {
  const folder = process.env.LAB_SHOTS;
  if (!folder) return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: path.join(folder, `${name}.png`) });
}

async function runCell({ page }: NotebookPage, index: number): Promise<void> {
  await page.click(`.jp-Notebook .jp-CodeCell >> nth=${index} >> .jp-InputArea-editor`);
  await page.keyboard.press('Control+Enter');
}

function healthy(notebook: NotebookPage): void {
  assert.deepEqual(notebook.pageErrors, [], 'no exception in the page');
  assert.deepEqual(notebook.foreign, [], 'no request leaves this machine');
}

let notebook: NotebookPage;

test('a drag, a checkbox and a choice redraw the figure in place', async () => {
  server.write('knobs.ipynb', CELLS);
  notebook = await open('knobs.ipynb');
  await runCell(notebook, 0);
  await titled(notebook, /^beta 1, exp, false$/, MINUTES);
  await notebook.until(({ figures }) => figures === 1, 'the interactive figure');
  await shot(notebook, 'interact-start');

  await drag(notebook, 120);
  await titled(notebook, /^beta (?!1,)/);
  await notebook.until(
    ({ figures, pictures }) => figures === 1 && pictures.length === 0,
    'the interactive figure, when it rests',
  );
  const reached = await notebook.page
    .locator('.jupyter-widgets .widget-readout')
    .first()
    .innerText();
  assert.ok(Number(reached) > 2, `the slider was dragged from 1 to ${reached}`);
  await titled(notebook, new RegExp(`^beta ${Number(reached)}, exp`));

  await notebook.page.locator('.jupyter-widgets input[type=checkbox]').click();
  await titled(notebook, /exp, true$/);
  await notebook.page.locator('.jupyter-widgets select').selectOption({ label: 'line' });
  await titled(notebook, /line, true$/);
  await shot(notebook, 'interact-moved');
});

test('it moves while another cell runs', async () => {
  await runCell(notebook, 1);
  await notebook.until(({ prompts }) => prompts[1] === '[*]:', 'the long cell to run');
  const [before] = await titles(notebook);
  await slider(notebook).focus();
  await notebook.page.keyboard.press('ArrowLeft');
  await titled(notebook, new RegExp(`^(?!${before ?? ''}$)`), 5000);
  assert.equal((await notebook.seen()).prompts[1], '[*]:', 'the cell was still running');
  await notebook.until(({ prompts }) => /\d/.test(prompts[1] ?? ''), 'the long cell to end');
});

test('many movements are joined: fewer drawings than movements', async () => {
  await runCell(notebook, 2);
  await notebook.until(({ prompts }) => /\d/.test(prompts[2] ?? ''), 'the count');
  const output = notebook.page.locator('.jp-CodeCell >> nth=2 >> .jp-OutputArea-output');
  const count = Number(await output.innerText());
  assert.ok(
    count > 5 && count < 45,
    `${count} drawings: 6 for the start and the steps, and those of about 44 movements`,
  );
});

test('after the page is loaded again controls and figure are back and still move', async () => {
  await notebook.save();
  const [before] = await titles(notebook);
  await notebook.page.reload({ waitUntil: 'domcontentloaded' });
  await notebook.page.waitForSelector('.jupyter-widgets .noUi-handle', { timeout: MINUTES });
  assert.equal(await titled(notebook, /^beta/), before);
  await slider(notebook).focus();
  await notebook.page.keyboard.press('ArrowRight');
  await titled(notebook, new RegExp(`^beta (?!${/[\d.]+/.exec(before ?? '')?.[0] ?? ''},)`));
  await shot(notebook, 'interact-reloaded');
});

test('the cell run again has one set of controls, at their start', async () => {
  await runCell(notebook, 0);
  await titled(notebook, /^beta 1, exp, false$/);
  assert.equal(await notebook.page.locator('.jupyter-widgets .noUi-handle').count(), 1);
  await slider(notebook).focus();
  await notebook.page.keyboard.press('ArrowRight');
  await titled(notebook, /^beta 1.5/);
});

test('Restart and Run All gives moving figures again', async () => {
  await notebook.page.click('.lm-MenuBar-itemLabel:text-is("Kernel")');
  await notebook.page.click('.lm-Menu-itemLabel:has-text("Restart Kernel and Run All Cells")');
  await notebook.page.click(
    '.jp-Dialog-button.jp-mod-warn, .jp-Dialog-button.jp-mod-accept >> nth=-1',
  );
  await titled(notebook, /^beta 1, exp, false$/, MINUTES);
  await slider(notebook).focus();
  await notebook.page.keyboard.press('ArrowRight');
  await titled(notebook, /^beta 1.5/);
  await notebook.until(
    ({ prompts }) => prompts.every((prompt) => /\d/.test(prompt)),
    'all cells to run',
    MINUTES,
  );
});

test('an error of the drawing stands in the place of the figure and goes away', async () => {
  server.write('errors.ipynb', [
    `import { interact, md } from './src/notebook';
const controls = {
  n: { min: 0, max: 10 },
  go: { button: 'go' },
  frame: { play: true, min: 0, max: 20, interval: 50 },
} as const;
interact(controls, ({ n, go, frame }) => {
  if (n === 1) throw new RangeError('one is too many');
  return md\`n is **\${n}**, go \${go}, frame \${frame}\`;
})`,
  ]);
  const other = await open('errors.ipynb');
  await runCell(other, 0);
  const shown = other.page.locator('.jp-CodeCell .jupyter-widgets');
  await shown.getByText('n is 0, go 0, frame 0').waitFor({ timeout: MINUTES });
  await slider(other).focus();
  await other.page.keyboard.press('ArrowRight');
  await shown.getByText('RangeError: one is too many').waitFor();
  await shot(other, 'interact-error');
  await other.page.keyboard.press('ArrowRight');
  await shown.getByText('n is 2, go 0').waitFor();
  assert.equal(await shown.getByText('RangeError').count(), 0);
  await other.page.getByRole('button', { name: 'go' }).click();
  await shown.getByText('n is 2, go 1').waitFor();
  await other.page.locator('.jupyter-widgets.widget-play button').first().click();
  await shown.getByText('frame 20').waitFor({ timeout: 30_000 });
  await shot(other, 'interact-kinds');
  healthy(other);
  await other.page.close();
});

test('a running training reads a control; a second view shares it', async () => {
  server.write('training.ipynb', [
    `import { interact, logSlider, pause } from './src/notebook';
const knobs = interact({ rate: logSlider(0.001, 1, { value: 0.1, label: 'learning rate' }) });
let steps = 0;
while (knobs.values.rate === 0.1) {
  steps++;
  await pause();
}
\`the rate became \${knobs.values.rate} after \${steps > 10 ? 'many' : 'few'} steps\``,
    'interact(knobs, ({ rate }) => `view of rate ${rate}`)',
  ]);
  const other = await open('training.ipynb');
  await runCell(other, 0);
  await slider(other).waitFor({ timeout: MINUTES });
  assert.equal((await other.seen()).prompts[0], '[*]:', 'it trains while the slider is there');
  await slider(other).focus();
  await other.page.keyboard.press('ArrowRight');
  await other.page.getByText(/the rate became 0\.1122\d* after many steps/).waitFor();
  await runCell(other, 1);
  await other.page.getByText(/view of rate 0\.1122/).waitFor();
  await slider(other).focus();
  await other.page.keyboard.press('ArrowLeft');
  await other.page.getByText(/view of rate 0\.1(0000)?\b/).waitFor();
  const readouts = await other.page.locator('.jupyter-widgets .widget-readout').allInnerTexts();
  assert.equal(
    new Set(readouts).size,
    1,
    `both sliders stand at the same value: ${readouts.join(' ')}`,
  );
  assert.equal(readouts.length, 2);
  await shot(other, 'interact-linked');
  healthy(other);
  await other.page.close();
});

/** The output of the first cell, as it is saved. */
function savedBundle(saved: Awaited<ReturnType<NotebookPage['save']>>): MimeBundle {
  const [output] = saved.cells[0]?.outputs ?? [];
  assert.ok(output && 'data' in output);
  return output.data;
}

test('what is saved has the figure at the start values for viewers without controls', async () => {
  const saved = await notebook.save();
  assert.equal(saved.cells[0]?.outputs?.length, 1);
  const data = savedBundle(saved);
  assert.match(String(data['text/plain']), /^beta 1, exp, false\./);
  assert.match([data['image/svg+xml']].flat().join(''), /<title>beta 1, exp, false<\/title>/);
  healthy(notebook);
  await notebook.page.close();
});

test('a report of it has a slider over the stored steps: offline and by keyboard', async () => {
  const folder = path.join(server.scratch, 'reports');
  const made = await run('report', [
    'knobs',
    '--no-execute',
    '--from',
    server.notebooks,
    '--out',
    folder,
  ]);
  assert.equal(made.code, 0, made.stderr);
  const page = await browser().newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('request', (request) => {
    if (!/^(data|blob|file):/.test(request.url())) errors.push(request.url());
  });
  await page.goto(pathToFileURL(path.join(folder, 'knobs.html')).href);
  const knob = page.getByRole('slider', { name: 'strength β' });
  await knob.waitFor();
  const picture = page.locator('.steps .still');
  assert.match((await picture.getAttribute('alt')) ?? '', /^beta 1, exp/);
  assert.equal(await knob.getAttribute('aria-valuetext'), '1');
  await knob.focus();
  for (const step of ['2', '5', '10']) {
    await page.keyboard.press('ArrowRight');
    assert.match((await picture.getAttribute('alt')) ?? '', new RegExp(`^beta ${step}, exp`));
    assert.equal(await page.locator('.steps output').innerText(), step);
  }
  await shot({ page }, 'interact-report');
  await page.keyboard.press('Home');
  assert.match((await picture.getAttribute('alt')) ?? '', /^beta 0, exp/);
  assert.ok(await page.evaluate('document.querySelector(".steps .still").naturalWidth > 0'));
  assert.deepEqual(errors, []);
  await page.close();
});
