#!/usr/bin/env node
// The one entry of every npm script. Plain JavaScript without dependencies: it must run before
// anything is installed.
import fs from 'node:fs';
import path from 'node:path';
import { Failure } from './setup/failure.mjs';
import { becomeTypeScript } from './setup/launch.mjs';
import { findRoot } from './setup/paths.mjs';
import { setUp } from './setup/setup.mjs';

/** Commands written in plain JavaScript; any other name is src/cli/NAME.ts. */
const plain = new Set([
  'start',
  'test',
  'check',
  'format',
  'setup',
  'doctor',
  'ts',
  'build',
  'api',
]);

const [command = 'help', ...args] = process.argv.slice(2);
const root = findRoot();
process.env['INIT_CWD'] ??= process.cwd(); // npm says where it was called
process.chdir(root);
try {
  const status = await main();
  if (status !== undefined) process.exitCode = status;
} catch (error) {
  if (!(error instanceof Failure)) throw error;
  console.error(error.message);
  process.exitCode = error.status;
}

/** @returns {Promise<number | undefined>} the exit status; a TypeScript command sets its own */
async function main() {
  if (plain.has(command)) return (await import(`./${command}.mjs`)).run(args, root);
  const file = path.join(root, 'src', 'cli', `${command}.ts`);
  if (!/^[a-z-]+$/.test(command) || !fs.existsSync(file)) {
    throw new Failure(`no command '${command}'; there are: ${commands().join(', ')}`);
  }
  await setUp(root);
  becomeTypeScript(root, file, args);
  return undefined;
}

/** @returns {string[]} */
function commands() {
  const typescript = fs
    .readdirSync(path.join(root, 'src', 'cli'))
    .filter((name) => name.endsWith('.ts'));
  return [...plain, ...typescript.map((name) => path.basename(name, '.ts'))].sort();
}
