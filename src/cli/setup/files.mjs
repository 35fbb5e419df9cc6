import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import {
  isRunning,
  parseJson,
  readText,
  removeEnded,
  writeWhole,
} from '../../../jupyter/load/files.cjs';

export { isRunning, removeEnded, writeWhole };

/**
 * The parsed JSON of a file, or undefined if there is none or it cannot be read.
 * @param {string} file
 * @returns {any}
 */
export const readJson = (file) => parseJson(readText(file));

/** A fingerprint of texts, for stamps. @param {string[]} parts */
export function fingerprint(...parts) {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${part.length}:${part}`);
  return hash.digest('hex').slice(0, 32);
}

/** Checksum of a large file, read in pieces. @param {string} file @returns {Promise<string>} */
export async function sha256(file) {
  const hash = createHash('sha256');
  for await (const piece of fs.createReadStream(file, { highWaterMark: 1 << 22 }))
    hash.update(piece);
  return hash.digest('hex');
}

/** Bytes in a file or a folder; 0 if it is not there. @param {string} place @returns {number} */
export function bytesIn(place) {
  try {
    const stat = fs.lstatSync(place);
    if (!stat.isDirectory()) return stat.size;
    return fs.readdirSync(place).reduce((sum, name) => sum + bytesIn(path.join(place, name)), 0);
  } catch {
    return 0; // it may vanish while it is looked at
  }
}

/** @param {string} place */
export const remove = (place) =>
  fs.promises.rm(place, { recursive: true, force: true, maxRetries: 3 });
