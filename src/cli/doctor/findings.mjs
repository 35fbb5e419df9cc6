import { execFile } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { hasSnapshot, snapshotFailure } from '../setup/cellCompiler.mjs';
import { freeBytes } from '../setup/disk.mjs';
import { readJson } from '../setup/files.mjs';
import { kernelspec } from '../setup/kernelspec.mjs';
import { npmPackages } from '../setup/npm.mjs';
import { findPython, checkNode } from '../setup/versions.mjs';

const call = promisify(execFile);

/**
 * One line of the report. `needed`: the notebooks cannot run without it.
 * @typedef {{ name: string, value: string, good: boolean, needed: boolean, mend: string }} Finding
 * @typedef {import('../setup/context.mjs').Context} Context
 */

/**
 * @param {string} name @param {string | undefined} value what was found
 * @param {{ good?: boolean, needed?: boolean, mend?: string }} [rest] good: anything was found
 * @returns {Finding}
 */
function finding(name, value, { good = Boolean(value), needed = true, mend = SETUP } = {}) {
  return { name, value: value || 'not installed', good, needed, mend };
}

const SETUP = 'npm run setup';

/** @param {unknown} error */
const lineOf = (error) =>
  /** @type {{ stderr?: string }} */ (error).stderr?.trim().split('\n').at(-1) ||
  (error instanceof Error ? error.message : String(error)).split('\n')[0] ||
  'no message';

/** Node, npm and Python. @returns {Promise<Finding[]>} */
export async function programs() {
  const mend = 'install Node.js with its npm';
  const npm = await call('npm', ['--version']).then(
    ({ stdout }) => finding('npm', stdout.trim(), { mend }),
    () => finding('npm', 'not found', { good: false, mend }),
  );
  return [nodeFinding(), npm, await pythonFinding()];
}

function nodeFinding() {
  const { node } = process.versions;
  try {
    checkNode(node);
    return finding('Node.js', node);
  } catch (error) {
    return finding('Node.js', node, { good: false, mend: lineOf(error) });
  }
}

async function pythonFinding() {
  try {
    const { program, version } = await findPython();
    return finding('Python', `${version} (${program})`);
  } catch (error) {
    return finding('Python', 'not usable', { good: false, mend: lineOf(error) });
  }
}

/**
 * npm packages, TensorFlow, tslab, polars, the browser.
 * @param {Context} context
 * @returns {Promise<Finding[]>}
 */
export async function typescriptSide(context) {
  const { root, at } = context;
  if (!fs.existsSync(at.modules)) return [finding('npm packages', '')];
  const good = npmPackages.upToDate(context);
  const packages = good ? 'as in package-lock.json' : 'other than in package-lock.json';
  return [
    finding('npm packages', packages, { good, needed: false }),
    finding('TypeScript', versionOf(path.join(at.modules, 'typescript'))),
    finding('tslab', versionOf(path.join(at.modules, 'tslab'))),
    ...(await loaded(root)),
  ];
}

/** @param {string} folder of a package @returns {string | undefined} */
function versionOf(folder) {
  return readJson(path.join(folder, 'package.json'))?.version;
}

/** What loads, tried in a process of its own. @param {string} root */
async function loaded(root) {
  const register = path.join(root, 'jupyter', 'load', 'register.cjs');
  const probe = path.join(root, 'src', 'cli', 'doctor', 'probe.ts');
  try {
    const { stdout } = await call(process.execPath, ['-r', register, probe], { cwd: root });
    const answer = JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
    const { backend, browser, polars } = answer;
    return [
      finding('TensorFlow.js', answer.tfjs),
      finding('backend', `${backend} (${answer.reason})`, {
        good: backend.startsWith('native') || process.env['LAB_TENSORFLOW'] === 'wasm',
        needed: false,
        mend: `it works, but slower; for the native library: ${SETUP}`,
      }),
      finding('polars', polars || answer.polarsError, { good: polars !== '' }),
      finding('browser for PDF', browser || 'not found', {
        good: browser !== '',
        needed: false,
        mend: answer.browserMend,
      }),
    ];
  } catch (error) {
    return [finding('TensorFlow.js', lineOf(error), { good: false })];
  }
}

/** Prints the version of each package named, or an empty line. */
const VERSIONS = `
import sys
from importlib.metadata import version
for name in sys.argv[1:]:
    try: print(version(name))
    except Exception: print("")
`;

/**
 * .venv: JupyterLab, the renderers of figures and of controls, the kernel.
 * @param {Context} context
 * @returns {Promise<Finding[]>}
 */
export async function pythonSide(context) {
  const { at } = context;
  const names = ['jupyterlab', 'nbclient', 'nbconvert', 'plotly', 'jupyterlab_widgets'];
  const [lab, nbclient, nbconvert, plotly, widgets] = await call(at.python, [
    '-c',
    VERSIONS,
    ...names,
  ]).then(
    ({ stdout }) => stdout.split('\n'),
    () => [],
  );
  const extensions = path.join(at.venv, 'share', 'jupyter', 'labextensions');
  const has = (/** @type {string[]} */ ...folder) =>
    fs.existsSync(path.join(extensions, ...folder, 'package.json'));
  const renderer = plotly && has('jupyterlab-plotly') && `plotly ${plotly}`;
  const controls =
    widgets && has('@jupyter-widgets', 'jupyterlab-manager') && `jupyterlab_widgets ${widgets}`;
  const kernel = kernelspec.upToDate(context);
  return [
    finding('jupyterlab', lab),
    finding('nbclient', nbclient),
    finding('nbconvert', nbconvert, { needed: false }),
    finding('figure renderer', renderer || ''),
    finding('controls (interact)', controls || '', { needed: false }),
    finding('TypeScript kernel', kernel ? 'installed in .venv' : 'not installed, or an older one', {
      good: kernel,
    }),
    compilerOfCells(context),
  ];
}

/** Whether cells start at once. @param {Context} context @returns {Finding} */
function compilerOfCells({ root }) {
  const good = hasSnapshot(root);
  const reason = snapshotFailure(root);
  const snapshot = `snapshot for Node ${process.versions.node}`;
  const missing = `no ${snapshot}: the first cell waits some seconds`;
  const why = reason ? ` (${reason})` : '';
  return finding('cell compiler', good ? snapshot : missing + why, { good, needed: false });
}

/** @param {string} root @returns {Finding[]} */
export function room(root) {
  const memory =
    /** @type {{ availableMemory?: () => number }} */ (process).availableMemory?.() ?? os.freemem();
  const disk = freeBytes(root);
  const gigabytes = (/** @type {number} */ bytes) => `${(bytes / 1e9).toFixed(1)} GB free`;
  return [
    finding('memory', gigabytes(memory), {
      good: memory > 2e9,
      needed: false,
      mend: 'a kernel with TensorFlow takes about 1 GB: close other programs',
    }),
    finding('disk', gigabytes(disk), {
      good: disk > 1e9,
      needed: false,
      mend: 'free some space',
    }),
  ];
}
