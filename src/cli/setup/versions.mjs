import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { venvMend } from './explain.mjs';
import { Failure } from './failure.mjs';

const call = promisify(execFile);
const oldestPython = [3, 10];

/** @param {string} version such as 20.11.1 @throws Failure if Node is too old */
export function checkNode(version) {
  if (Number(version.split('.')[0]) < 20) {
    throw new Failure(
      `Node.js ${version} is too old: 20 or newer is needed; install it from nodejs.org or ` +
        'with a version manager such as nvm, then run the same command again',
    );
  }
}

/** @typedef {{ program: string, version: string, venv: boolean }} Python */

/**
 * What one program says about itself; undefined if it is no Python.
 * @param {string} program
 * @returns {Promise<Python | undefined>}
 */
async function ask(program) {
  const question =
    'import sys\nprint(sys.version.split()[0])\ntry:\n import venv, ensurepip\n ' +
    'print("venv")\nexcept ImportError: pass';
  try {
    const { stdout } = await call(program, ['-c', question], { timeout: 20_000 });
    const [version = '', venv] = stdout.trim().split(/\s+/);
    return /^\d+\.\d+/.test(version) ? { program, version, venv: venv === 'venv' } : undefined;
  } catch {
    return undefined;
  }
}

/** @param {string} version */
export function pythonIsNewEnough(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 3 || (major === 3 && minor >= /** @type {number} */ (oldestPython[1]));
}

/**
 * The first Python that will do: LAB_PYTHON alone if given, else python3, python3.14 ...
 * python3.10, python.
 * @returns {Promise<Python>}
 * @throws Failure saying what was found and what is needed
 */
export async function findPython() {
  const given = process.env['LAB_PYTHON'];
  const names = given
    ? [given]
    : ['python3', 'python3.14', 'python3.13', 'python3.12', 'python3.11', 'python3.10', 'python'];
  /** @type {Python[]} */
  const found = [];
  for (const name of names) {
    const python = await ask(name);
    if (python && pythonIsNewEnough(python.version) && python.venv) return python;
    if (python) found.push(python);
  }
  const without = found.find((python) => pythonIsNewEnough(python.version));
  if (without) throw new Failure(`Python ${without.version} (${without.program}): ${venvMend}`);
  const old = found[0];
  const what = old
    ? `Python ${old.version} (${old.program}) is too old`
    : given
      ? `LAB_PYTHON=${given} is no Python`
      : 'no Python was found';
  throw new Failure(
    `${what}: 3.10 or newer is needed; install it (or name one: LAB_PYTHON=/path/to/python3), ` +
      'then run the same command again',
  );
}
