import * as fs from 'fs';
import * as path from 'path';
import { chromium, type Page } from 'playwright-core';

const browsers = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** A page of a real browser with the real plotly.js, and what it complained about. */
export async function openPlotly(): Promise<{ page: Page; errors: string[]; close: () => Promise<void> }> {
  const executablePath = process.env.CHROMIUM ?? browsers.find((b) => fs.existsSync(b));
  const browser = await chromium.launch({ ...(executablePath ? { executablePath } : {}), args: ['--no-sandbox', '--disable-gpu'] });
  const page = await browser.newPage({ viewport: { width: 1300, height: 800 } }), errors: string[] = [];
  page.on('console', (m) => { if (m.type() === 'error' || m.type() === 'warning') errors.push(m.text()); });
  page.on('pageerror', (e) => errors.push(String(e)));
  await page.setContent('<meta charset="utf-8"><body style="margin:0;background:#ccc"><div style="display:flex;gap:8px;align-items:flex-start"><div id="svg"></div><div id="plot"></div></div></body>');
  await page.addScriptTag({ path: path.join(__dirname, '..', 'node_modules', 'plotly.js-dist', 'plotly.js') });
  return { page, errors, close: () => browser.close() };
}
