import { randomUUID } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { FileError, fileError } from './errors';
import { temporaryPath } from './files';
import { hasEnded, isOfThisComputer, thisProcess } from './processes';

/** How long a process on another computer may hold a lock, in milliseconds: a day. */
const LONGEST_ELSEWHERE = 24 * 60 * 60 * 1000;

/** Milliseconds between two looks at a lock that another process has, and how many looks. */
const WAIT = 20;
const WAITS = 1500;

/** A lock that is held. */
export interface FileLock {
  release(): void;
}

/**
 * Takes a lock that one process at a time can have, unless another one has it. How long it is held
 * does not matter: only the lock of a process that has ended is taken over. Of one on another
 * computer that cannot be known, so its lock counts for a day.
 * @param file the lock; its folder must be there. It holds who has it
 * @returns null if another process has it
 * @throws the error of the file system
 */
export function tryFileLock(file: string): FileLock | null {
  const mine = `${thisProcess} ${randomUUID()}`;
  for (;;) {
    if (makeLock(file, mine)) return { release: () => removeLock(file, mine) };
    const theirs = readLock(file);
    if (theirs === null) continue; // it has just been released
    if (!isDead(file, theirs) || !takeAway(file, theirs)) return null;
  }
}

/**
 * Does some work on a file that only one process at a time may do; waits for half a minute until no
 * other one does.
 * @param lock its lock; its folder is made if there is none
 * @throws FileError naming the file, if another process has the lock all the while, or if it cannot
 * be made
 */
export function withFileLock<T>(file: string, work: () => T, lock = `${file}.lock`): T {
  const held = waitForLock(file, lock);
  try {
    return work();
  } finally {
    held.release();
  }
}

function waitForLock(file: string, lock: string): FileLock {
  const nobody = new Int32Array(new SharedArrayBuffer(4));
  for (let waits = 0; waits < WAITS; waits++) {
    const held = tryInFolder(file, lock);
    if (held !== null) return held;
    Atomics.wait(nobody, 0, 0, WAIT);
  }
  throw new FileError(file, `another process has held ${lock} for half a minute`);
}

/** Null also where another process removes the folder at that moment. */
function tryInFolder(file: string, lock: string): FileLock | null {
  try {
    fs.mkdirSync(path.dirname(lock), { recursive: true });
    return tryFileLock(lock);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw fileError(file, error);
  }
}

/** A link is made whole or not at all, so a lock always holds who has it. */
function makeLock(file: string, owner: string): boolean {
  const draft = temporaryPath(file);
  try {
    fs.writeFileSync(draft, owner);
    fs.linkSync(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    fs.rmSync(draft, { force: true });
  }
}

function isDead(file: string, lock: string): boolean {
  const [owner, own] = lock.split(' ');
  if (own === undefined) return true; // a power cut has left it empty
  if (isOfThisComputer(owner)) return hasEnded(owner);
  const made = fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
  return Date.now() - made > LONGEST_ELSEWHERE;
}

/**
 * Removes the lock of a process that has ended. Several may try at once, and one that is late must
 * not remove the lock that another has taken meanwhile: so each dead lock is removed under a lock
 * of its own.
 */
function takeAway(file: string, dead: string): boolean {
  const lock = tryFileLock(`${file}.${dead.split(' ')[1] ?? 'empty'}`);
  if (lock === null) return false;
  try {
    removeLock(file, dead);
  } finally {
    lock.release();
  }
  return true;
}

function removeLock(file: string, owner: string): void {
  if (readLock(file) === owner) fs.rmSync(file, { force: true });
}

function readLock(file: string): string | null {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
