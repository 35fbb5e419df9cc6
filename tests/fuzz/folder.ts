// A folder for the files of one kind of fuzz.
import fs from 'node:fs';
import { temporaryFolder } from '../../src/core/temporaryFolder';

/** A new folder, which is removed when the process ends; if it is killed, by the next fuzz. */
export function fuzzFolder(): string {
  const folder = temporaryFolder('lab-fuzz');
  process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
  return folder;
}
