import path from 'node:path';
import { launchTypeScript } from '../setup/launch.mjs';

/**
 * Runs test files with node:test, in a process that understands TypeScript.
 * @param {string} root
 * @param {string[]} files relative to tests/
 * @returns {Promise<number>} the exit status
 */
export function runTests(root, files) {
  const program = path.join(root, 'src', 'cli', 'testing', 'run.mjs');
  return launchTypeScript(
    root,
    program,
    files.map((file) => path.join(root, 'tests', ...file.split('/'))),
  );
}
