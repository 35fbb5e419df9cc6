import fs from 'node:fs';
import path from 'node:path';

/**
 * All test files below tests/, in the order of their names.
 * @param {string} root of the project
 * @returns {string[]} relative to tests/, with slashes: `replay/stores.test.ts`
 */
export function testFiles(root) {
  const entries = fs.readdirSync(path.join(root, 'tests'), { recursive: true, encoding: 'utf8' });
  return entries
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => name.split(path.sep).join('/'))
    .sort();
}

/**
 * Tests of whole programs: they start kernels, browsers, set-ups or pools of processes, and take
 * seconds to minutes.
 * @param {string} file
 */
export const isSystemTest = (file) => file.endsWith('.system.test.ts');

/**
 * Tests that train or draw many cases: about eight seconds or more a file.
 * @param {string} file
 */
export const isLongTest = (file) => file.endsWith('.long.test.ts');
