import path from 'node:path';
import { launch } from './setup/launch.mjs';
import { places } from './setup/paths.mjs';
import { setUp } from './setup/setup.mjs';

/**
 * `npm run api`: the documentation of everything that src exports, from its comments, into
 * docs/api (typedoc.json). A warning is an error.
 * @param {string[]} args for TypeDoc
 * @param {string} root
 */
export async function run(args, root) {
  await setUp(root);
  const typedoc = path.join(places(root).modules, 'typedoc', 'bin', 'typedoc');
  return launch(process.execPath, [typedoc, ...args]);
}
