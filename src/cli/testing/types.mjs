import { spawn } from 'node:child_process';
import path from 'node:path';
import { places } from '../setup/paths.mjs';
import { since } from '../setup/report.mjs';

/** What is checked, with the project file that says how. */
const PROJECTS = [
  { name: 'types of src, jupyter and tests', project: ['tsconfig.json'] },
  { name: 'types of src/cli/**/*.mjs', project: ['src', 'cli', 'jsconfig.json'] },
  { name: 'types of jupyter/load/*.cjs', project: ['jupyter', 'load', 'jsconfig.json'] },
];

/**
 * The type checks: TypeScript, and the plain JavaScript that runs before TypeScript can.
 * @param {string} root
 * @returns {Promise<{ name: string, good: boolean }[]>}
 */
export async function typeChecks(root) {
  const checks = PROJECTS.map(({ name, project }) =>
    check(name, root, path.join(root, ...project)),
  );
  return Promise.all(checks);
}

/** @param {string} name @param {string} root @param {string} project */
async function check(name, root, project) {
  const start = Date.now();
  const compiler = path.join(places(root).modules, 'typescript', 'bin', 'tsc');
  const args = [compiler, '--noEmit', '-p', project];
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text) => (output += text));
  const good = (await new Promise((resolve) => child.on('close', resolve))) === 0;
  console.log(`${good ? '✔' : '✖'} ${name} (${since(start)})`);
  if (output) console.log(output.trimEnd());
  return { name, good };
}
