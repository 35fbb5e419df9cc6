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
const setup = 'npm run setup';

/**
 * One line of the report. `needed`: the notebooks cannot run without it.
 * @typedef {{ name: string, value: string, good: boolean, needed: boolean, mend?: string }} Finding
 * @typedef {import('../setup/context.mjs').Context} Context
 */

/** @param {unknown} error */
const lineOf = (error) =>
  /** @type {{ stderr?: string }} */ (error).stderr?.trim().split('\n').at(-1) ||
  (error instanceof Error ? error.message : String(error)).split('\n')[0] ||
  'no message';

/** Node, npm and Python. @returns {Promise<Finding[]>} */
export async function programs() {
  /** @type {Finding[]} */
  const found = [];
  try {
    checkNode(process.versions.node);
    found.push({ name: 'Node.js', value: process.versions.node, good: true, needed: true });
  } catch (error) {
    found.push({
      name: 'Node.js',
      value: process.versions.node,
      good: false,
      needed: true,
      mend: lineOf(error),
    });
  }
  const npm = await call('npm', ['--version']).then(
    ({ stdout }) => stdout.trim(),
    () => '',
  );
  found.push({
    name: 'npm',
    value: npm || 'not found',
    good: npm !== '',
    needed: true,
    mend: 'install Node.js with its npm',
  });
  try {
    const { program, version } = await findPython();
    found.push({ name: 'Python', value: `${version} (${program})`, good: true, needed: true });
  } catch (error) {
    found.push({
      name: 'Python',
      value: 'not usable',
      good: false,
      needed: true,
      mend: lineOf(error),
    });
  }
  return found;
}

/**
 * npm packages, TensorFlow, tslab, polars, the browser.
 * @param {Context} context
 * @returns {Promise<Finding[]>}
 */
export async function typescriptSide({ root, at, ...rest }) {
  if (!fs.existsSync(at.modules))
    return [
      { name: 'npm packages', value: 'not installed', good: false, needed: true, mend: setup },
    ];
  const current = npmPackages.upToDate({ root, at, ...rest });
  /** @type {Finding[]} */
  const found = [
    {
      name: 'npm packages',
      value: current ? 'as in package-lock.json' : 'other than in package-lock.json',
      good: current,
      needed: false,
      mend: setup,
    },
  ];
  found.push(
    installed('TypeScript', path.join(at.modules, 'typescript')),
    installed('tslab', path.join(at.modules, 'tslab')),
  );
  try {
    const probe = path.join(root, 'src', 'cli', 'doctor', 'probe.ts');
    const { stdout } = await call(
      process.execPath,
      ['-r', path.join(root, 'jupyter', 'load', 'register.cjs'), probe],
      { cwd: root },
    );
    const answer = JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
    const native = answer.backend.startsWith('native') || process.env['LAB_TENSORFLOW'] === 'wasm';
    found.push({ name: 'TensorFlow.js', value: answer.tfjs, good: true, needed: true });
    found.push({
      name: 'backend',
      value: `${answer.backend} (${answer.reason})`,
      good: native,
      needed: false,
      mend: `it works, but slower; for the native library: ${setup}`,
    });
    found.push({
      name: 'polars',
      value: answer.polars || answer.polarsError,
      good: answer.polars !== '',
      needed: true,
      mend: setup,
    });
    found.push({
      name: 'browser for PDF',
      value: answer.browser || 'not found',
      good: answer.browser !== '',
      needed: false,
      mend: answer.browserMend,
    });
  } catch (error) {
    found.push({
      name: 'TensorFlow.js',
      value: lineOf(error),
      good: false,
      needed: true,
      mend: setup,
    });
  }
  return found;
}

/** @param {string} name @param {string} folder @returns {Finding} */
function installed(name, folder) {
  const version = readJson(path.join(folder, 'package.json'))?.version;
  return {
    name,
    value: version ?? 'not installed',
    good: version !== undefined,
    needed: true,
    mend: setup,
  };
}

/**
 * .venv: JupyterLab, the renderers of figures and of controls, the kernel.
 * @param {Context} context
 * @returns {Promise<Finding[]>}
 */
export async function pythonSide(context) {
  const { at } = context;
  const names = ['jupyterlab', 'nbclient', 'nbconvert', 'plotly', 'jupyterlab_widgets'];
  const script =
    `import sys\nfrom importlib.metadata import version\nfor n in sys.argv[1:]:\n try: ` +
    `print(version(n))\n except Exception: print("")`;
  const versions = await call(at.python, ['-c', script, ...names]).then(
    ({ stdout }) => stdout.split('\n'),
    () => [],
  );
  /** @type {Finding[]} */
  const found = names.slice(0, 3).map((name, i) => ({
    name,
    value: versions[i] || 'not installed',
    good: Boolean(versions[i]),
    needed: i < 2,
    mend: setup,
  }));
  const extensions = path.join(at.venv, 'share', 'jupyter', 'labextensions');
  /** @param {string} version @param {string[]} folder */
  const extended = (version, ...folder) =>
    Boolean(version) && fs.existsSync(path.join(extensions, ...folder, 'package.json'));
  const renderer = extended(versions[3], 'jupyterlab-plotly');
  found.push({
    name: 'figure renderer',
    value: renderer ? `plotly ${versions[3]}` : 'not installed',
    good: renderer,
    needed: true,
    mend: setup,
  });
  const widgets = extended(versions[4], '@jupyter-widgets', 'jupyterlab-manager');
  found.push({
    name: 'controls (interact)',
    value: widgets ? `jupyterlab_widgets ${versions[4]}` : 'not installed',
    good: widgets,
    needed: false,
    mend: setup,
  });
  const kernel = kernelspec.upToDate(context);
  found.push({
    name: 'TypeScript kernel',
    value: kernel ? 'installed in .venv' : 'not installed, or an older one',
    good: kernel,
    needed: true,
    mend: setup,
  });
  found.push(compilerOfCells(context));
  return found;
}

/** Whether cells start at once. @param {Context} context @returns {Finding} */
function compilerOfCells(context) {
  const good = hasSnapshot(context.root);
  const reason = snapshotFailure(context.root);
  const missing =
    `no snapshot for Node ${process.versions.node}: the first cell waits some ` +
    `seconds${reason ? ` (${reason})` : ''}`;
  const value = good ? `snapshot for Node ${process.versions.node}` : missing;
  return { name: 'cell compiler', value, good, needed: false, mend: setup };
}

/** @param {string} root @returns {Finding[]} */
export function room(root) {
  const memory =
    /** @type {{ availableMemory?: () => number }} */ (process).availableMemory?.() ?? os.freemem();
  const disk = freeBytes(root);
  const gigabytes = (/** @type {number} */ bytes) => `${(bytes / 1e9).toFixed(1)} GB free`;
  return [
    {
      name: 'memory',
      value: gigabytes(memory),
      good: memory > 2e9,
      needed: false,
      mend: 'a kernel with TensorFlow takes about 1 GB: close other programs',
    },
    {
      name: 'disk',
      value: gigabytes(disk),
      good: disk > 1e9,
      needed: false,
      mend: 'free some space',
    },
  ];
}
