import path from 'node:path';
import { buildLibrary } from './build/library.mjs';
import { alone } from './setup/lock.mjs';
import { places } from './setup/paths.mjs';
import { say, since } from './setup/report.mjs';
import { setUp } from './setup/setup.mjs';

/**
 * `npm run build`: JavaScript and declarations of src in dist/, for projects that install this
 * folder. Does nothing if src is as it was. npm calls it, too, when the folder is installed.
 * @param {string[]} _args
 * @param {string} root
 */
export async function run(_args, root) {
  await setUp(root);
  const start = Date.now();
  const { work } = places(root);
  const logs = path.join(work, 'logs');
  const count = await alone(work, (signal) => buildLibrary(root, { logs, signal }));
  say(count === undefined ? 'dist is up to date' : `dist: ${count} files (${since(start)})`);
  return 0;
}
