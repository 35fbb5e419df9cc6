// The laboratory as a user meets it: JupyterLab in a real browser, notebooks run by its menu,
// figures counted, the stop button pressed.
import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, readdirSync } from 'node:fs';
import * as path from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { disagreements } from '../../src/report/compare';
import { type Notebook, readNotebook } from '../../src/report/notebookFile';
import type { MimeBundle } from '../../src/notebook/displayable';
import { type NotebookPage, startLab } from './lab-page';
import { root } from './lab-server';

const PLOTLY = 'application/vnd.plotly.v1+json';
const MINUTES = 60_000;
const { server, browser, open } = startLab();

const bundles = (notebook: Notebook): MimeBundle[] =>
  notebook.cells.flatMap((cell) =>
    (cell.outputs ?? []).flatMap((output) => ('data' in output ? [output.data] : [])),
  );

/** Keeps a picture of the window if LAB_SHOTS names a folder; README pictures are made this way. */
async function shot(notebook: NotebookPage, name: string): Promise<void> {
  const folder = process.env.LAB_SHOTS;
  if (!folder) return;
  mkdirSync(folder, { recursive: true });
  await notebook.page.screenshot({ path: path.join(folder, `${name}.png`) });
}

function healthy(notebook: NotebookPage): void {
  assert.deepEqual(notebook.pageErrors, [], 'no exception in the page');
  assert.deepEqual(notebook.foreign, [], 'no request leaves this machine');
}

const names = readdirSync(path.join(root, 'notebooks'))
  .filter((name) => name.endsWith('.ipynb'))
  .sort();

test('there are notebooks to run', () =>
  assert.ok(names.length > 0, 'notebooks/ has no .ipynb file'));

// Each on a fresh kernel. Two at once: a notebook keeps one core busy, mostly.
test(
  'Run All draws every figure without an error, and gives the outputs and key numbers that are ' +
    'committed',
  { concurrency: 2 },
  async (t) => {
    await Promise.all(
      names.map((name) =>
        t.test(name, async () => {
          copyFileSync(path.join(root, 'notebooks', name), path.join(server.notebooks, name));
          const notebook = await open(name);
          const { errors } = await notebook.runAll(12 * MINUTES);
          assert.deepEqual(errors, []);
          const saved = await notebook.save();
          for (const data of bundles(saved))
            // JupyterLab adds a picture of each figure that it drew
            if (data[PLOTLY]) delete (data as Record<string, unknown>)['image/png'];
          assert.deepEqual(
            disagreements(readNotebook(path.join(root, 'notebooks', name)), saved),
            [],
          );
          const expected = bundles(saved).filter((data) => data[PLOTLY]).length;
          const seen = await notebook.until(
            ({ figures }) => figures >= expected,
            `${expected} figures`,
          );
          assert.equal(seen.figures, expected);
          // the forgetting curves, for the picture
          await notebook.scrollToFigure('after training on task');
          await shot(notebook, path.basename(name, '.ipynb'));
          healthy(notebook);
          await notebook.page.close();
        }),
      ),
    );
  },
);

test('a live chart moves while its cell runs and ends as an interactive figure', async () => {
  server.write('live.ipynb', [
    `import { liveChart } from './src/notebook';
const axes = { xLabel: 'step', yLabel: 'loss' };
const chart = liveChart({ title: 'Loss while training', series: ['loss'], ...axes });
for (let step = 0; step < 150; step++) {
  chart.add(step, { loss: 1 / (1 + step) });
  await new Promise((resolve) => setTimeout(resolve, 100));
}
chart.done();`,
  ]);
  const notebook = await open('live.ipynb');
  await notebook.runMenu('Run All Cells');
  const first = await notebook.until(({ pictures }) => pictures.length > 0, 'a first picture');
  const second = await notebook.until(
    ({ pictures }) => pictures.length > 0 && pictures[0] !== first.pictures[0],
    'another picture',
  );
  assert.equal(second.prompts[0], '[*]:', 'the chart changed while the cell was running');
  const end = await notebook.until(
    ({ prompts, figures }) => prompts[0] === '[1]:' && figures === 1,
    'the interactive figure',
  );
  assert.deepEqual(
    [end.errors, end.pictures],
    [[], []],
    'the figure took the place of the picture',
  );
  await shot(notebook, 'live');
  healthy(notebook);
  await notebook.page.close();
});

