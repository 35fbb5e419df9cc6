import { execFileSync } from 'node:child_process';
import * as path from 'node:path';

/**
 * The file of a package that was installed after it had been asked for once: Node remembers for its
 * whole life that a package is not there, so a new process is asked.
 * @param importers files whose folders are tried in order
 */
export function foundAnew(id: string, importers: readonly string[]): string | undefined {
  if (id.startsWith('.') || path.isAbsolute(id)) return undefined;
  for (const importer of importers) {
    const code = `process.stdout.write(require('node:module').createRequire(${JSON.stringify(importer)}).resolve(${JSON.stringify(id)}))`;
    try {
      return execFileSync(process.execPath, ['-e', code], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      });
    } catch {
      // not there either: the next place
    }
  }
  return undefined;
}
