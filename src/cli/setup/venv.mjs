import fs from 'node:fs';
import path from 'node:path';
import { needRoom } from './disk.mjs';
import { exec } from './exec.mjs';
import { fingerprint, readJson, remove, writeWhole } from './files.mjs';
import { progress } from './report.mjs';
import { findPython } from './versions.mjs';

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
    await exec('Python environment', [python.program, '-m', 'venv', at.venv], {
      cwd: root,
      logs,
      signal,
    });
    let seen = 0;
    await exec(
      'Python packages',
      // Wheels only: building a source package would run its code. No dependencies: the file names
      // all of them, with the checksums of their files.
      [
        at.python,
        '-m',
        'pip',
        'install',
        '--no-deps',
        '--require-hashes',
        '--only-binary=:all:',
        '--retries=2',
        '--disable-pip-version-check',
        '-r',
        path.relative(root, at.requirements),
      ],
      {
        cwd: root,
        logs,
        signal,
        onLine: (line) =>
          line.startsWith('Collecting')
            ? progress(`${++seen} packages`)
            : line.startsWith('Installing') && progress('unpacking'),
      },
    );
    writeWhole(stamp(at), JSON.stringify({ key: wanted, python: python.version }));
    return `Python ${python.version}`;
  },
};
