import path from 'node:path';
import { exec } from '../exec.mjs';
import { Failure } from '../failure.mjs';
import { bytesIn } from '../files.mjs';
import { Interrupted } from '../interrupt.mjs';
import { megabytes, progress } from '../report.mjs';
import { makeStage, proveStage } from './stage.mjs';

// milliseconds until the first bytes must have come: its host may be out of reach
const firstBytes = 20_000;
// milliseconds without any progress afterwards (the compiler, if it is needed, takes a while)
const standstill = 90_000;

/**
 * The package's own installer: downloads libtensorflow and the ready addon. It has no time limit of
 * its own, so it is watched from here.
 * @param {import('../context.mjs').Context} context
 * @returns {Promise<string>} version of the library
 */
export async function byInstaller(context) {
  const stage = await makeStage(context);
  const grown = () =>
    ['deps', 'lib', 'build'].reduce((sum, name) => sum + bytesIn(path.join(stage, name)), 0);
  const programs = path.join(context.at.modules, '.bin');
  const watch = new AbortController();
  const stop = () => watch.abort(context.signal.reason);
  context.signal.addEventListener('abort', stop);
  let size = 0;
  let change = Date.now();
  const timer = setInterval(() => {
    const now = grown();
    if (now !== size) [size, change] = [now, Date.now()];
    if (size > 0) progress(`package installer: ${megabytes(size)} unpacked`);
    if (Date.now() - change > (size === 0 ? firstBytes : standstill))
      watch.abort(new Failure('its server does not answer'));
  }, 1000);
  try {
    await exec('TensorFlow installer', [process.execPath, path.join('scripts', 'install.js')], {
      cwd: stage,
      env: { PATH: [programs, process.env['PATH'] ?? ''].join(path.delimiter) },
      logs: context.logs,
      signal: watch.signal,
    });
    return await proveStage(context);
  } catch (error) {
    if (error instanceof Interrupted || !(error instanceof Failure)) throw error;
    const offline = /no network/.test(error.message);
    const reason = offline ? 'its server cannot be reached' : error.message;
    throw new Failure(`the package's own installer did not succeed: ${reason}`);
  } finally {
    clearInterval(timer);
    context.signal.removeEventListener('abort', stop);
  }
}
