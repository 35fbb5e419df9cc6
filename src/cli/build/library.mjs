import { createRequire } from 'node:module';
import fs from 'node:fs';
import path from 'node:path';
import { exec } from '../setup/exec.mjs';
import { Failure } from '../setup/failure.mjs';
import { fingerprint, readJson, remove, writeWhole } from '../setup/files.mjs';

const require = createRequire(import.meta.url);

/** Counts changes of this file that make what was built before useless. */
const FORMAT = 2;

/** The settings of TypeScript for the declarations. */
const DECLARATIONS = path.join('src', 'cli', 'build', 'tsconfig.json');

/** Written last, into the folder: what it was built from. */
const STAMP = '.build.json';

/** What `dist` was built from, if it is there whole. @param {string} root */
function builtFrom(root) {
  const stamp = readJson(path.join(root, 'dist', STAMP));
  return stamp?.format === FORMAT ? /** @type {string} */ (stamp.key) : undefined;
}

/**
 * Whether there is a build, of this text of the sources or of an older one.
 * @param {string} root
 */
export function hasBuild(root) {
  return builtFrom(root) !== undefined;
}

/**
 * JavaScript (CommonJS) and declarations of src, and the style sheets and scripts that its pages
 * are made of, in `dist`, for projects elsewhere that install
 * this folder. Built in a folder beside it, which then takes its place. One at a time: called
 * under the lock of set-up.
 * @param {string} root
 * @param {{ logs: string, signal: AbortSignal }} options `logs`: a folder for what tsc says
 * @returns {Promise<number | undefined>} how many files; undefined if nothing had changed
 * @throws Failure in plain words; Interrupted if aborted
 */
export async function buildLibrary(root, { logs, signal }) {
  const files = sourceFiles(root, /(?<!\.d)\.ts$/);
  const parts = sourceFiles(root, PAGE_PARTS);
  const key = keyOf(root, [...files, ...parts]);
  if (builtFrom(root) === key) return undefined;
  // Beside dist, for source maps hold relative paths; git ignores *.tmp.
  const stage = path.join(root, 'dist.tmp');
  await remove(stage);
  const compiler = path.join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const declare = [process.execPath, compiler, '-p', DECLARATIONS, '--outDir', stage];
  try {
    await writeJavaScript(root, files, stage);
    copyParts(root, parts, stage);
    await exec('library', declare, { cwd: root, logs, signal });
    writeWhole(path.join(stage, STAMP), JSON.stringify({ format: FORMAT, key }));
    await exchange(stage, path.join(root, 'dist'));
  } finally {
    await remove(stage);
  }
  return files.length;
}

/** Puts a folder in the place of another. @param {string} made @param {string} place */
async function exchange(made, place) {
  const old = `${place}.old.tmp`;
  await remove(old);
  if (fs.existsSync(place)) fs.renameSync(place, old);
  fs.renameSync(made, place);
  await remove(old);
}

/** Style sheets and scripts of pages: code beside them reads them when it makes a page. */
const PAGE_PARTS = /\.(?:css|js)$/;

/**
 * The files below src with such names.
 * @param {string} root @param {RegExp} wanted
 * @returns {string[]} relative to the project
 */
function sourceFiles(root, wanted) {
  const names = fs.readdirSync(path.join(root, 'src'), { recursive: true, encoding: 'utf8' });
  return names
    .filter((name) => wanted.test(name))
    .sort()
    .map((name) => path.join('src', name));
}

/**
 * Copies files of src to the same places of a folder.
 * @param {string} root @param {string[]} files @param {string} folder
 */
function copyParts(root, files, folder) {
  for (const file of files) {
    const copy = path.join(folder, path.relative('src', file));
    fs.mkdirSync(path.dirname(copy), { recursive: true });
    fs.copyFileSync(path.join(root, file), copy);
  }
}

/**
 * A name for everything that decides about the build.
 * @param {string} root @param {string[]} files
 */
function keyOf(root, files) {
  const all = [...files, 'tsconfig.json', 'package-lock.json', DECLARATIONS];
  return fingerprint(
    ...all.flatMap((file) => [file, fs.readFileSync(path.join(root, file), 'utf8')]),
  );
}

/**
 * @param {string} root @param {string[]} files @param {string} folder
 * @throws Failure naming file and line where a text is no TypeScript
 */
async function writeJavaScript(root, files, folder) {
  const esbuild = /** @type {typeof import('esbuild')} */ (require('esbuild'));
  const building = esbuild.build({
    absWorkingDir: root,
    entryPoints: files,
    outdir: folder,
    outbase: 'src',
    format: 'cjs',
    platform: 'node',
    target: 'es2022',
    sourcemap: true,
    sourcesContent: false,
    // So that `import('./x')` finds its file as `require` does.
    supported: { 'dynamic-import': false },
    logLevel: 'silent',
  });
  await building.catch((/** @type {Error} */ { message }) => {
    throw new Failure(`library: ${message}`);
  });
}
