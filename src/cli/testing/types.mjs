import { spawn } from 'node:child_process';
import path from 'node:path';
import { writeWhole } from '../setup/files.mjs';
import { places } from '../setup/paths.mjs';
import { since } from '../setup/report.mjs';

/**
 * The three type checks: everything under our TypeScript; src under the older one inside the notebook kernel; the plain JavaScript of src/cli.
 * @param {string} root
 * @returns {Promise<{ name: string, good: boolean, time: string }[]>}
 */
export async function typeChecks(root) {
  const { work, modules } = places(root);
  const kernelProject = path.join(work, 'tsconfig.kernel.json');
  writeWhole(kernelProject, JSON.stringify({ extends: '../tsconfig.json', include: ['../src/**/*.ts'], compilerOptions: { typeRoots: ['../node_modules/@types'] } }));
  const ours = path.join(modules, 'typescript', 'bin', 'tsc');
  const kernels = path.join(modules, '@tslab', 'typescript-for-tslab', 'bin', 'tsc');
  return Promise.all([
    check('types of src and tests', root, ours, path.join(root, 'tsconfig.json')),
    check('types of src in the kernel (TypeScript 5.0)', root, kernels, kernelProject),
    check('types of src/cli/**/*.mjs', root, ours, path.join(root, 'src', 'cli', 'jsconfig.json')),
  ]);
}

/** @param {string} name @param {string} root @param {string} compiler @param {string} project */
async function check(name, root, compiler, project) {
  const start = Date.now();
  const child = spawn(process.execPath, [compiler, '--noEmit', '-p', project], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text) => (output += text));
  const good = (await new Promise((resolve) => child.on('close', resolve))) === 0;
  console.log(`${good ? '✔' : '✖'} ${name} (${since(start)})${output ? `\n${output.trimEnd()}` : ''}`);
  return { name, good, time: since(start) };
}
