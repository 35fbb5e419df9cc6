// A folder for the files of one kind of fuzz.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** A new folder, which is removed when the process ends. */
export function fuzzFolder(): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'fuzz-'));
  process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
  return folder;
}
