import { runTests } from './testing/runTests.mjs';
import { staticChecks } from './testing/checks.mjs';
import { isLongTest, isSystemTest, testFiles } from './testing/testFiles.mjs';
import { since } from './setup/report.mjs';
import { setUp } from './setup/setup.mjs';
import { readWords } from './words.mjs';

/** Its words. */
export const LINE = {
  name: 'check',
  usage: 'npm run check takes no words: formatter, linter, types and the quick tests',
};

/**
 * `npm run check`: formatter, linter, types, and every quick test: no browser, kernel, set-up, pool
 * of processes or long training. The command for every commit.
 * @param {string[]} words none
 * @param {string} root
 */
export async function run(words, root) {
  if (!readWords(words, LINE)) {
    console.log(LINE.usage);
    return 0;
  }
  await setUp(root);
  const start = Date.now();
  const wrong = await staticChecks(root);
  const status = await runTests(
    root,
    testFiles(root).filter((file) => !isSystemTest(file) && !isLongTest(file)),
  );
  if (wrong.length > 0) console.log(`\n✖ failed: ${wrong.join('; ')}`);
  console.log(`\nnpm run check took ${since(start)}`);
  return wrong.length > 0 ? 1 : status;
}
