import { formatAll } from './testing/checks.mjs';
import { setUp } from './setup/setup.mjs';

/**
 * `npm run format`: every file and every notebook cell as the formatters write it.
 * @param {string[]} _words
 * @param {string} root
 */
export async function run(_words, root) {
  await setUp(root);
  const wrong = await formatAll(root);
  for (const text of wrong) console.error(text);
  return wrong.length > 0 ? 1 : 0;
}
