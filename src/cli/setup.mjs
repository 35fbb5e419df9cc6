import { say } from './setup/report.mjs';
import { setUp } from './setup/setup.mjs';

/**
 * `npm run setup`: installs what is missing, and tries again for a native TensorFlow that could not
 * be had before.
 * @param {string[]} _args
 * @param {string} root
 */
export async function run(_args, root) {
  await setUp(root, { again: true });
  say('everything is in place; npm start opens the notebooks');
  return 0;
}
