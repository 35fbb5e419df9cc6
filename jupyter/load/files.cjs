'use strict';
// Files that are read and written whole. Without packages: set-up needs it before there are any.
const fs = require('node:fs');
const path = require('node:path');
const { threadId } = require('node:worker_threads');

let written = 0;

/**
 * Writes under a temporary name, then renames: a reader sees the old text or the new one, never
 * half of it. Returns the file.
 * @param {string} file its folder is made if it is missing
 * @param {string} text
 */
function writeWhole(file, text) {
  const temporary = `${file}.${process.pid}-${threadId}-${written++}.tmp`;
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

module.exports = { writeWhole, readText, parseJson };
