import fs from 'node:fs';
import path from 'node:path';
import { Failure } from './setup/failure.mjs';
import { launchTypeScript } from './setup/launch.mjs';
import { setUp } from './setup/setup.mjs';
import { typeChecks } from './testing/types.mjs';

/**
 * `npm test`: set-up, type checks, every test. `npm test -- NAME...`: only test files whose name
 * contains NAME, without the type checks.
 * @param {string[]} names
 * @param {string} root
 */
export async function run(names, root) {
  await setUp(root);
  const folder = path.join(root, 'tests');
  const files = fs
    .readdirSync(folder)
    .filter((name) => name.endsWith('.test.ts'))
    .sort();
  const chosen =
    names.length === 0 ? files : files.filter((file) => names.some((name) => file.includes(name)));
  if (chosen.length === 0)
    throw new Failure(
      `no test file has ${names.join(' or ')} in its name; there are: ${files.join(', ')}`,
    );
  const checks = names.length === 0 ? await typeChecks(root) : [];
  const wrong = checks.filter(({ good }) => !good).map(({ name }) => name);
  if (wrong.length > 0) console.log(`\n✖ failed: ${wrong.join('; ')}. The tests run all the same.`);
  const status = await launchTypeScript(
    root,
    path.join(root, 'src', 'cli', 'testing', 'run.mjs'),
    chosen.map((file) => path.join(folder, file)),
  );
  return wrong.length > 0 ? 1 : status;
}
