import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from './failure.mjs';
import { Interrupted, interruptible } from './interrupt.mjs';
import { isRunning } from './files.mjs';
import { say } from './report.mjs';

const beat = 2_000; // the owner touches its lock this often, in milliseconds
// an owner that has not done so for this long is dead, even if another program has its number now
const silence = 30_000;

/**
 * Runs work that only one process may do at a time and that Ctrl+C can stop.
 * @template T
 * @param {string} folder holds the lock
 * @param {(signal: AbortSignal) => Promise<T>} work
 * @returns {Promise<T>}
 * @throws Failure with status 130 if stopped
 */
export async function alone(folder, work) {
  try {
    return await interruptible((signal) => locked(folder, signal, () => work(signal)));
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    throw new Failure('interrupted; run the same command again to go on', 130);
  }
}

/**
 * Runs work that only one set-up may do at a time; others wait. A lock left by a killed set-up is
 * taken over.
 * @template T
 * @param {string} folder
 * @param {AbortSignal} signal
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function locked(folder, signal, work) {
  makeFolder(folder);
  const lock = path.join(folder, 'setup.lock');
  const mine = `${lock}.${process.pid}`;
  let announced = false;
  try {
    fs.writeFileSync(mine, String(process.pid));
    while (!claim(mine, lock)) {
      const owner = ownerOf(lock);
      if (owner.dead) {
        takeAway(lock, owner.pid, `${mine}.old`);
        continue;
      }
      if (!announced)
        say(`another set-up is running (process ${owner.pid}); waiting for it to end`);
      announced = true;
      await sleep(500, undefined, { signal }).catch(() => signal.throwIfAborted());
    }
  } finally {
    fs.rmSync(mine, { force: true });
  }
  const timer = setInterval(() => touch(lock), beat);
  try {
    return await work();
  } finally {
    clearInterval(timer);
    if (ownerOf(lock).pid === process.pid) fs.rmSync(lock, { force: true });
  }
}

/**
 * Not `recursive`: where a file system is read-only, that says that the folder above is missing.
 * @param {string} folder
 */
function makeFolder(folder) {
  try {
    fs.mkdirSync(folder);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error;
  }
}

/**
 * A hard link is made whole or not at all, so the lock always holds its owner's number.
 * @param {string} mine
 * @param {string} lock
 */
function claim(mine, lock) {
  try {
    fs.linkSync(mine, lock);
    touch(lock);
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EEXIST') return false;
    throw error;
  }
}

/**
 * Moves a dead lock away; one that another process has claimed meanwhile is put back.
 * @param {string} lock
 * @param {number} dead
 * @param {string} aside
 */
function takeAway(lock, dead, aside) {
  try {
    fs.renameSync(lock, aside);
  } catch {
    return; // someone else was quicker
  }
  if (ownerOf(aside).pid !== dead) claim(aside, lock);
  fs.rmSync(aside, { force: true });
}

/** @param {string} lock @returns {{ pid: number, dead: boolean }} */
function ownerOf(lock) {
  try {
    const pid = Number(fs.readFileSync(lock, 'utf8'));
    return { pid, dead: !isRunning(pid) || Date.now() - fs.statSync(lock).mtimeMs > silence };
  } catch {
    return { pid: 0, dead: false }; // it has just been given up
  }
}

/** Whether a set-up is at work. @param {string} folder that holds the lock */
export function isLocked(folder) {
  const lock = path.join(folder, 'setup.lock');
  return fs.existsSync(lock) && !ownerOf(lock).dead;
}

/** @param {string} lock */
function touch(lock) {
  const now = new Date();
  try {
    fs.utimesSync(lock, now, now);
  } catch {
    // the folder was removed under us; there is nothing to guard any more
  }
}
