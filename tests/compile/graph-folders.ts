// A temporary folder for this process alone: another test file may compile at the same moment, and
// its graphs are not to be counted here.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const own = mkdtempSync(path.join(os.tmpdir(), 'compile-test-'));
process.env['TMPDIR'] = own;
process.on('exit', () => rmSync(own, { recursive: true, force: true }));

/** Names of the folders that this process's graphs lie in. */
export const graphFolders = (): string[] =>
  readdirSync(os.tmpdir()).filter((name) => name.startsWith('neural-memory-graph-'));
