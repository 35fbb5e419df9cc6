import * as fs from 'fs';
import * as path from 'path';

export { projectRoot } from '../core/paths';

/**
 * Writes a file whole or not at all: a reader never meets half of it. Makes the folder if it is not
 * there.
 */
export function writeAtomically(file: string, content: string | Buffer): void {
  const temporary = temporaryName(file);
  try {
    fs.writeFileSync(temporary, content);
    fs.renameSync(temporary, file);
  } finally {
    fs.rmSync(temporary, { force: true });
  }
}

/**
 * A free name beside `file` (the same file system, so that a rename is one step); makes the folder
 * if it is not there.
 */
export function temporaryName(file: string): string {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  return path.join(path.dirname(file), `.${path.basename(file)}.${process.pid}.tmp`);
}

/** Text made safe inside HTML, attributes included. */
export function escapeHtml(text: string): string {
  return text
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;');
}
