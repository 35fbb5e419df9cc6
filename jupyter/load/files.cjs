'use strict';
// Files that are read and written whole. Without packages: set-up needs it before there are any.
const { createHash } = require('node:crypto');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { threadId } = require('node:worker_threads');

let written = 0;

/** This computer: others may share the folder, and their processes are not known here. */
const HOST = createHash('sha256').update(os.hostname()).digest('hex').slice(0, 6);

/**
 * Writes under a temporary name, then renames: a reader sees the old text or the new one, never
 * half of it. Returns the file.
 * @param {string} file its folder is made if it is missing
 * @param {string} text
 */
function writeWhole(file, text) {
  const temporary = `${file}.${HOST}-${process.pid}-${threadId}-${written++}.tmp`;
  fs.mkdirSync(path.dirname(file), { recursive: true });
  try {
    fs.writeFileSync(temporary, text);
    fs.renameSync(temporary, file);
  } catch (error) {
    fs.rmSync(temporary, { force: true });
    throw error;
  }
  return file;
}

/**
 * A folder for this process in the system's temporary folder. Removes those of the kind that
 * killed processes left there.
 * @param {string} kind the first part of its name
 */
function temporaryFolder(kind) {
  removeEnded(os.tmpdir(), new RegExp(`^${kind}-(?<host>\\w+)-(?<pid>\\d+)-\\w{6}$`));
  return fs.mkdtempSync(path.join(os.tmpdir(), `${kind}-${HOST}-${process.pid}-`));
}

/** Unfinished files of `writeWhole`. */
const UNFINISHED = /\.(?<host>\w+)-(?<pid>\d+)-\d+-\d+\.tmp$/;

/**
 * Removes what processes that are gone have left in a folder.
 * @param {string} folder it may not be there
 * @param {RegExp} names what they leave, with the number of the process as the group `pid`, and
 * the computer, where it is known, as `host`
 */
function removeEnded(folder, names = UNFINISHED) {
  for (const name of namesIn(folder)) {
    const { host = HOST, pid } = names.exec(name)?.groups ?? {};
    if (pid === undefined || host !== HOST || isRunning(Number(pid))) continue;
    try {
      fs.rmSync(path.join(folder, name), { recursive: true, force: true });
    } catch {
      // it is another user's, or the folder is read-only
    }
  }
}

/** @param {string} folder @returns {string[]} */
function namesIn(folder) {
  try {
    return fs.readdirSync(folder);
  } catch {
    return [];
  }
}

/** Does a process with this number exist? @param {number} pid */
function isRunning(pid) {
  if (!Number.isInteger(pid) || pid < 1) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}

/** @param {string} file @returns {string | undefined} undefined if it cannot be read */
function readText(file) {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

/** @param {string | undefined} text @returns {any} undefined if it is no JSON */
function parseJson(text) {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}

module.exports = { writeWhole, temporaryFolder, removeEnded, isRunning, readText, parseJson };
