import * as fs from 'node:fs';
import type { Browser, Page } from 'playwright-core';

/** A rule of axe-core that a page breaks. */
export interface Complaint {
  readonly rule: string;
  readonly impact: string;
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

/** What axe-core finds in an open page that is serious or critical, contrast included. */
export async function complaintsAbout(page: Page): Promise<Complaint[]> {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate<AxeResult>(
    "axe.run(document, { resultTypes: ['violations'] })",
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, impact, nodes }) => ({
      rule: id,
      impact: impact ?? '',
      places: nodes.map(
        ({ html, failureSummary = '' }) => `${html.slice(0, 200)} ${failureSummary.slice(0, 300)}`,
      ),
    }));
}

/** A page of ours, drawn, in light or dark colours. */
export async function openedIn(
  browser: Browser,
  address: string,
  colorScheme: 'light' | 'dark',
): Promise<Page> {
  const context = await browser.newContext({
    colorScheme,
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
