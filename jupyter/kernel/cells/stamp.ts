import * as fs from 'node:fs';

/** A text that changes when a file does; empty for a file that is not there. */
export function stampOf(file: string): string {
  const found = fs.statSync(file, { throwIfNoEntry: false });
  return found?.isFile() ? `${found.mtimeMs} ${found.size} ${found.ino}` : '';
}
