/**
 * Measures how wide characters are in the fonts that figures may be shown in, and writes the widest
 * of each to `src/plots/fontWidths.ts`, by which all figures are laid out. To be run again when a
 * font or a character is added: `node -r ./jupyter/load/register.cjs tests/plots/measureFonts.ts`.
 * Needs Chromium, DejaVu Sans and Liberation Sans (which has the widths of Arial and Helvetica).
 */
import * as fs from 'fs';
import * as prettier from 'prettier';
import { projectPath } from '../../src/core/paths';
import { openPage } from './browser';

/** Fonts that figures are laid out for. */
export const measuredFonts = ['DejaVu Sans', 'Liberation Sans'];

/** Code points that are measured, first and last of each block. */
const BLOCKS: readonly (readonly [first: number, last: number])[] = [
  [0x20, 0x7e], // ASCII
  [0xa0, 0xff], // Latin-1
  [0x391, 0x3c9], // Greek
  [0x2010, 0x203a], // dashes, quotes, dots, primes
  [0x2070, 0x208e], // raised and lowered digits
  [0x2113, 0x2113], // script l
  [0x2190, 0x2194], // arrows
  [0x2200, 0x2265], // mathematics
];

const range = ([first, last]: readonly [number, number]): number[] =>
  Array.from({ length: last - first + 1 }, (_, i) => first + i);

/**
 * Widths of characters in thousandths of the font size, the widest of the fonts, by code point.
 * @throws Error when a font is not installed
 */
export async function measureFonts(): Promise<Map<number, number>> {
  const codes = BLOCKS.flatMap(range);
  const { page, browser } = await openPage();
  try {
    const fonts = await page.evaluate<{ missing: string[]; widths: number[][] }>(
      `(${measureInPage.toString()})(${JSON.stringify([measuredFonts, codes])})`,
    );
    if (fonts.missing.length > 0)
      throw new Error(`not installed: ${fonts.missing.join(', ')}; install the fonts first`);
    return new Map(codes.map((code, i) => [code, Math.max(...fonts.widths.map((w) => w[i]))]));
  } finally {
    await browser.close();
  }
}

/** Runs in the browser: widths of each character in each font. */
function measureInPage([fonts, codes]: [string[], number[]]): unknown {
  const Canvas = (globalThis as unknown as { OffscreenCanvas: new (w: number, h: number) => any })
    .OffscreenCanvas;
  const context = new Canvas(10, 10).getContext('2d');
  const widthOf = (family: string, text: string): number => {
    context.font = `1000px ${family}`;
    return context.measureText(text).width;
  };
  const sample = 'mmmiiiWWWlll';
  const isThere = (font: string): boolean =>
    ['serif', 'monospace'].every(
      (other) => widthOf(`"${font}", ${other}`, sample) === widthOf(`"${font}"`, sample),
    );
  return {
    missing: fonts.filter((font) => !isThere(font)),
    widths: fonts.map((font) =>
      codes.map((code) => Math.ceil(widthOf(`"${font}"`, String.fromCodePoint(code)))),
    ),
  };
}

/** The module with the widths, a list for each block of code points. */
export async function fontModule(): Promise<string> {
  const widths = await measureFonts();
  const blocks = BLOCKS.map((block) => {
    const [first, last] = block;
    const list = range(block).map((code) => widths.get(code));
    const name = `${first.toString(16)} to ${last.toString(16)}`;
    return `// U+${name}\n{ first: ${first}, widths: '${list.join(' ')}' },`;
  });
  const source = `/* eslint max-len: off -- written by tests/plots/measureFonts.ts, not by hand */
/**
 * Widths of characters in thousandths of the font size, from a first code point on: of each
 * character the widest among ${measuredFonts.join(' and ')} (which is as wide as Arial).
 */
export const fontWidths: readonly { readonly first: number; readonly widths: string }[] = [
${blocks.join('\n')}
];
`;
  const file = projectPath('src/plots/fontWidths.ts');
  return prettier.format(source, { ...(await prettier.resolveConfig(file)), filepath: file });
}

if (require.main === module)
  void fontModule().then((text) => fs.writeFileSync(projectPath('src/plots/fontWidths.ts'), text));
