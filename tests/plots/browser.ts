import * as fs from 'fs';
import * as path from 'path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { toSvg, type Figure } from '../../src/plots';
import { projectPath } from '../../src/core/paths';
import { WIDTH } from '../../src/plots/frame';

const browsers = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/**
 * What a person sees of a drawing: its size, its words, and those words that are cut at an edge.
 */
export interface Seen {
  readonly size: readonly [number, number];
  readonly words: readonly string[];
  readonly cut: readonly string[];
}
export interface Tick {
  readonly axis: string;
  readonly label: string;
  readonly at: number;
}
export interface Reading {
  readonly svg: Seen;
  readonly plotly: Seen & { readonly traces: number };
  readonly ticks: readonly Tick[];
}

/**
 * What a figure with a slider shows at a place of the slider: which traces, arrows as paths, and
 * words.
 */
export interface Slid extends Seen {
  readonly shown: readonly number[];
  readonly arrows: readonly string[];
}

/**
 * A page of a real browser with the real plotly.js: the picture at the left, the interactive figure
 * at the right.
 */
export interface Bench {
  /** What the browser complained about since the last drawing. */
  readonly errors: string[];
  draw(figure: Figure): Promise<void>;
  read(): Promise<Reading>;
  /**
   * Draws the interactive figure alone and presses the slider at a place from 0, its left end, to
   * 1.
   */
  slide(figure: Figure, place: number): Promise<Slid>;
  /** Share of the figure where the two drawings differ clearly. */
  difference(figure: Figure): Promise<number>;
  screenshot(file: string, figure: Figure): Promise<void>;
  close(): Promise<void>;
}

const GAP = 8;

/** An empty page of a real browser; close the browser when done. */
export async function openPage(
  viewport = { width: 2 * WIDTH + GAP, height: 900 },
): Promise<{ browser: Browser; page: Page }> {
  const executablePath = process.env.CHROMIUM ?? browsers.find((b) => fs.existsSync(b));
  const browser = await chromium.launch({
    ...(executablePath ? { executablePath } : {}),
    args: ['--no-sandbox', '--disable-gpu'],
  });
  return { browser, page: await browser.newPage({ viewport }) };
}

export async function openBench(): Promise<Bench> {
  const { browser, page } = await openPage();
  const errors: string[] = [];
  page.on('console', (m) => {
    if (m.type() === 'error' || m.type() === 'warning') errors.push(m.text());
  });
  page.on('pageerror', (e) => errors.push(String(e)));
  await page.setContent(
    '<meta charset="utf-8"><body style="margin:0;background:#ccc"><div ' +
      `style="display:flex;gap:${GAP}px;align-items:flex-start"><div id="svg"></div><div ` +
      'id="plot"></div></div></body>',
  );
  await page.addScriptTag({
    path: projectPath('node_modules/plotly.js-dist/plotly.js'),
  });
  await page.addScriptTag({ path: path.join(__dirname, 'page.js') });
  const call = <T>(name: string, argument?: unknown): Promise<T> =>
    page.evaluate<T>(`lab.${name}(${JSON.stringify(argument ?? null)})`);
  return {
    errors,
    async draw(f) {
      errors.length = 0;
      await call('draw', [toSvg(f), f.data, f.layout]);
    },
    read: () => call<Reading>('read'),
    async slide(f, place) {
      errors.length = 0;
      await call('drawLive', [f.data, f.layout]);
      const rail = await page.locator('#plot .slider-rail-touch-rect').boundingBox();
      if (!rail) throw new Error('the figure has no slider');
      await page.mouse.click(rail.x + 4 + place * (rail.width - 8), rail.y + rail.height / 2);
      return call<Slid>('slid');
    },
    async difference(f) {
      const shots = [0, WIDTH + GAP].map((x) => ({
        x,
        y: 0,
        width: WIDTH,
        height: f.layout.height,
      }));
      const uris: string[] = [];
      for (const clip of shots)
        uris.push(`data:image/png;base64,${(await page.screenshot({ clip })).toString('base64')}`);
      return call<number>('difference', uris);
    },
    async screenshot(file, f) {
      await page.screenshot({
        path: file,
        clip: { x: 0, y: 0, width: 2 * WIDTH + GAP, height: f.layout.height },
      });
    },
    close: () => browser.close(),
  };
}
