import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { folderToMake } from './disk.mjs';
import { Failure } from './failure.mjs';
import { npmCache } from './npm.mjs';
import { places } from './paths.mjs';

const call = promisify(execFile);

/** Jupyter's variables, and the folders of the project that they name. */
const FOLDERS = {
  JUPYTER_CONFIG_DIR: 'config',
  JUPYTER_DATA_DIR: 'data',
  JUPYTER_RUNTIME_DIR: 'runtime',
  IPYTHONDIR: 'ipython',
};

/**
 * Where Jupyter keeps what it writes: settings, tokens, connections to kernels. In .lab/jupyter,
 * which only its owner can read, so that nothing is left in the home folder. A variable that a
 * person has set stays as it is; in a project that cannot be written all do.
 * @param {string} root
 * @returns {Record<string, string>} variables of the environment
 */
export function jupyterFolders(root) {
  const folder = path.join(places(root).work, 'jupyter');
  try {
    fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
    fs.accessSync(folder, fs.constants.W_OK);
  } catch {
    return {};
  }
  const unset = Object.entries(FOLDERS).filter(([name]) => !process.env[name]);
  return Object.fromEntries(unset.map(([name, own]) => [name, path.join(folder, own)]));
}

/**
 * What JupyterLab is started with: its folders, and a path on which it finds the kernel of the
 * project first, then those that a person has installed.
 * @param {string} root
 * @returns {Promise<{ environment: NodeJS.ProcessEnv, runtime: string }>} `runtime`: the
 * folder of tokens
 * @throws {Failure} where JupyterLab could not write
 */
export async function jupyterPlaces(root) {
  const { venv } = places(root);
  const folders = jupyterFolders(root);
  const { data } = await askJupyter(root, {});
  const { runtime } = await askJupyter(root, folders);
  const expected = folderToMake(runtime);
  if (expected) {
    throw new Failure(
      `JupyterLab's folder ${runtime}: expected ${expected}; name others in JUPYTER_RUNTIME_DIR, ` +
        'JUPYTER_DATA_DIR and JUPYTER_CONFIG_DIR, then run the same command again',
    );
  }
  const searched = [path.join(venv, 'share', 'jupyter'), process.env['JUPYTER_PATH'], data];
  const JUPYTER_PATH = searched.filter(Boolean).join(path.delimiter);
  // JupyterLab asks npm for its folder
  return { environment: { ...folders, ...npmCache(places(root)), JUPYTER_PATH }, runtime };
}

const QUESTION = `
import json
from jupyter_core import paths
print(json.dumps({"data": paths.jupyter_data_dir(), "runtime": paths.jupyter_runtime_dir()}))
`;

/**
 * Jupyter's own folders in an environment.
 * @param {string} root @param {Record<string, string>} environment
 * @returns {Promise<{ data: string, runtime: string }>}
 */
async function askJupyter(root, environment) {
  const { stdout } = await call(places(root).python, ['-c', QUESTION], {
    env: { ...process.env, ...environment },
  });
  return JSON.parse(stdout);
}
