import { mkdirSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { sync as replaceFile } from 'write-file-atomic';

/**
 * Writes a file whole or not at all: a reader never meets half of it, and where the write fails the
 * old file stays. Makes the folder if there is none.
 * @throws the error of the file system
 */
export function writeFileAtomic(file: string, content: string | Uint8Array): void {
  writeThenRename(file, (temporary) => writeFileSync(temporary, content));
}

/**
 * The same for content that something else writes, such as a table that goes out as Parquet.
 * @param write writes all of it to the path it gets; that file then takes the place of `file`
 * @throws the error of `write` or of the file system
 * @example writeThenRename('runs.parquet', (temporary) => table.writeParquet(temporary))
 */
export function writeThenRename(file: string, write: (temporary: string) => void): void {
  mkdirSync(path.dirname(file), { recursive: true });
  // The package writes its own data in one go and does not notice when a full disk takes only a
  // part of it. So it gets none, and `write` fills the file that it made.
  replaceFile(file, '', { tmpfileCreated: write });
}
