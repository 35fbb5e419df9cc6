import path from 'node:path';
import { folderToMake } from './setup/disk.mjs';
import { launch } from './setup/launch.mjs';
import { places } from './setup/paths.mjs';
import { setUp } from './setup/setup.mjs';
import { readWords } from './words.mjs';

/** Its words. */
export const LINE = {
  name: 'api',
  usage: 'npm run api [-- --out DIR] writes the documentation of src into docs/api, or DIR',
  values: { out: folderToMake },
};

/**
 * `npm run api [-- --out DIR]`: the documentation of everything that src exports, from its
 * comments, into docs/api (typedoc.json) or DIR. A warning is an error.
 * @param {string[]} words
 * @param {string} root
 */
export async function run(words, root) {
  const given = readWords(words, LINE);
  if (!given) {
    console.log(LINE.usage);
    return 0;
  }
  await setUp(root);
  const typedoc = path.join(places(root).modules, 'typedoc', 'bin', 'typedoc');
  const { out } = given.options;
  return launch(process.execPath, [typedoc, ...(out === undefined ? [] : ['--out', out])]);
}
