import fs from 'node:fs';
import path from 'node:path';
import { Failure } from './failure.mjs';
import { megabytes } from './report.mjs';

/**
 * Bytes that may still be written below a folder (it need not exist yet).
 * @param {string} folder
 * @returns {number}
 */
export function freeBytes(folder) {
  let present = path.resolve(folder);
  while (!fs.existsSync(present)) present = path.dirname(present);
  const { bavail, bsize } = fs.statfsSync(present);
  return bavail * bsize;
}

/**
 * @param {string} what the step @param {string} folder it writes to @param {number} bytes it needs
 * @throws Failure if there is less room
 */
export function needRoom(what, folder, bytes) {
  const free = freeBytes(folder);
  if (free >= bytes) return;
  const needed = `${megabytes(bytes)} of disk space are needed in ${folder}`;
  throw new Failure(
    `${what}: ${needed}, ${megabytes(free)} are free; free some space and run the same command ` +
      'again',
  );
}

/**
 * The check of a folder that something makes, or writes to. Tried from the first folder that is
 * there: making a path below /proc never ends in Node.
 * @param {string} folder
 * @returns {string | undefined} what was expected, where it cannot be made
 */
export function folderToMake(folder) {
  let present = path.resolve(folder);
  try {
    while (!fs.statSync(present, { throwIfNoEntry: false })) present = path.dirname(present);
    fs.rmdirSync(fs.mkdtempSync(path.join(present, '.lab-')));
    return undefined;
  } catch {
    return 'a folder that can be written to, or can be made';
  }
}
