import * as fs from 'node:fs';
import type { Browser, Page } from 'playwright-core';

/** Colours that a reader may prefer. */
const COLOURS = ['light', 'dark'] as const;

/** A rule of axe-core that a page breaks. */
export interface Complaint {
  readonly rule: string;
  readonly impact: string;
  readonly colours: (typeof COLOURS)[number];
  readonly places: readonly string[];
}

interface AxeResult {
  readonly violations: readonly {
    readonly id: string;
    readonly impact: string | null;
    readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
  }[];
}

const AXE = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

/**
 * What axe-core finds in an open page that is serious or critical, contrast included, in light and
 * in dark colours.
 */
export async function complaintsAbout(page: Page): Promise<Complaint[]> {
  const complaints: Complaint[] = [];
  for (const colours of COLOURS) {
    await page.emulateMedia({ colorScheme: colours });
    complaints.push(...(await complaintsIn(page, colours)));
  }
  return complaints;
}

async function complaintsIn(page: Page, colours: Complaint['colours']): Promise<Complaint[]> {
  if (await page.evaluate("typeof axe === 'undefined'")) await page.evaluate(AXE);
  const { violations } = await page.evaluate<AxeResult>(
    "axe.run(document, { resultTypes: ['violations'] })",
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, impact, nodes }) => ({
      rule: id,
      impact: impact ?? '',
      colours,
      places: nodes.map(
        ({ html, failureSummary = '' }) => `${html.slice(0, 200)} ${failureSummary.slice(0, 300)}`,
      ),
    }));
}

/** A page of ours, drawn, in which nothing moves. */
export async function openedStill(browser: Browser, address: string): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  await page.goto(address);
  await page.waitForFunction(
    "Array.from(document.querySelectorAll('.figure.live .plot'))" +
      ".every((plot) => plot.querySelector('.main-svg'))",
  );
  await page.evaluate('window.MathJax ? MathJax.startup.promise.then(() => true) : true');
  return page;
}
