import { Failure } from './setup/failure.mjs';
import { setUp } from './setup/setup.mjs';
import { staticChecks } from './testing/checks.mjs';
import { runTests } from './testing/runTests.mjs';
import { testFiles } from './testing/testFiles.mjs';

/**
 * `npm test`: set-up, formatter, linter, types, every test. `npm test -- NAME...`: only test files
 * with NAME in their path, and nothing else.
 * @param {string[]} names
 * @param {string} root
 */
export async function run(names, root) {
  await setUp(root);
  const files = testFiles(root);
  if (names.length > 0) {
    const chosen = files.filter((file) => names.some((name) => file.includes(name)));
    if (chosen.length > 0) return runTests(root, chosen);
    throw new Failure(
      `no test file has ${names.join(' or ')} in its name; there are: ${files.join(', ')}`,
    );
  }
  const wrong = await staticChecks(root);
  if (wrong.length > 0) console.log(`\n✖ failed: ${wrong.join('; ')}. The tests run all the same.`);
  const status = await runTests(root, files);
  return wrong.length > 0 ? 1 : status;
}
