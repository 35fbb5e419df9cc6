#!/usr/bin/env node
// The one entry of every npm script. Plain JavaScript without dependencies: it must run before
// anything is installed.
import fs from 'node:fs';
import path from 'node:path';
import { explainSystemError } from './setup/explain.mjs';
import { Failure } from './setup/failure.mjs';
import { readJson } from './setup/files.mjs';
import { jupyterFolders } from './setup/jupyter.mjs';
import { becomeTypeScript } from './setup/launch.mjs';
import { findRoot } from './setup/paths.mjs';
import { setUp } from './setup/setup.mjs';
import { quote } from './words.mjs';

/** Commands that start kernels by the Python side, which then keeps its files in .lab. */
const RUNS_KERNELS = new Set(['notebooks', 'report', 'course']);

const [command, ...args] = process.argv.slice(2);
const root = findRoot();
process.env['INIT_CWD'] ??= process.cwd(); // npm says where it was called
process.chdir(root);
try {
  const status = await main();
  if (status !== undefined) process.exitCode = status;
} catch (error) {
  const failure = error instanceof Failure ? error : explainSystemError(error, root);
  if (!failure) throw error;
  console.error(failure.message);
  process.exitCode = failure.status;
}

/** @returns {Promise<number | undefined>} the exit status; a TypeScript command sets its own */
async function main() {
  const known = commands();
  if (command === undefined || !known.includes(command)) {
    const got = command === undefined ? 'nothing' : quote(command);
    throw new Failure(`command: got ${got}, expected one of ${known.join(', ')}`, 2);
  }
  const folder = path.join(root, 'src', 'cli');
  // those that set up by themselves, or run before that, are plain JavaScript
  if (fs.existsSync(path.join(folder, `${command}.mjs`)))
    return (await import(`./${command}.mjs`)).run(args, root);
  await setUp(root);
  if (RUNS_KERNELS.has(command)) Object.assign(process.env, jupyterFolders(root));
  becomeTypeScript(root, path.join(folder, `${command}.ts`), args);
  return undefined;
}

/** The names of the npm scripts. @returns {string[]} */
function commands() {
  const { scripts } = readJson(path.join(root, 'package.json'));
  return Object.keys(scripts)
    .filter((name) => scripts[name].endsWith(` ${name}`))
    .sort();
}
