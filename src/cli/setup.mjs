import { say } from './setup/report.mjs';
import { setUp } from './setup/setup.mjs';
import { readWords } from './words.mjs';

/** Its words. */
export const LINE = {
  name: 'setup',
  usage: 'npm run setup takes no words: it installs what is missing',
};

/**
 * `npm run setup`: installs what is missing, and tries again for a native TensorFlow that could not
 * be had before.
 * @param {string[]} words none
 * @param {string} root
 */
export async function run(words, root) {
  if (!readWords(words, LINE)) {
    console.log(LINE.usage);
    return 0;
  }
  await setUp(root, { again: true });
  say('everything is in place; npm start opens the notebooks');
  return 0;
}
