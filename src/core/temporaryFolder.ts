import * as fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileError } from './errors';
import { hasEnded, thisProcess } from './processes';

/** Beginnings of the paths of folders that this process has swept. */
const swept = new Set<string>();

/**
 * Makes a folder of this process alone. Whoever asks for it removes it; what processes
 * left behind that were killed before they could is removed here, with the first folder of a kind.
 * @param kind the first part of its name: letters, digits and '-'
 * @param within the folder that holds it; left out: the system's temporary folder
 * @throws FileError naming the folder that was to hold it: there is none, or no room or right
 * @example temporaryFolder('lab-report')
 */
export function temporaryFolder(kind: string, within = os.tmpdir()): string {
  const beginning = path.join(within, `${kind}-`);
  try {
    if (!swept.has(beginning)) sweep(kind, within);
    swept.add(beginning);
    return fs.mkdtempSync(`${beginning}${thisProcess}-`);
  } catch (error) {
    throw fileError(within, error);
  }
}

/** Removes the folders of a kind whose processes are gone. */
function sweep(kind: string, within: string): void {
  for (const name of fs.readdirSync(within)) {
    if (!name.startsWith(`${kind}-`)) continue;
    const [, owner] = /^([a-z0-9]+-\d+-\d+)-\w{6}$/.exec(name.slice(kind.length + 1)) ?? [];
    if (owner === undefined || !hasEnded(owner)) continue;
    try {
      fs.rmSync(path.join(within, name), { recursive: true, force: true });
    } catch {
      // it is another user's, who removes it
    }
  }
}
