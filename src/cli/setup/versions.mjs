import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { venvAdvice } from './explain.mjs';
import { Failure } from './failure.mjs';

const call = promisify(execFile);
const OLDEST_MINOR = 10; // of Python 3

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

/** Prints the version, and `venv` if environments can be made. */
const QUESTION = `
import sys
print(sys.version.split()[0])
try:
    import venv, ensurepip
    print("venv")
except ImportError: pass
`;

/**
 * What one program says about itself; undefined if it is no Python.
 * @param {string} program
 * @returns {Promise<Python | undefined>}
 */
async function ask(program) {
  try {
    const { stdout } = await call(program, ['-c', QUESTION], { timeout: 20_000 });
    const [version = '', venv] = stdout.trim().split(/\s+/);
    return /^\d+\.\d+/.test(version) ? { program, version, venv: venv === 'venv' } : undefined;
  } catch {
    return undefined;
  }
}

/** @param {string} version */
export function pythonIsNewEnough(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 3 || (major === 3 && minor >= OLDEST_MINOR);
}

/** Names that a Python goes by, in the order in which they are tried. */
const PYTHONS = ['python3', ...[14, 13, 12, 11, 10].map((minor) => `python3.${minor}`), 'python'];

/**
 * The first Python that will do: LAB_PYTHON alone if given, else one of PYTHONS.
 * @returns {Promise<Python>}
 * @throws Failure saying what was found and what is needed
 */
export async function findPython() {
  const given = process.env['LAB_PYTHON'];
  const names = given ? [given] : PYTHONS;
  /** @type {Python[]} */
  const found = [];
  for (const name of names) {
    const python = await ask(name);
    if (python && pythonIsNewEnough(python.version) && python.venv) return python;
    if (python) found.push(python);
  }
  const without = found.find((python) => pythonIsNewEnough(python.version));
  if (without) throw new Failure(`Python ${without.version} (${without.program}): ${venvAdvice}`);
  throw new Failure(
    `${whatWasFound(given, found[0])}: 3.10 or newer is needed; install it (or name one: ` +
      'LAB_PYTHON=/path/to/python3), then run the same command again',
  );
}

/** @param {string | undefined} given @param {Python | undefined} old */
function whatWasFound(given, old) {
  if (old) return `Python ${old.version} (${old.program}) is too old`;
  return given ? `LAB_PYTHON=${given} is no Python` : 'no Python was found';
}
