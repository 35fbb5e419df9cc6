#!/usr/bin/env node
// The one entry of every npm script. Plain JavaScript without dependencies: it must run before anything is installed.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { findRoot } from './setup/paths.mjs';
import { setUp } from './setup/setup.mjs';
import { Failure } from './setup/failure.mjs';

/** Commands written in plain JavaScript; any other name is src/cli/NAME.ts, run with ts-node. */
const plain = new Set(['start', 'test', 'setup', 'doctor']);

const [command = 'help', ...args] = process.argv.slice(2);
const root = findRoot();
process.chdir(root);
try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof Failure)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

/** @returns {Promise<number>} the exit status */
async function main() {
  if (plain.has(command)) return (await import(`./${command}.mjs`)).run(args, root);
  const file = path.join(root, 'src', 'cli', `${command}.ts`);
  if (!/^[a-z-]+$/.test(command) || !fs.existsSync(file)) {
    throw new Failure(`no command '${command}'; there are: ${commands().join(', ')}`);
  }
  await setUp(root);
  return runTypeScript(file);
}

/** @returns {string[]} */
function commands() {
  const typescript = fs.readdirSync(path.join(root, 'src', 'cli')).filter((name) => name.endsWith('.ts'));
  return [...plain, ...typescript.map((name) => path.basename(name, '.ts'))].sort();
}

/** @param {string} file @returns {Promise<number>} */
function runTypeScript(file) {
  const child = spawn(process.execPath, ['-r', 'ts-node/register', file, ...args], {
    stdio: 'inherit',
    env: { ...process.env, TS_NODE_TRANSPILE_ONLY: '1', LAB_ROOT: root },
  });
  // Ctrl+C reaches the child as well: it ends in its own way, and its status is ours.
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) process.on(signal, () => child.kill(signal));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 130));
  });
}
