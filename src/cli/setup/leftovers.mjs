import fs from 'node:fs';
import path from 'node:path';
import { remove, removeEnded } from './files.mjs';
import { alone, isLocked } from './lock.mjs';

/** `setup.lock.4711`, and `setup.lock.4711.old`. */
const LOCK = /^setup\.lock\.(?<pid>\d+)(\.old)?$/;

/**
 * Removes what commands have left behind that were killed: unfinished files, half-made folders,
 * locks. Looks into a few folders, which takes some milliseconds.
 * @param {string} root
 * @param {{ work: string, store: string, compiler: string }} at
 * @param {string} temporary the folder of set-up's half-made things
 */
export async function removeLeftovers(root, { work, store, compiler }, temporary) {
  removeEnded(work, LOCK);
  for (const folder of [store, ...foldersIn(compiler)]) removeEnded(folder);
  const halves = [temporary, path.join(root, 'dist.tmp'), path.join(root, 'dist.old.tmp')];
  const left = halves.filter((place) => fs.existsSync(place));
  // a set-up may be at work on them
  if (left.length === 0 || isLocked(work) || !canWrite(work)) return;
  await alone(work, async () => {
    for (const place of left) await remove(place);
  });
}

/** @param {string} folder @returns {string[]} */
function foldersIn(folder) {
  if (!fs.existsSync(folder)) return [];
  return fs.readdirSync(folder).map((name) => path.join(folder, name));
}

/** @param {string} folder */
function canWrite(folder) {
  try {
    fs.accessSync(folder, fs.constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
