// Installs what the bench's peers need into benchmarks/peers/.venv, or does nothing if it is there.
// Run as a program of its own by bench.ts.
import fs from 'node:fs';
import path from 'node:path';
import { needRoom } from '../setup/disk.mjs';
import { exec } from '../setup/exec.mjs';
import { Failure } from '../setup/failure.mjs';
import { fingerprint, readJson, remove, writeWhole } from '../setup/files.mjs';
import { Interrupted, interruptible } from '../setup/interrupt.mjs';
import { locked } from '../setup/lock.mjs';
import { findRoot, places } from '../setup/paths.mjs';
import { progress, quietStart, say, since } from '../setup/report.mjs';
import { PIP_INSTALL } from '../setup/venv.mjs';
import { findPython } from '../setup/versions.mjs';

const TORCH = '2.15.0';
const root = findRoot();
const folder = path.join(root, 'benchmarks', 'peers');
const venv = path.join(folder, '.venv');
const python = path.join(venv, 'bin', 'python');
const requirements = path.join(folder, 'requirements.txt');
const gpuBuild = path.join(folder, 'requirements-gpu-build.txt');
const logs = path.join(places(root).work, 'logs');
/** Written last: an environment without it was not finished, and is made anew. */
const stamp = path.join(venv, '.lab-setup.json');
/** An environment holds its own path, so one that was moved is made anew, too. */
const key = fingerprint(
  TORCH,
  fs.readFileSync(requirements, 'utf8'),
  fs.readFileSync(gpuBuild, 'utf8'),
  venv,
);
const upToDate = () => readJson(stamp)?.key === key && fs.existsSync(python);

/** @param {AbortSignal} signal */
async function install(signal) {
  if (upToDate()) return;
  const { program, version } = await findPython();
  if (Number(version.split('.')[1]) < 11)
    throw new Failure(
      `the peers need Python 3.11 or newer, ${program} is ${version}; name one: ` +
        'LAB_PYTHON=/path/to/python3',
    );
  needRoom('The peers', folder, 7e9);
  say(
    'peers (PyTorch, JAX, cpprb): installing into benchmarks/peers/.venv; several GB where ' +
      'PyTorch comes as its build for GPUs',
  );
  quietStart();
  const start = Date.now();
  await remove(stamp);
  await remove(venv);
  const run = (/** @type {string} */ what, /** @type {string[]} */ command) =>
    exec(what, command, {
      cwd: root,
      logs,
      signal,
      onLine: (line) => void progress(`${what}: ${line.slice(0, 60)}`),
    });
  const pip = (/** @type {string[]} */ ...args) =>
    run('peers packages', [python, ...PIP_INSTALL, '--no-cache-dir', ...args]);
  await run('peers environment', [program, '-m', 'venv', venv]);
  await pip('--require-hashes', '-r', path.relative(root, requirements));
  const cpuOnly = await pip(`torch==${TORCH}+cpu`).then(
    () => true,
    (error) => {
      if (error instanceof Failure) return false; // the package index has only the build it has
      throw error;
    },
  );
  if (!cpuOnly) await pip(`torch==${TORCH}`);
  if (!cpuOnly && process.platform === 'linux' && process.arch === 'x64')
    await pip('--require-hashes', '-r', path.relative(root, gpuBuild));
  await run('peers proof', [
    python,
    '-c',
    'import jax, torch; print(torch.__version__, jax.__version__)',
  ]);
  writeWhole(stamp, JSON.stringify({ key, python: version }));
  say(`peers: done in ${since(start)}`);
}

try {
  if (!upToDate())
    await interruptible((signal) =>
      locked(path.join(places(root).work, 'peers'), signal, () => install(signal)),
    );
} catch (error) {
  if (error instanceof Interrupted) {
    say('interrupted; run the same command again: the peers are then installed anew');
    process.exitCode = 130;
  } else if (error instanceof Failure) {
    say(error.message);
    process.exitCode = error.status;
  } else throw error;
}
