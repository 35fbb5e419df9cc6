import { execFileSync } from 'node:child_process';
import * as path from 'node:path';

/** Prints the file of a package as a file that imports it finds it. */
const RESOLVE = `
const [importer, id] = process.argv.slice(1);
process.stdout.write(require('node:module').createRequire(importer).resolve(id));
`;

/**
 * The file of a package that was installed after it had been asked for once: Node remembers for its
 * whole life that a package is not there, so a new process is asked.
 * @param importers files whose folders are tried in order
 */
export function resolveInNewProcess(id: string, importers: readonly string[]): string | undefined {
  if (id.startsWith('.') || path.isAbsolute(id)) return undefined;
  for (const importer of importers) {
    try {
      return execFileSync(process.execPath, ['-e', RESOLVE, importer, id], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      });
    } catch {
      // not there either: the next place
    }
  }
  return undefined;
}
