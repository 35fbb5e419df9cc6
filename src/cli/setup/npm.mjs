import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { watchDownloads } from './downloads.mjs';
import { folderToMake, needRoom } from './disk.mjs';
import { exec } from './exec.mjs';
import { fingerprint, readJson, writeWhole } from './files.mjs';

const stampName = '.lab-setup.json';

/** What is locked is taken from npm's cache unasked; each download is a line. */
const HOW = ['--ignore-scripts', '--prefer-offline', '--loglevel=http'];

/** How long npm waits for a server that does not answer. */
const RETRIES = [
  '--fetch-retries=2',
  '--fetch-retry-mintimeout=1000',
  '--fetch-retry-maxtimeout=5000',
];

/** @param {string} root */
function key(root) {
  return fingerprint(
    fs.readFileSync(path.join(root, 'package-lock.json'), 'utf8'),
    process.platform,
    process.arch,
  );
}

/** npm, by the way we were started ourselves if that was npm. */
export function npm() {
  const own = process.env['npm_execpath'];
  return own && path.basename(own).startsWith('npm-cli') ? [process.execPath, own] : ['npm'];
}

/**
 * Where npm's cache, usually ~/.npm, cannot be written, it gets one in the project.
 * @param {import('./context.mjs').Context['at']} at
 * @returns {NodeJS.ProcessEnv}
 */
export function npmCache(at) {
  const usual = process.env['npm_config_cache'] || path.join(os.homedir(), '.npm');
  return folderToMake(usual) ? { npm_config_cache: path.join(at.work, 'cache', 'npm') } : {};
}

/**
 * The packages of package-lock.json. They are installed beside the present ones and then change
 * places with them, so that there is never half a node_modules. The TensorFlow library in the old
 * one moves along if it is for the same package.
 * @type {import('./context.mjs').Step}
 */
export const npmPackages = {
  name: 'npm packages',

  upToDate: ({ root, at }) => readJson(path.join(at.modules, stampName))?.key === key(root),

  async check({ root }) {
    needRoom('npm packages', root, 1000e6);
  },

  async run({ root, at, temporary, logs, signal }) {
    const stage = path.join(temporary, 'npm');
    fs.mkdirSync(stage, { recursive: true });
    for (const name of ['package.json', 'package-lock.json', '.npmrc'])
      fs.copyFileSync(path.join(root, name), path.join(stage, name));
    const wanted = key(root);
    const watch = watchDownloads(root, npm(), signal);
    try {
      await exec('npm packages', [...npm(), 'ci', ...HOW, ...RETRIES], {
        cwd: stage,
        env: npmCache(at),
        logs,
        signal: watch.signal,
        onLine: watch.onLine,
      });
    } finally {
      watch.end();
    }
    const made = path.join(stage, 'node_modules');
    keepTensorFlow(at.modules, made);
    writeWhole(path.join(made, stampName), JSON.stringify({ key: wanted }));
    if (fs.existsSync(at.modules)) fs.renameSync(at.modules, path.join(temporary, 'old-modules'));
    fs.renameSync(made, at.modules);
  },
};

/** @param {string} before node_modules @param {string} after the new one */
function keepTensorFlow(before, after) {
  const from = path.join(before, '@tensorflow', 'tfjs-node');
  const to = path.join(after, '@tensorflow', 'tfjs-node');
  if (versionIn(from) !== versionIn(to) || !fs.existsSync(path.join(from, stampName))) return;
  // the stamp first: without it the old place is not trusted any more
  for (const name of [stampName, 'deps', 'lib']) {
    const old = path.join(from, name);
    if (fs.existsSync(old)) fs.renameSync(old, path.join(to, name));
  }
}

/** @param {string} folder of a package @returns {string | undefined} */
function versionIn(folder) {
  return readJson(path.join(folder, 'package.json'))?.version;
}
