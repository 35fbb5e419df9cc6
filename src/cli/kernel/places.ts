import { execFile } from 'node:child_process';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const call = promisify(execFile);

/** Folders in which Jupyter looks for kernels. */
export interface JupyterFolders {
  /** Where a person's own kernels go: `jupyter --data-dir`. */
  readonly user: string;
  /** All of them, in the order in which Jupyter looks. */
  readonly all: readonly string[];
  /** False if no `jupyter` was found: then these are the standard places. */
  readonly asked: boolean;
}

/** The folders of the machine's own Jupyter, or the standard ones. */
export async function jupyterFolders(): Promise<JupyterFolders> {
  try {
    const options = { timeout: 30_000 };
    const user = (await call('jupyter', ['--data-dir'], options)).stdout.trim();
    const paths = JSON.parse((await call('jupyter', ['--paths', '--json'], options)).stdout) as {
      readonly data: readonly string[];
    };
    return { user, all: unique([user, ...paths.data]), asked: true };
  } catch {
    const user = standardFolder(process.env, process.platform, os.homedir());
    const shared = ['/usr/local/share/jupyter', '/usr/share/jupyter'];
    const searched = process.env['JUPYTER_PATH']?.split(path.delimiter).filter(Boolean) ?? [];
    return { user, all: unique([...searched, user, ...shared]), asked: false };
  }
}

/** Where `jupyter --data-dir` points to on this kind of machine. */
export function standardFolder(
  env: NodeJS.ProcessEnv,
  platform: NodeJS.Platform,
  home: string,
): string {
  if (env['JUPYTER_DATA_DIR']) return env['JUPYTER_DATA_DIR'];
  if (platform === 'darwin') return path.join(home, 'Library', 'Jupyter');
  return path.join(env['XDG_DATA_HOME'] || path.join(home, '.local', 'share'), 'jupyter');
}

function unique(folders: readonly string[]): string[] {
  return [...new Set(folders.map((folder) => path.resolve(folder)))];
}
