import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { folderWith } from './report-support';

/** Millimetres of A4, and of the margins in report.css. */
const PAPER = { height: 297, top: 18, bottom: 20 };

/** Of each page of a PDF of ours, which share of its height between the margins is white below. */
export function whiteBelow(pdf: string): number[] {
  const folder = folderWith();
  try {
    const drawn = spawnSync('pdftoppm', ['-gray', '-r', '40', pdf, path.join(folder, 'page')]);
    if (drawn.status !== 0) throw new Error(String(drawn.stderr));
    const names = fs.readdirSync(folder).sort();
    return names.map((name) => whiteOfPage(fs.readFileSync(path.join(folder, name))));
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

/** @param picture a page as PGM: `P5 WIDTH HEIGHT 255`, then a byte a pixel */
function whiteOfPage(picture: Buffer): number {
  const header = /^P5\s+(\d+)\s+(\d+)\s+255\s/.exec(picture.toString('latin1', 0, 40));
  if (!header) throw new Error('pdftoppm drew no PGM');
  const [width, height] = header.slice(1).map(Number);
  const pixels = picture.subarray(header[0].length);
  const top = Math.floor((height * PAPER.top) / PAPER.height);
  const bottom = Math.floor((height * (PAPER.height - PAPER.bottom)) / PAPER.height);
  let last = top;
  for (let row = top; row < bottom; row++)
    if (pixels.subarray(row * width, (row + 1) * width).some((grey) => grey < 250)) last = row;
  return (bottom - last) / (bottom - top);
}
