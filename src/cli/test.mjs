import { Failure } from './setup/failure.mjs';
import { setUp } from './setup/setup.mjs';
import { quote, readWords } from './words.mjs';
import { staticChecks } from './testing/checks.mjs';
import { runTests } from './testing/runTests.mjs';
import { testFiles } from './testing/testFiles.mjs';

/** Its words. */
export const LINE = {
  name: 'test',
  usage:
    'npm test [-- NAME...] runs every check and test, or the test files with NAME in their path',
  most: Infinity,
};

/**
 * `npm test`: set-up, formatter, linter, types, every test. `npm test -- NAME...`: only test files
 * with NAME in their path, and nothing else.
 * @param {string[]} words
 * @param {string} root
 */
export async function run(words, root) {
  const given = readWords(words, LINE);
  if (!given) {
    console.log(LINE.usage);
    return 0;
  }
  const files = testFiles(root);
  const chosen = chooseTests(files, given.rest);
  await setUp(root);
  if (given.rest.length > 0) return runTests(root, chosen);
  const wrong = await staticChecks(root);
  if (wrong.length > 0) console.log(`\n✖ failed: ${wrong.join('; ')}. The tests run all the same.`);
  const status = await runTests(root, files);
  return wrong.length > 0 ? 1 : status;
}

/**
 * Test files with one of the names in their path; all where none is given.
 * @param {readonly string[]} files
 * @param {readonly string[]} names
 * @throws {Failure} for a name that no file has
 */
export function chooseTests(files, names) {
  const wrong = names.find((name) => name === '' || !files.some((file) => file.includes(name)));
  if (wrong !== undefined) {
    const folders = new Set(files.map((file) => file.split('/')[0]));
    throw new Failure(
      `test: no test file has ${quote(wrong)} in its path; folders of tests: ` +
        [...folders].join(', '),
      2,
    );
  }
  return names.length === 0
    ? [...files]
    : files.filter((file) => names.some((name) => file.includes(name)));
}
