import path from 'node:path';
import { launchTypeScript } from './setup/launch.mjs';
import { setUp } from './setup/setup.mjs';

/**
 * `npm run fuzz -- [--minutes N] [--seed N] [--kinds NAMES]`: random inputs of every kind, for as
 * long as is asked.
 * @param {string[]} args
 * @param {string} root
 */
export async function run(args, root) {
  await setUp(root);
  return launchTypeScript(root, path.join(root, 'tests', 'fuzz', 'main.ts'), args);
}
