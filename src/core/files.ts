import * as fs from 'node:fs';
import * as path from 'node:path';
import { threadId } from 'node:worker_threads';
import { checkPath } from './arguments';
import { fileError } from './errors';
import { hasEnded, thisProcess } from './processes';

/**
 * All bytes of a file.
 * @throws RangeError if the path is no text; FileError naming the file, where it cannot be read
 */
export function readBytes(file: string): Buffer {
  checkPath('file', file);
  try {
    return fs.readFileSync(file);
  } catch (error) {
    throw fileError(file, error);
  }
}

/**
 * Writes a file whole or not at all: a reader never meets half of it, and where the write fails the
 * old file stays. Makes the folder if there is none. Removes what processes left behind in that
 * folder that were killed while they wrote.
 * @throws FileError naming the file, where the file system refuses
 */
export function writeFileAtomic(file: string, content: string | Uint8Array): void {
  writeThenRename(file, (temporary) => fs.writeFileSync(temporary, content));
}

/**
 * The same for content that something else writes.
 * @param write writes all of it to the path it gets; that file then takes the place of `file`
 * @throws the error of `write`; FileError naming the file, where the file system refuses
 * @example writeThenRename('table.csv', (temporary) => table.writeCSV(temporary))
 */
export function writeThenRename(file: string, write: (temporary: string) => void): void {
  checkPath('file', file);
  try {
    const target = realPath(file);
    const folder = path.dirname(target);
    fs.mkdirSync(folder, { recursive: true });
    sweepTemporary(folder);
    replaceFile(target, write);
  } catch (error) {
    throw isSystemError(error) ? fileError(file, error) : error;
  }
}

let made = 0;

/**
 * The path of an unfinished file beside the one that it is to become: nobody else gives the same,
 * and where this process is killed, the next `writeFileAtomic` into that folder removes the file.
 */
export function temporaryPath(target: string): string {
  const { dir, base } = path.parse(target);
  return path.join(dir, `${base.slice(0, 40)}.${thisProcess}-${threadId}-${made++}.tmp`);
}

function replaceFile(target: string, write: (temporary: string) => void): void {
  const temporary = temporaryPath(target);
  try {
    fs.closeSync(fs.openSync(temporary, 'wx'));
    write(temporary);
    flush(temporary);
    takeRights(temporary, target);
    fs.renameSync(temporary, target);
  } catch (error) {
    fs.rmSync(temporary, { force: true });
    throw error;
  }
}

/** Waits until a file is on the disk: after a power cut the new name never leads to half of it. */
function flush(file: string): void {
  const open = fs.openSync(file, 'r+');
  try {
    fs.fsyncSync(open);
  } finally {
    fs.closeSync(open);
  }
}

/** Gives a file the owner and the rights of the one that it is to replace, if there is one. */
function takeRights(file: string, from: string): void {
  const old = fs.statSync(from, { throwIfNoEntry: false });
  if (!old) return;
  const { uid, gid } = fs.statSync(file);
  if (old.uid !== uid || old.gid !== gid) {
    try {
      fs.chownSync(file, old.uid, old.gid);
    } catch {
      // only the owner of everything may give files away: the new one is ours then
    }
  }
  fs.chmodSync(file, old.mode);
}

/** Of a link the file that it leads to: that is replaced, not the link. */
function realPath(file: string): string {
  try {
    return fs.realpathSync(file);
  } catch {
    return file; // there is none yet
  }
}

/** Removes the unfinished files of a folder whose processes are gone. */
function sweepTemporary(folder: string): void {
  for (const name of fs.readdirSync(folder)) {
    const [, owner] = /\.([a-z0-9]+-\d+-\d+)-\d+-\d+\.tmp$/.exec(name) ?? [];
    if (owner === undefined || !hasEnded(owner)) continue;
    fs.rmSync(path.join(folder, name), { force: true });
  }
}

const isSystemError = (error: unknown): boolean =>
  error instanceof Error && typeof (error as NodeJS.ErrnoException).errno === 'number';
