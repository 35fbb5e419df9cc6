import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser } from 'playwright-core';
import { findBrowser } from '../../src/report/browser';
import { complaintsAbout, openedStill } from './axe';
import { folderWith, run } from './report-support';

let out: string;
let browser: Browser;

before(async () => {
  out = folderWith();
  const made = await run('report', ['01', '04', '--no-execute', '--no-pdf', '--out', out]);
  assert.equal(made.code, 0, made.stderr);
  browser = await chromium.launch({ executablePath: findBrowser(), args: ['--no-sandbox'] });
});

after(async () => {
  await browser?.close();
  fs.rmSync(out, { recursive: true, force: true });
});

test('two chapters, what they link to, and the list: axe-core finds nothing serious', async () => {
  const names = fs.readdirSync(out).filter((name) => name.endsWith('.html'));
  assert.ok(names.length >= 3, names.join());
  for (const name of names) {
    const page = await openedStill(browser, pathToFileURL(path.join(out, name)).href);
    assert.deepEqual(await complaintsAbout(page), [], name);
    await page.context().close();
  }
});
