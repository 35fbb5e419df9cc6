import { formatAll } from './testing/checks.mjs';
import { setUp } from './setup/setup.mjs';
import { readWords } from './words.mjs';

/** Its words. */
export const LINE = {
  name: 'format',
  usage: 'npm run format takes no words: it formats every file and notebook cell',
};

/**
 * `npm run format`: every file and every notebook cell as the formatters write it.
 * @param {string[]} words none
 * @param {string} root
 */
export async function run(words, root) {
  if (!readWords(words, LINE)) {
    console.log(LINE.usage);
    return 0;
  }
  await setUp(root);
  const wrong = await formatAll(root);
  for (const text of wrong) console.error(text);
  return wrong.length > 0 ? 1 : 0;
}
