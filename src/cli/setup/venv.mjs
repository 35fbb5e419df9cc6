import fs from 'node:fs';
import path from 'node:path';
import { needRoom } from './disk.mjs';
import { exec } from './exec.mjs';
import { fingerprint, readJson, remove, writeWhole } from './files.mjs';
import { progress } from './report.mjs';
import { findPython } from './versions.mjs';

/**
 * pip's call. Wheels only: building a source package would run its code. No dependencies: the
 * requirements files name all of them.
 */
export const PIP_INSTALL = [
  ...['-m', 'pip', 'install', '--no-deps', '--only-binary=:all:'],
  ...['--retries=2', '--disable-pip-version-check'],
];

/** @param {import('./context.mjs').Context['at']} at */
const stamp = (at) => path.join(at.venv, '.lab-setup.json');

/**
 * A virtual environment holds its own path, so one that was moved must be made anew.
 * @param {import('./context.mjs').Context['at']} at
 */
const key = (at) => fingerprint(fs.readFileSync(at.requirements, 'utf8'), at.venv);

/**
 * .venv with the pinned Python packages. It cannot be made elsewhere and moved, so its stamp is
 * written last: without one it is made from nothing.
 * @type {import('./context.mjs').Step}
 */
export const pythonPackages = {
  name: 'Python packages (JupyterLab)',

  upToDate: ({ at }) => readJson(stamp(at))?.key === key(at) && fs.existsSync(at.python),

  async check() {
    await findPython();
  },

  async run({ root, at, logs, signal }) {
    const python = await findPython();
    needRoom('Python packages', root, 600e6);
    await remove(stamp(at));
    await remove(at.venv);
    const wanted = key(at);
    const make = [python.program, '-m', 'venv', at.venv];
    await exec('Python environment', make, { cwd: root, logs, signal });
    let seen = 0;
    await exec(
      'Python packages',
      [at.python, ...PIP_INSTALL, '--require-hashes', '-r', path.relative(root, at.requirements)],
      {
        cwd: root,
        logs,
        signal,
        onLine(line) {
          if (line.startsWith('Collecting')) progress(`${++seen} packages`);
          else if (line.startsWith('Installing')) progress('unpacking');
        },
      },
    );
    writeWhole(stamp(at), JSON.stringify({ key: wanted, python: python.version }));
    return `Python ${python.version}`;
  },
};
