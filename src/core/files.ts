import { mkdirSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { sync as replaceFile } from 'write-file-atomic';
import { fileError } from './errors';

/**
 * Writes a file whole or not at all: a reader never meets half of it, and where the write fails the
 * old file stays. Makes the folder if there is none.
 * @throws FileError naming the file, where the file system refuses
 */
export function writeFileAtomic(file: string, content: string | Uint8Array): void {
  writeThenRename(file, (temporary) => writeFileSync(temporary, content));
}

/**
 * The same for content that something else writes, such as a table that goes out as Parquet.
 * @param write writes all of it to the path it gets; that file then takes the place of `file`
 * @throws the error of `write`; FileError naming the file, where the file system refuses
 * @example writeThenRename('runs.parquet', (temporary) => table.writeParquet(temporary))
 */
export function writeThenRename(file: string, write: (temporary: string) => void): void {
  try {
    mkdirSync(path.dirname(file), { recursive: true });
    // The package writes its own data in one go and does not notice when a full disk takes only a
    // part of it. So it gets none, and `write` fills the file that it made.
    replaceFile(file, '', { tmpfileCreated: write });
  } catch (error) {
    throw isSystemError(error) ? fileError(file, error) : error;
  }
}

const isSystemError = (error: unknown): boolean =>
  error instanceof Error && typeof (error as NodeJS.ErrnoException).errno === 'number';
