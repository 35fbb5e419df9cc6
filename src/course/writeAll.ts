import * as fs from 'node:fs';
import * as path from 'node:path';
import { FileError, fileError } from '../core/errors';
import { writeFileAtomic } from '../core/files';

/** A file that is to be written. */
export interface PlannedFile {
  readonly file: string;
  readonly content: string | Uint8Array;
}

/**
 * Writes files. What stands in the way of one is found before the first is written.
 * @param sources files that none of these may replace
 * @throws FileError naming the file or folder, and what stands there
 */
export function writeAll(files: readonly PlannedFile[], sources: readonly string[]): void {
  const kept = new Set(sources.map((source) => fs.realpathSync(source)));
  for (const { file } of files) {
    refuseUnwritable(file);
    if (fs.existsSync(file) && kept.has(fs.realpathSync(file)))
      throw new FileError(file, 'the copy would replace the notebook that it is made of');
  }
  for (const { file, content } of files) writeFileAtomic(file, content);
}

function refuseUnwritable(file: string): void {
  const found = statOf(file);
  if (found !== undefined && !found.isFile())
    throw new FileError(file, 'got a folder, expected a file or nothing there');
  let folder = path.dirname(file);
  while (statOf(folder) === undefined) folder = path.dirname(folder);
  if (!fs.statSync(folder).isDirectory())
    throw new FileError(folder, `got a file, expected a folder for ${path.basename(file)}`);
  try {
    fs.accessSync(folder, fs.constants.W_OK | fs.constants.X_OK);
  } catch (error) {
    throw fileError(folder, error);
  }
}

/** What stands at a path; undefined if there is nothing. */
function statOf(place: string): fs.Stats | undefined {
  try {
    return fs.statSync(place);
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw fileError(place, error);
  }
}
