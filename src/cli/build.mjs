import path from 'node:path';
import { buildLibrary } from './build/library.mjs';
import { alone } from './setup/lock.mjs';
import { places } from './setup/paths.mjs';
import { say, since } from './setup/report.mjs';
import { setUp } from './setup/setup.mjs';
import { readWords } from './words.mjs';

/** Its words. */
export const LINE = {
  name: 'build',
  usage: 'npm run build takes no words: it builds dist/ from src',
};

/**
 * `npm run build`: JavaScript and declarations of src in dist/, for projects that install this
 * folder. Does nothing if src is as it was. npm calls it, too, when the folder is installed.
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
  const { work } = places(root);
  const logs = path.join(work, 'logs');
  const count = await alone(work, (signal) => buildLibrary(root, { logs, signal }));
  say(count === undefined ? 'dist is up to date' : `dist: ${count} files (${since(start)})`);
  return 0;
}
