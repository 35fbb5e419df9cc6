// Installs what the bench's peers need, or does nothing if it is there: those in Python into
// benchmarks/peers/.venv, jax-js into benchmarks/peers/node_modules. Run as a program of its own by
// the bench.
import fs from 'node:fs';
import path from 'node:path';
import { needRoom } from '../setup/disk.mjs';
import { exec } from '../setup/exec.mjs';
import { Failure } from '../setup/failure.mjs';
import { fingerprint, readJson, remove, writeWhole } from '../setup/files.mjs';
import { Interrupted, interruptible } from '../setup/interrupt.mjs';
import { locked } from '../setup/lock.mjs';
import { npm, npmCache } from '../setup/npm.mjs';
import { findRoot, places } from '../setup/paths.mjs';
import { progress, quietStart, say, since } from '../setup/report.mjs';
import { PIP_INSTALL } from '../setup/venv.mjs';
import { findPython } from '../setup/versions.mjs';

const TORCH = '2.15.0';
const NPM_CI = ['--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund'];
const root = findRoot();
const folder = path.join(root, 'benchmarks', 'peers');
const venv = path.join(folder, '.venv');
const python = path.join(venv, 'bin', 'python');
const requirements = path.join(folder, 'requirements.txt');
const gpuBuild = path.join(folder, 'requirements-gpu-build.txt');
const modules = path.join(folder, 'node_modules');
const logs = path.join(places(root).work, 'logs');

/**
 * Whether a folder was finished for this key. The stamp is written last: without it, or with
 * another key, the folder is made anew.
 * @param {string} made @param {string} key
 */
const isMade = (made, key) => readJson(stampOf(made))?.key === key;
/** @param {string} made */
const stampOf = (made) => path.join(made, '.lab-setup.json');
/** An environment holds its own path, so one that was moved is made anew, too. */
const pythonKey = fingerprint(
  TORCH,
  fs.readFileSync(requirements, 'utf8'),
  fs.readFileSync(gpuBuild, 'utf8'),
  venv,
);
const packagesKey = fingerprint(fs.readFileSync(path.join(folder, 'package-lock.json'), 'utf8'));
const hasPython = () => isMade(venv, pythonKey) && fs.existsSync(python);
const hasPackages = () => isMade(modules, packagesKey);

/** @param {AbortSignal} signal */
async function install(signal) {
  const start = Date.now();
  if (!hasPackages()) await installPackages(signal);
  if (!hasPython()) await installPython(signal);
  say(`peers: done in ${since(start)}`);
}

/** A program of the installation, its last line shown while it runs. @param {AbortSignal} signal */
function runner(signal) {
  return (
    /** @type {string} */ what,
    /** @type {string[]} */ command,
    /** @type {{ cwd: string, env?: NodeJS.ProcessEnv }} */ { cwd, env } = { cwd: root },
  ) =>
    exec(what, command, {
      cwd,
      env,
      logs,
      signal,
      onLine: (line) => void progress(`${what}: ${line.slice(0, 60)}`),
    });
}

/** @param {AbortSignal} signal */
async function installPackages(signal) {
  say('peers (jax-js): installing into benchmarks/peers/node_modules; 2 MB');
  await remove(stampOf(modules));
  const env = npmCache(places(root));
  await runner(signal)('peers npm', [...npm(), 'ci', ...NPM_CI], { cwd: folder, env });
  writeWhole(stampOf(modules), JSON.stringify({ key: packagesKey }));
}

/** @param {AbortSignal} signal */
async function installPython(signal) {
  const { program, version } = await findPython();
  if (Number(version.split('.')[1]) < 11)
    throw new Failure(
      `the peers need Python 3.11 or newer, ${program} is ${version}; name one: ` +
        'LAB_PYTHON=/path/to/python3',
    );
  needRoom('The peers', folder, 7e9);
  say(
    'peers (PyTorch, JAX, cpprb, River): installing into benchmarks/peers/.venv; several GB ' +
      'where PyTorch comes as its build for GPUs',
  );
  quietStart();
  await remove(stampOf(venv));
  await remove(venv);
  const run = runner(signal);
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
    'import jax, river, torch; print(torch.__version__, jax.__version__, river.__version__)',
  ]);
  writeWhole(stampOf(venv), JSON.stringify({ key: pythonKey, python: version }));
}

try {
  if (!hasPython() || !hasPackages())
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
