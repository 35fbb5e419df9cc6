/**
 * Puts every figure beside itself: left the SVG, right Plotly in a real browser. `node -r ts-node/register tests/plots.look.ts FOLDER [NAME...]` writes
 * one PNG a figure, to be looked at after a change in src/plots.
 */
import * as fs from 'fs';
import * as path from 'path';
import { toSvg } from '../src/plots';
import { samples } from './plots.samples';
import { openPlotly } from './plots.browser';

async function main(folder: string, names: readonly string[]): Promise<void> {
  fs.mkdirSync(folder, { recursive: true });
  const { page, close } = await openPlotly();
  for (const [name, figure] of Object.entries(samples())) {
    if (names.length > 0 && !names.includes(name)) continue;
    await page.evaluate(([svg, data, layout]) => {
      const d = globalThis as unknown as { document: { getElementById(id: string): { innerHTML: string } }; Plotly: { newPlot(...a: unknown[]): Promise<void> } };
      d.document.getElementById('svg').innerHTML = svg as string;
      return d.Plotly.newPlot('plot', data, layout, { staticPlot: true });
    }, [toSvg(figure), figure.data, figure.layout] as const);
    await page.screenshot({ path: path.join(folder, `${name}.png`), clip: { x: 0, y: 0, width: 1288, height: figure.layout.height } });
  }
  await close();
}
void main(process.argv[2] ?? 'look', process.argv.slice(3));
