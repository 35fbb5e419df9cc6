import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { findBrowser } from '../../src/report/browser';
import { complaintsAbout, openedStill } from './axe';
import { whiteBelow } from './pdf-white';
import { folderWith, pdfFacts, run } from './report-support';

/** Of the pages of a PDF but the last, the largest share that may be half empty. */
const MOST_HALF_EMPTY = 0.05;

let out: string;

before(async () => {
  out = folderWith();
  const made = await run('report', ['--no-execute', '--out', out]);
  assert.equal(made.code, 0, made.stderr);
});

after(() => fs.rmSync(out, { recursive: true, force: true }));

const files = (ending: string): string[] =>
  fs.readdirSync(out).filter((name) => name.endsWith(ending));

test('every page of the course, light and dark: axe-core finds nothing serious', async () => {
  const browser = await chromium.launch({ executablePath: findBrowser(), args: ['--no-sandbox'] });
  try {
    for (const name of files('.html')) {
      const page = await openedStill(browser, pathToFileURL(path.join(out, name)).href);
      assert.deepEqual(await complaintsAbout(page), [], name);
      await page.context().close();
    }
  } finally {
    await browser.close();
  }
});

test('PDFs are tagged, have title, language and outline; few pages are half empty', () => {
  for (const name of files('.pdf')) {
    const facts = pdfFacts(path.join(out, name));
    assert.ok(facts.tagged, name);
    assert.equal(facts.lang, 'en', name);
    assert.ok(facts.title.length > 3 && facts.outline.length > 3, name);
    assert.deepEqual(facts.outside, [], name);
    const white = whiteBelow(path.join(out, name)).slice(0, -1);
    const halfEmpty = white.filter((share) => share > 0.45).length;
    assert.ok(halfEmpty <= MOST_HALF_EMPTY * white.length, `${name}: ${halfEmpty} half empty`);
  }
});
