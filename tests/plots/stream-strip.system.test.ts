// The strip along a stream in a real browser: the reader moves the part that is shown.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { figureBundle } from '../../src/notebook/figureBundle';
import { projectPath } from '../../src/core/paths';
import { type Figure, streamStrip } from '../../src/plots';
import { openPage } from './browser';

let browser: Browser;
let page: Page;
before(async () => {
  ({ browser, page } = await openPage());
});
after(() => browser.close());

const windows = Array.from({ length: 40 }, (_, i) => i);
const strip = streamStrip(
  [
    { name: 'last label', x: windows.map((i) => 100 * i), y: windows.map((i) => Math.cos(i)) },
    { name: 'er', x: windows.map((i) => 100 * i), y: windows.map((i) => Math.sin(i)) },
  ],
  { title: 'Both go up and down', xLabel: 'row', yLabel: 'share', note: 'Windows of 100 rows.' },
);

/** Where the shown part of the stream begins and ends. */
const shownPart = () =>
  page.evaluate<[number, number]>("document.getElementById('plot').layout.xaxis.range");

test('the part that is shown is moved under the plot; nothing is cut or overlaps', async () => {
  const errors: string[] = [];
  page.on('console', (message) => errors.push(message.text()));
  const { data, layout } = figureBundle(strip)['application/vnd.plotly.v1+json'] as Figure;
  await page.setContent('<meta charset="utf-8"><div id="plot"></div>');
  await page.addScriptTag({ path: projectPath('node_modules/plotly.js-dist/plotly.js') });
  await page.evaluate(`Plotly.newPlot('plot', ${JSON.stringify(data)}, ${JSON.stringify(layout)})`);
  const [from, to] = await shownPart();
  const box = (await page.locator('.rangeslider-slidebox').boundingBox())!;
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width, box.y + box.height / 2, { steps: 5 });
  await page.mouse.up();
  const [movedFrom, movedTo] = await shownPart();
  assert.ok(movedFrom > from, 'it has moved to the right');
  assert.ok(Math.abs(movedTo - movedFrom - (to - from)) < 1, 'and is as wide as before');
  const scroller = (await page.locator('.rangeslider-container').boundingBox())!;
  const title = (await page.locator('.xtitle').boundingBox())!;
  const note = (await page.locator('.annotation-text').first().boundingBox())!;
  const svg = (await page.locator('.main-svg').first().boundingBox())!;
  assert.ok(scroller.y + scroller.height <= title.y, 'the title stands under the scroller');
  assert.ok(title.y + title.height <= note.y + 1, 'the note under the title');
  assert.ok(note.y + note.height <= svg.y + svg.height, 'and inside the figure');
  assert.deepEqual(errors, []);
});
