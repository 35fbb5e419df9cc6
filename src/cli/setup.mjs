import { setUp } from './setup/setup.mjs';

/** `npm run setup`: installs what is missing. @param {string[]} _args @param {string} root */
export async function run(_args, root) {
  await setUp(root);
  return 0;
}
