import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { folderToMake, needRoom } from '../disk.mjs';
import { exec } from '../exec.mjs';
import { Failure } from '../failure.mjs';
import { bytesIn, readJson, remove, removeEnded, sha256 } from '../files.mjs';
import { cacheFolder } from '../paths.mjs';
import { megabytes, progress, say } from '../report.mjs';
import { tensorflowVersion } from './wheels.mjs';

/** @typedef {import('./wheels.mjs').wheels[string]} Wheel */

/**
 * The unpacked library, kept once for all copies of the project (LAB_CACHE, else the user's cache
 * folder) and checked before each use.
 * @param {import('../context.mjs').Context} context
 * @param {Wheel} wheel
 * @returns {Promise<string>} its folder: the two libraries and include/
 */
export async function libraryFolder(context, wheel) {
  const folder = path.join(
    writableCache(context),
    `tensorflow-${tensorflowVersion}-${process.platform}-${process.arch}`,
  );
  if (fs.existsSync(folder)) {
    if (await sound(folder, wheel)) {
      say(`    the library is taken from ${folder}`);
      return folder;
    }
    say(`    the library in ${folder} is damaged: downloading it again`);
    await remove(folder);
  }
  removeEnded(path.dirname(folder), HALF);
  needRoom('TensorFlow', path.dirname(folder), 1300e6);
  const half = `${folder}.${process.pid}.tmp`;
  try {
    const file = await download(context, wheel, half);
    progress('unpacking the library');
    const script = fileURLToPath(new URL('./unpack_wheel.py', import.meta.url));
    await exec(
      'TensorFlow library',
      [context.at.python, script, file, wheel.sha256, half, ...wheel.libraries],
      { cwd: context.root, logs: context.logs, signal: context.signal },
    );
    await remove(file);
    // else another copy of the project was quicker
    if (!fs.existsSync(folder)) fs.renameSync(half, folder);
    return folder;
  } finally {
    await remove(half);
  }
}

/** Half-made folders of set-ups that were killed: up to a gigabyte each. */
const HALF = /\.(?<pid>\d+)\.tmp$/;

/**
 * The cache folder; one in the project where the usual one cannot be written.
 * @param {import('../context.mjs').Context} context
 * @throws {Failure} where LAB_CACHE names a folder that cannot
 */
function writableCache({ at }) {
  const usual = cacheFolder();
  const expected = folderToMake(usual);
  if (!expected) return usual;
  if (process.env['LAB_CACHE'])
    throw new Failure(`LAB_CACHE=${process.env['LAB_CACHE']}: expected ${expected}`);
  const own = path.join(at.work, 'cache');
  say(`    ${usual} cannot be written: the library is kept in ${own}`);
  return own;
}

/** @param {string} folder @param {Wheel} wheel */
async function sound(folder, wheel) {
  const sums = readJson(path.join(folder, 'sha256.json'));
  for (const name of wheel.libraries) {
    const file = path.join(folder, name);
    if (!fs.existsSync(file) || (await sha256(file)) !== sums?.[name]) return false;
  }
  return fs.existsSync(path.join(folder, 'include'));
}

/**
 * @param {import('../context.mjs').Context} context
 * @param {Wheel} wheel
 * @param {string} folder
 * @returns {Promise<string>} the file
 */
async function download({ at, root, logs, signal }, wheel, folder) {
  // pip writes the growing file below TMPDIR: its size is the progress
  const parts = path.join(folder, 'parts');
  fs.mkdirSync(parts, { recursive: true });
  const start = Date.now();
  let got = 0; // pip moves the file away at the end, so the size never goes down here
  const timer = setInterval(() => {
    got = Math.max(got, bytesIn(parts));
    const rate = got / Math.max(1, Date.now() - start) / 1e3;
    const size = wheel.bytes ? `${megabytes(got)} of ${megabytes(wheel.bytes)}` : megabytes(got);
    const what = `${wheel.package} ${tensorflowVersion}`;
    progress(`downloading ${what}: ${size}, ${rate.toFixed(1)} MB/s`);
  }, 500);
  try {
    // with version and platform named, pip takes the same file whatever Python it runs on
    const what = [
      ...['--no-deps', '--only-binary=:all:', '--python-version', '3.11', '--platform', wheel.tag],
      `${wheel.package}==${tensorflowVersion}`,
    ];
    const how = [
      ...['--dest', folder, '--no-cache-dir', '--retries=2'],
      ...['--disable-pip-version-check', '--progress-bar=off'],
    ];
    await exec('TensorFlow wheel', [at.python, '-m', 'pip', 'download', ...how, ...what], {
      cwd: root,
      env: { TMPDIR: parts },
      logs,
      signal,
    });
  } finally {
    clearInterval(timer);
  }
  const name = fs.readdirSync(folder).find((entry) => entry.endsWith('.whl'));
  return path.join(folder, name ?? '');
}
