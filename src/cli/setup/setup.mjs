import path from 'node:path';
import { cellCompiler } from './cellCompiler.mjs';
import { Failure } from './failure.mjs';
import { remove } from './files.mjs';
import { kernelspec } from './kernelspec.mjs';
import { removeLeftovers } from './leftovers.mjs';
import { library } from './library.mjs';
import { alone } from './lock.mjs';
import { npmPackages } from './npm.mjs';
import { places } from './paths.mjs';
import { quietStart, say, since } from './report.mjs';
import { tensorflow } from './tensorflow.mjs';
import { typescriptFiles } from './typescriptFiles.mjs';
import { pythonPackages } from './venv.mjs';
import { checkNode } from './versions.mjs';

/**
 * In this order: TensorFlow may need the packages of both sides, the kernel needs .venv. The last
 * three are not needed by notebooks and commands: two save time later, one is for other projects.
 */
const steps = [
  npmPackages,
  pythonPackages,
  tensorflow,
  kernelspec,
  typescriptFiles,
  cellCompiler,
  library,
];

/**
 * Installs what is missing; does nothing, in well under a second, if nothing is.
 * @param {string} root the project's folder
 * @param {{ again?: boolean }} options again: try once more for what could not be had before
 * @throws Failure in plain words
 */
export async function setUp(root, { again = false } = {}) {
  checkNode(process.versions.node);
  if (process.platform === 'win32')
    throw new Failure(
      'Windows: please run the laboratory inside WSL (Windows Subsystem for Linux), where ' +
        'everything works',
    );
  const at = places(root);
  const temporary = path.join(at.work, 'tmp');
  /** @type {Omit<import('./context.mjs').Context, 'signal'>} */
  const fixed = { root, at, temporary, logs: path.join(at.work, 'logs'), again };
  await removeLeftovers(root, at, temporary);
  const idle = new AbortController().signal;
  if (steps.every((step) => step.upToDate({ ...fixed, signal: idle }))) return;
  const start = Date.now();
  await alone(at.work, (signal) => allSteps({ ...fixed, signal }));
  say(`set-up is complete (${since(start)})`);
}

/** @param {import('./context.mjs').Context} context */
async function allSteps(context) {
  await remove(context.temporary); // of a set-up that was killed while this one waited
  try {
    for (const step of steps) if (!step.upToDate(context)) await step.check?.(context);
    for (const [i, step] of steps.entries()) {
      if (step.upToDate(context)) continue; // another set-up may have done it while we waited
      say(`[${i + 1}/${steps.length}] ${step.name}: ${step.verb ?? 'installing'}`);
      quietStart();
      const start = Date.now();
      const note = await step.run({ ...context, again: false });
      say(
        `[${i + 1}/${steps.length}] ${step.name}: done in ` +
          `${since(start)}${note ? ` (${note})` : ''}`,
      );
    }
  } finally {
    await remove(context.temporary);
  }
}
