// Puts one npm package into a folder: `node fetchPackage.mjs NAME@VERSION FOLDER`. No script of the
// package is run. A program of its own, so that Ctrl+C ends npm and all that it started.
import path from 'node:path';
import { needRoom } from '../setup/disk.mjs';
import { exec } from '../setup/exec.mjs';
import { Failure } from '../setup/failure.mjs';
import { Interrupted, interruptible } from '../setup/interrupt.mjs';
import { npm, npmCache } from '../setup/npm.mjs';
import { findRoot, places } from '../setup/paths.mjs';
import { progress, quietStart, say } from '../setup/report.mjs';

const HOW = [
  '--ignore-scripts',
  '--no-save',
  '--no-audit',
  '--no-fund',
  '--prefer-offline',
  '--fetch-retries=2',
  '--fetch-retry-mintimeout=1000',
  '--fetch-retry-maxtimeout=5000',
];
const [wanted = '', folder = ''] = process.argv.slice(2);
const at = places(findRoot());

/** @param {AbortSignal} signal */
async function fetchPackage(signal) {
  needRoom(wanted, folder, 200e6);
  quietStart();
  try {
    await exec(wanted, [...npm(), 'install', wanted, '--prefix', folder, ...HOW], {
      cwd: folder,
      env: npmCache(at),
      logs: path.join(at.work, 'logs'),
      signal,
      onLine: (line) => progress(`${wanted}: ${line.slice(0, 60)}`),
    });
  } catch (error) {
    throw error instanceof Failure && /spawn npm ENOENT/.test(error.message)
      ? new Failure(`${wanted}: there is no npm on the PATH; it comes with Node.js (nodejs.org)`)
      : error;
  }
}

try {
  await interruptible(fetchPackage);
} catch (error) {
  if (error instanceof Interrupted) process.exitCode = 130;
  else if (error instanceof Failure) {
    say(error.message);
    process.exitCode = error.status;
  } else throw error;
}