test('the slider of a figure shows one step after the other', async () => {
  server.write('slider.ipynb', [
    `import { barChart, stepSlider } from './src/plots';
import { show } from './src/notebook';
const axes = { xLabel: 'slot', yLabel: 'weight w' };
function bars(beta: number) {
  const values = [1 / (1 + Math.exp(-beta)), 1 / (1 + Math.exp(beta))];
  const series = [{ name: 'w', values }];
  return barChart({ title: String(beta), categories: ['A', 'B'], series, ...axes });
}
const labels = { title: 'From vague to exact', label: 'strength' };
show(stepSlider([0, 1, 5].map(bars), { ...labels, start: 0 }));`,
  ]);
  const notebook = await open('slider.ipynb');
  await notebook.runAll(MINUTES);
  await notebook.until(({ figures }) => figures === 1, 'the figure');
  const heights = (): Promise<string> =>
    notebook.page.evaluate<string>(
      `[...document.querySelectorAll('.js-plotly-plot .bars .point text')].map((e) => ` +
        `e.textContent).join(' ')`,
    );
  assert.equal(await heights(), '0.5 0.5');
  const rail = await notebook.page.locator('.slider-rail-touch-rect').boundingBox();
  assert.ok(rail, 'the figure has a slider');
  await notebook.page.mouse.click(rail.x + rail.width - 4, rail.y + rail.height / 2);
  await notebook.page.waitForSelector('.js-plotly-plot .bars .point text:has-text("0.993")', {
    timeout: 10_000,
  });
  assert.equal(await heights(), '0.993 0.00669', 'the last step alone is shown');
  await shot(notebook, 'slider');
  const saved = bundles(await notebook.save()).find((data) => data[PLOTLY]);
  assert.match(
    String(saved?.['image/svg+xml']),
    /strength: 5/,
    'the picture for paper holds the last step, too',
  );
  healthy(notebook);
  await notebook.page.close();
});

test('the stop button ends a training loop, says so once, and the next cell runs', async () => {
  server.write('stop.ipynb', [
    `import { tf, ready } from './src/tf';
import { interruptible, pause } from './src/notebook';
await ready();
const w = tf.variable(tf.zeros([16, 16]));
const adam = tf.train.adam(0.01);
let steps = 0;`,
    `console.log('training');
await interruptible(async () => {
  for (;;) {
    tf.tidy(() => { adam.minimize(() => tf.sub(w, 1).square().mean()); });
    steps++;
    await pause();
  }
});`,
    'const before = steps;\nawait new Promise((resolve) => setTimeout(resolve, 500));\n`steps ' +
      'since the stop: ${steps - before}`',
  ]);
  const notebook = await open('stop.ipynb');
  await notebook.runMenu('Run All Cells');
  await notebook.page.waitForSelector('.jp-OutputArea-output:has-text("training")', {
    timeout: 60_000,
  });
  await notebook.interrupt();
  const stopped = await notebook.until(
    ({ errors, prompts }) => errors.length > 0 && !prompts.includes('[*]:'),
    'the interrupt to be shown',
  );
  assert.match(stopped.errors[0], /^Interrupted: [^\n]+\s*$/);
  assert.equal(stopped.errors.length, 1, 'neither stderr nor another error besides');
  await notebook.page.click('.jp-Notebook .jp-CodeCell >> nth=2 >> .jp-InputArea-editor');
  await notebook.page.keyboard.press('Control+Enter');
  await notebook.page.waitForSelector('.jp-OutputArea-output:has-text("steps since the stop: 0")', {
    timeout: 60_000,
  });
  healthy(notebook);
  await notebook.page.close();
});

test('nothing is left running when the server ends', async () => {
  await browser().close();
  assert.ok(
    server.processes().some((line) => line.includes('launch.cjs')),
    'kernels were running',
  );
  await server.stop();
  for (let i = 0; i < 50 && server.processes().length > 0; i++) await sleep(100);
  assert.deepEqual(server.processes(), []);
});
