import fs from 'node:fs';
import path from 'node:path';
import { exec } from './exec.mjs';
import { jupyterFolders } from './jupyter.mjs';

/** @param {string} folder @returns {string[]} */
function filesIn(folder) {
  return fs.existsSync(folder) ? fs.readdirSync(folder).sort() : [];
}

/**
 * The kernelspec `tslab` in .venv, a copy of jupyter/tslab. No stamp is needed: the copy is
 * compared with its source.
 * @type {import('./context.mjs').Step}
 */
export const kernelspec = {
  name: 'TypeScript kernel',

  upToDate({ at }) {
    const names = filesIn(at.kernelSource);
    return (
      names.length > 0 &&
      names.every((name) => sameFile(path.join(at.kernelSource, name), path.join(at.kernel, name)))
    );
  },

  async run({ root, at, logs, signal }) {
    const install = [at.python, '-m', 'jupyter', 'kernelspec', 'install'];
    const options = ['--sys-prefix', '--replace', '--name', 'tslab'];
    const command = [...install, ...options, at.kernelSource];
    const env = jupyterFolders(root);
    await exec('TypeScript kernel', command, { cwd: root, env, logs, signal });
  },
};

/** @param {string} a @param {string} b */
function sameFile(a, b) {
  return fs.existsSync(b) && fs.readFileSync(a).equals(fs.readFileSync(b));
}
