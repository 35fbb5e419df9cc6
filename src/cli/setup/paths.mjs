import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's folder: LAB_ROOT, or the one this file is in. @returns {string} */
export function findRoot() {
  const own = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..', '..');
  return path.resolve(process.env['LAB_ROOT'] || own);
}

/**
 * Every place that set-up writes to.
 * @param {string} root
 */
export function places(root) {
  const venv = path.join(root, '.venv');
  return {
    work: path.join(root, '.lab'),
    store: path.join(root, '.lab', 'js'),
    compiler: path.join(root, '.lab', 'compiler'),
    modules: path.join(root, 'node_modules'),
    tfjsNode: path.join(root, 'node_modules', '@tensorflow', 'tfjs-node'),
    venv,
    python: path.join(venv, 'bin', 'python'),
    jupyter: path.join(venv, 'bin', 'jupyter'),
    requirements: path.join(root, 'jupyter', 'requirements.txt'),
    kernelSource: path.join(root, 'jupyter', 'tslab'),
    kernel: path.join(venv, 'share', 'jupyter', 'kernels', 'tslab'),
  };
}

/**
 * Where the TensorFlow library is kept for all copies of the project of one person.
 * @returns {string}
 */
export function cacheFolder() {
  if (process.env['LAB_CACHE']) return path.resolve(process.env['LAB_CACHE']);
  const base =
    process.platform === 'darwin'
      ? path.join(os.homedir(), 'Library', 'Caches')
      : process.env['XDG_CACHE_HOME'] || path.join(os.homedir(), '.cache');
  return path.join(base, 'neural-memory-lab');
}
