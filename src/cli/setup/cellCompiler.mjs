import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { needRoom } from './disk.mjs';
import { exec } from './exec.mjs';
import { Failure } from './failure.mjs';
import { readJson, remove, writeWhole } from './files.mjs';
import { Interrupted } from './interrupt.mjs';
import { progress, say } from './report.mjs';

const require = createRequire(import.meta.url);

/** @typedef {import('../../../jupyter/load/compiler.d.cts').CompilerPlaces} CompilerPlaces */

/** The finder of the compiler's files, loaded only where it is needed. */
function loader() {
  return /** @type {typeof import('../../../jupyter/load/compiler.cjs')} */ (
    require('../../../jupyter/load/compiler.cjs')
  );
}

const WITHOUT =
  'no snapshot: notebooks work all the same, but their first cell waits some seconds more. ' +
  '`npm run setup` tries again.';

/** Bytes that a snapshot takes, and the bundle beside it. */
const ROOM = 150e6;

/**
 * The compiler of cells as a V8 start-up snapshot: TypeScript, the types of the packages and those
 * of src are loaded once here (15 to 20 s), and a kernel has them in half a second.
 * @type {import('./context.mjs').Step}
 */
export const cellCompiler = {
  name: 'cell compiler',
  verb: 'building (about 20 s, once)',

  upToDate({ root, at, again }) {
    if (!fs.existsSync(at.modules)) return false;
    const { compilerPlaces, snapshotFits, snapshotsWanted } = loader();
    const places = compilerPlaces(root);
    if (!fs.existsSync(places.bundle)) return false;
    if (!snapshotsWanted() || snapshotFits(places)) return true;
    return !again && fs.existsSync(places.failure);
  },

  async run(context) {
    const { root, at } = context;
    const { bundleCompiler, compilerPlaces, snapshotFits, snapshotsWanted } = loader();
    const places = compilerPlaces(root);
    bundleCompiler(root);
    if (!snapshotsWanted()) return 'without a snapshot, as LAB_SNAPSHOT says';
    if (snapshotFits(places)) return undefined;
    try {
      await makeSnapshot(context, places);
      await removeOld(at.compiler, places);
      return undefined;
    } catch (error) {
      if (error instanceof Interrupted || !(error instanceof Failure)) throw error;
      writeWhole(places.failure, JSON.stringify({ reason: error.message }));
      say(`    ${error.message}`);
      say(`    ${WITHOUT}`);
      return 'without a snapshot';
    }
  },
};

/**
 * Makes the snapshot under a temporary name; it is in place whole or not at all.
 * @param {import('./context.mjs').Context} context @param {CompilerPlaces} places
 */
async function makeSnapshot({ root, temporary, logs, signal }, places) {
  needRoom('cell compiler', root, ROOM);
  const made = path.join(temporary, 'compiler.blob');
  fs.mkdirSync(temporary, { recursive: true });
  const start = Date.now();
  const ticking = setInterval(() => {
    progress(`${Math.round((Date.now() - start) / 1000)} s`);
  }, 1000);
  try {
    const options = ['--snapshot-blob', made, '--build-snapshot'];
    await exec('cell compiler', [process.execPath, ...options, places.bundle], {
      cwd: root,
      env: { LAB_COMPILER_ROOT: root, NODE_OPTIONS: '' },
      logs,
      signal,
    });
  } finally {
    clearInterval(ticking);
  }
  if (!fs.existsSync(made)) throw new Failure('cell compiler: Node made no snapshot');
  fs.renameSync(made, places.blob);
  writeWhole(places.stamp, loader().stampFor(places.blob));
  fs.rmSync(places.failure, { force: true });
}

/**
 * Removes compilers of earlier texts, and snapshots of other versions of Node but the newest:
 * two versions may be in use in turn.
 * @param {string} folder .lab/compiler @param {CompilerPlaces} places
 */
async function removeOld(folder, places) {
  const texts = fs.readdirSync(folder).map((name) => path.join(folder, name));
  for (const place of texts) if (place !== places.folder) await remove(place);
  const others = fs
    .readdirSync(places.folder)
    .filter((name) => name.endsWith('.blob'))
    .map((name) => path.join(places.folder, name))
    .filter((blob) => blob !== places.blob)
    .sort((a, b) => fs.statSync(b).mtimeMs - fs.statSync(a).mtimeMs);
  for (const blob of others.slice(1)) {
    await remove(blob);
    await remove(blob.replace(/\.blob$/, '.json'));
  }
}

/** @param {string} root */
export function hasSnapshot(root) {
  const { compilerPlaces, snapshotFits, snapshotsWanted } = loader();
  return snapshotsWanted() && snapshotFits(compilerPlaces(root));
}

/**
 * Why there is no snapshot, if set-up has tried to make one.
 * @param {string} root @returns {string | undefined}
 */
export function snapshotFailure(root) {
  return readJson(loader().compilerPlaces(root).failure)?.reason;
}
