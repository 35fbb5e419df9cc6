// Files and folders on a command line: what is wrong with one is found before any work is done.
import { accessSync, constants, mkdtempSync, rmdirSync, statSync, type Stats } from 'node:fs';
import path from 'node:path';
import { InvalidArgumentError } from 'commander';
import { fileError } from '../core/errors';
import type { Parse } from './arguments';

/**
 * A file that is read.
 * @param form what it holds: 'of the form of data/digits-split.json'
 */
export function inputFile(form: string): Parse<string> {
  return (text) => {
    const found = text === '' ? undefined : statOf(text);
    if (!found) throw new InvalidArgumentError(`a file that is there, ${form}`);
    if (found.isDirectory()) throw new InvalidArgumentError(`a file, not a folder, ${form}`);
    refuseUnless(text, constants.R_OK, 'a file that can be read');
    return text;
  };
}

/** A file that is written, in a folder that is there. Nothing but a file is overwritten. */
export function outputFile(text: string): string {
  const folder = path.dirname(path.resolve(text));
  const found = text === '' ? undefined : statOf(text);
  const isAFolder = text === '' || /[/\\]$/.test(text) || found?.isDirectory();
  if (isAFolder || !statOf(folder)?.isDirectory())
    throw new InvalidArgumentError('the name of a file in a folder that is there');
  if (found && !found.isFile())
    throw new InvalidArgumentError('the name of a file, not of a device or a pipe');
  checkWritable(folder);
  return text;
}

/** A folder that is read, as an absolute path. */
export function inputFolder(text: string): string {
  if (text === '' || !statOf(text)?.isDirectory())
    throw new InvalidArgumentError('a folder that is there');
  refuseUnless(text, constants.R_OK | constants.X_OK, 'a folder that can be read');
  return path.resolve(text);
}

/** A folder that is written to, as an absolute path; it is there or can be made. */
export function outputFolder(text: string): string {
  const wanted = path.resolve(text);
  let present = wanted;
  while (!statOf(present) && path.dirname(present) !== present) present = path.dirname(present);
  if (text === '' || !statOf(present)?.isDirectory())
    throw new InvalidArgumentError('a folder that is there or can be made');
  checkWritable(present);
  return wanted;
}

/**
 * A path that a person typed, seen from the folder that the command was called in: npm runs scripts
 * in the project's folder, wherever that was. Nothing stays nothing.
 */
export function callersPath(text: string): string {
  return text === '' ? '' : path.resolve(callersCwd(), text);
}

/** A folder that is written to, seen from the folder that the command was called in. */
export function callersFolder(text: string): string {
  return outputFolder(callersPath(text));
}

/** A path as the person who called the command would type it. */
export function shownPath(place: string): string {
  return path.relative(callersCwd(), place) || '.';
}

/** The folder that the command was called in. */
function callersCwd(): string {
  return process.env['INIT_CWD'] || process.cwd();
}

/** What stands at a path; undefined if there is nothing. */
function statOf(place: string): Stats | undefined {
  try {
    return statSync(place);
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (['ENOENT', 'ENOTDIR'].includes(code)) return undefined;
    const { problem } = fileError(place, error);
    throw new InvalidArgumentError(`a path that can be followed (${problem})`);
  }
}

/** Tries it: root may do everything by the file modes alone, and yet not write to /proc. */
function checkWritable(folder: string): void {
  const expected = 'a folder that can be written to';
  refuseUnless(folder, constants.W_OK | constants.X_OK, expected);
  try {
    rmdirSync(mkdtempSync(path.join(folder, '.lab-')));
  } catch (error) {
    throw new InvalidArgumentError(`${expected} (${fileError(folder, error).problem})`);
  }
}

function refuseUnless(place: string, mode: number, expected: string): void {
  try {
    accessSync(place, mode);
  } catch (error) {
    throw new InvalidArgumentError(`${expected} (${fileError(place, error).problem})`);
  }
}
