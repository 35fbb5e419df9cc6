import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { exec } from '../exec.mjs';
import { remove } from '../files.mjs';

/** @typedef {import('../context.mjs').Context} Context */

/**
 * Inside the project, so that what the copy requires is found in node_modules.
 * @param {Context} context
 */
const stageOf = ({ temporary }) => path.join(temporary, 'tfjs-node');

/**
 * A copy of the package without its native parts. All work is done on the copy (the package's
 * installer rewrites its own package.json while it runs): a stopped attempt leaves the package as
 * it was.
 * @param {Context} context
 * @returns {Promise<string>} its folder
 */
export async function makeStage(context) {
  const stage = stageOf(context);
  await remove(stage);
  const native = new Set(
    ['deps', 'lib', 'build'].map((name) => path.join(context.at.tfjsNode, name)),
  );
  await fs.promises.cp(context.at.tfjsNode, stage, {
    recursive: true,
    filter: (from) => !native.has(from),
  });
  return stage;
}

/**
 * Loads the copy in a fresh process and multiplies two matrices.
 * @param {Context} context @returns {Promise<string>} the version of the TensorFlow library
 * @throws Failure if it does not load
 */
export async function proveStage(context) {
  const script = fileURLToPath(new URL('./prove.cjs', import.meta.url));
  const output = await exec('TensorFlow trial', [process.execPath, script, stageOf(context)], {
    cwd: context.root,
    logs: context.logs,
    signal: context.signal,
  });
  return /^TensorFlow (\S+)$/m.exec(output)?.[1] ?? 'unknown';
}

/**
 * Moves the native parts of the proved copy into the package. The stamp is gone while this goes on.
 * @param {Context} context
 */
export async function putInPlace(context) {
  for (const name of ['deps', 'lib']) {
    const to = path.join(context.at.tfjsNode, name);
    await remove(to);
    fs.renameSync(path.join(stageOf(context), name), to);
  }
}
