// No word of a figure is cut, covered or run into, whatever font the reader's machine has: every
// sample and every figure of the committed notebooks, as picture and as Plotly draws it.
import assert from 'node:assert/strict';
import * as fs from 'fs';
import * as path from 'path';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { projectPath } from '../../src/core/paths';
import { toSvg, type Figure } from '../../src/plots';
import { unmark } from '../../src/plots/text';
import { openPage } from './browser';
import { committedFigures, type CommittedFigure } from './committed';
import { fontModule, measuredFonts } from './measureFonts';
import { samples } from './samples';

let browser: Browser;
let page: Page;
before(async () => {
  ({ browser, page } = await openPage({ width: 1000, height: 1200 }));
  await page.setContent(
    '<meta charset="utf-8"><body style="margin:0"><div id="svg"></div><div id="plot"></div>',
  );
  await page.addScriptTag({ path: projectPath('node_modules/plotly.js-dist/plotly.js') });
  await page.addScriptTag({ path: path.join(__dirname, 'readable.js') });
});
after(() => browser.close());

/** What the legend of a figure says. */
const legendOf = ({ data }: Figure): string[] =>
  data.filter((t) => t.showlegend !== false && t.name !== undefined).map((t) => unmark(t.name!));

const call = (script: string, argument: unknown): Promise<string[]> =>
  page.evaluate<string[]>(`(${script})(${JSON.stringify(argument)})`);

/** What cannot be read of a picture in a font. */
function wrongInPicture(svg: string, figure: Figure, font: string): Promise<string[]> {
  const forced = svg.replace(/ font-family="[^"]*"/g, '');
  const show = `([svg, font, ...rest]) => {
    document.getElementById('plot').innerHTML = '';
    const place = document.getElementById('svg');
    place.innerHTML = svg;
    place.firstElementChild.style.fontFamily = font;
    return unreadable(['#svg svg', ...rest]);
  }`;
  return call(show, [forced, font, legendOf(figure), figure.data.length === 0]);
}

/** What cannot be read of a figure as Plotly draws it in a font. */
function wrongInPlotly({ data, layout }: Figure, font: string): Promise<string[]> {
  const named = { ...layout, font: { ...(layout.font as object), family: font } };
  const show = `async ([data, layout, ...rest]) => {
    document.getElementById('svg').innerHTML = '';
    await Plotly.newPlot('plot', data, layout, { staticPlot: true });
    return unreadable(['#plot', ...rest]);
  }`;
  return call(show, [data, named, legendOf({ data, layout, alt: '' }), false]);
}

/** All that is wrong with figures in a font, with the place of each. */
async function allWrong(figures: readonly CommittedFigure[], font: string): Promise<string[]> {
  const wrong: string[] = [];
  for (const { where, figure, svg } of figures) {
    const inPicture = svg === undefined ? [] : await wrongInPicture(svg, figure, font);
    const inPlotly = await wrongInPlotly(figure, font);
    wrong.push(...inPicture.map((what) => `${where} (picture): ${what}`));
    wrong.push(...inPlotly.map((what) => `${where} (Plotly): ${what}`));
  }
  return wrong;
}

test('the widths that figures are laid out by are those of the fonts', async () => {
  const file = projectPath('src/plots/fontWidths.ts');
  assert.equal(fs.readFileSync(file, 'utf8'), await fontModule());
});

const drawn = Object.entries(samples()).map(([name, figure]): CommittedFigure => ({
  notebook: 'samples',
  where: name,
  figure,
  svg: toSvg(figure),
}));
const all = [...drawn, ...committedFigures()];

for (const font of measuredFonts)
  for (const notebook of new Set(all.map((figure) => figure.notebook)))
    test(`${notebook}: every word of every figure can be read in ${font}`, async () => {
      const figures = all.filter((figure) => figure.notebook === notebook);
      assert.deepEqual(await allWrong(figures, font), []);
    });
