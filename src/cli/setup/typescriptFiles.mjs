import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { readJson, remove, writeWhole } from './files.mjs';

const require = createRequire(import.meta.url);

/**
 * More files than this in the store are mostly of texts that were edited since: it is emptied.
 * The project has about 500 TypeScript files, and each takes two in the store.
 */
const TOO_MANY = 8000;

/** The store's own code, loaded only where it is needed. */
function loader() {
  return /** @type {typeof import('../../../jupyter/load/store.cjs')} */ (
    require('../../../jupyter/load/store.cjs')
  );
}

/** Written last, into the store: what its files were made with. @param {string} store */
const stampOf = (store) => path.join(store, 'filled.json');

/**
 * JavaScript of all TypeScript files in .lab/js, so that no command and no cell waits for it.
 * Files that are edited later are compiled when they are used.
 * @type {import('./context.mjs').Step}
 */
export const typescriptFiles = {
  name: 'TypeScript files',
  verb: 'compiling',

  upToDate({ root, at }) {
    const made = readJson(stampOf(at.store))?.made;
    if (made !== loader().createStore(root).madeWith()) return false;
    return fs.readdirSync(at.store).length <= TOO_MANY;
  },

  async run({ root, at }) {
    const { createStore, projectFiles } = loader();
    const store = createStore(root);
    await remove(at.store);
    const count = await store.fill(projectFiles(root));
    writeWhole(stampOf(at.store), JSON.stringify({ made: store.madeWith() }));
    return `${count} files`;
  },
};
