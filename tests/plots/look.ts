/**
 * Puts every figure beside itself, the picture at the left, Plotly in a real browser at the right,
 * one PNG a figure, to be looked at after a change in src/plots: `node -r
 * ./jupyter/load/register.cjs tests/plots/look.ts FOLDER [NAME...]`.
 */
import * as fs from 'fs';
import * as path from 'path';
import { openBench } from './browser';
import { samples } from './samples';

async function main([folder = 'look', ...names]: readonly string[]): Promise<void> {
  fs.mkdirSync(folder, { recursive: true });
  const bench = await openBench();
  for (const [name, figure] of Object.entries(samples())) {
    if (names.length > 0 && !names.includes(name)) continue;
    await bench.draw(figure);
    await bench.screenshot(path.join(folder, `${name}.png`), figure);
  }
  await bench.close();
}
void main(process.argv.slice(2));
