'use strict';
// Finds the compiler of cells: jupyter/kernel/compiler with TypeScript in one file, and a V8
// start-up snapshot of it in which TypeScript and the types of the packages are loaded already.
// Both lie in .lab/compiler below names that follow from what they were made of, so what is found
// there is right, and what is not right is not found.
const { createHash } = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');
const v8 = require('node:v8');
const { temporaryFolder, writeWhole } = require('./files.cjs');

/** @typedef {import('./compiler.d.cts').CompilerPlaces} CompilerPlaces */

/** Counts changes of this file that make what was bundled before useless. */
const FORMAT = 1;

/** The compiler's own folder: its service may import nothing else but packages. */
const SOURCES = path.join('jupyter', 'kernel', 'compiler');

/** @type {import('./compiler.d.cts').compilerFiles} */
function compilerFiles(root) {
  const places = compilerPlaces(root);
  const blob = snapshotsWanted() && snapshotFits(places) ? places.blob : undefined;
  return { bundle: bundleCompiler(root), blob };
}

/** @type {import('./compiler.d.cts').snapshotsWanted} */
function snapshotsWanted() {
  return process.env['LAB_SNAPSHOT'] !== 'off';
}

/** @type {import('./compiler.d.cts').compilerPlaces} */
function compilerPlaces(root) {
  const folder = path.join(root, '.lab', 'compiler', textKey(root));
  const base = path.join(folder, machineKey(root));
  return {
    folder,
    bundle: path.join(folder, 'bundle.cjs'),
    blob: `${base}.blob`,
    stamp: `${base}.json`,
    failure: `${base}.failed.json`,
  };
}

/** A name for the texts that the bundle is made of. @param {string} root */
function textKey(root) {
  const folder = path.join(root, SOURCES);
  const names = fs.readdirSync(folder).filter((name) => name.endsWith('.ts'));
  const texts = names.sort().flatMap((name) => {
    return [name, fs.readFileSync(path.join(folder, name), 'utf8')];
  });
  const lock = fs.readFileSync(path.join(root, 'package-lock.json'), 'utf8');
  return digest([String(FORMAT), lock, ...texts]);
}

/**
 * A name for the Node that runs now and the project's place: a snapshot holds both.
 * @param {string} root
 */
function machineKey(root) {
  const { platform, arch, versions } = process;
  return digest([platform, arch, JSON.stringify(versions), fs.realpathSync(root)]);
}

/** @param {string[]} parts */
function digest(parts) {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${part.length}:${part}`);
  return hash.digest('hex').slice(0, 16);
}

/** @type {import('./compiler.d.cts').snapshotFits} */
function snapshotFits({ blob, stamp }) {
  try {
    const made = JSON.parse(fs.readFileSync(stamp, 'utf8'));
    return made.bytes === fs.statSync(blob).size && isSameV8(made.tag);
  } catch {
    return false;
  }
}

/**
 * V8 refuses a snapshot that was made with other features of the processor: a home folder may be
 * seen from several machines. Options of V8 count for its tag, too, but the compiler process is
 * started without those in NODE_OPTIONS, so with them the tag tells nothing.
 * @param {unknown} tag
 */
function isSameV8(tag) {
  return Boolean(process.env['NODE_OPTIONS']) || tag === v8.cachedDataVersionTag();
}

/** @type {import('./compiler.d.cts').stampFor} */
function stampFor(blob) {
  return JSON.stringify({ bytes: fs.statSync(blob).size, tag: v8.cachedDataVersionTag() });
}

/** @type {import('./compiler.d.cts').bundleCompiler} */
function bundleCompiler(root) {
  const { bundle } = compilerPlaces(root);
  if (fs.existsSync(bundle)) return bundle;
  const text = bundled(root);
  try {
    return writeWhole(bundle, text);
  } catch {
    // A read-only project or a full disk: a place for this process alone.
    const folder = temporaryFolder('lab-compiler');
    process.once('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
    return writeWhole(path.join(folder, 'bundle.cjs'), text);
  }
}

/** The compiler and TypeScript as one text. @param {string} root */
function bundled(root) {
  const esbuild = /** @type {typeof import('esbuild')} */ (require('esbuild'));
  const { outputFiles, metafile } = esbuild.buildSync({
    absWorkingDir: root,
    entryPoints: [path.join(SOURCES, 'service.ts')],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'es2022',
    // The rest of tsconfig.json says nothing about JavaScript, and "extends" may lead elsewhere.
    tsconfigRaw: {},
    metafile: true,
    write: false,
    logLevel: 'silent',
  });
  refuseOtherFiles(Object.keys(metafile.inputs));
  return outputFiles[0]?.text ?? '';
}

/**
 * The bundle is made again when a file of its folder changes; it would not be for other files.
 * @param {string[]} inputs paths relative to the project
 */
function refuseOtherFiles(inputs) {
  const own = SOURCES.split(path.sep).join('/');
  const isPackage = /(^|\/)node_modules\//;
  const stranger = inputs.find((file) => !isPackage.test(file) && !file.startsWith(`${own}/`));
  if (!stranger) return;
  throw new Error(`${own} may import only packages and its own files, not ${stranger}`);
}

module.exports = /** @satisfies {typeof import('./compiler.d.cts')} */ ({
  compilerFiles,
  compilerPlaces,
  bundleCompiler,
  snapshotFits,
  snapshotsWanted,
  stampFor,
});
