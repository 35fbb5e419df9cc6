import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { places } from '../setup/paths.mjs';
import { since } from '../setup/report.mjs';
import { formatNotebook } from './cells.mjs';

/**
 * What a check found.
 * @typedef {{ good: boolean, output: string }} Finding
 * @typedef {{ name: string, find: (root: string) => Promise<Finding> }} Check
 */

/**
 * A check that is a program: it holds if the program ends with 0.
 * @param {string} name
 * @param {(at: ReturnType<typeof places>) => string[]} command program and arguments
 * @returns {Check}
 */
const program = (name, command) => ({
  name,
  find: (root) => runProgram(command(places(root)), root),
});

/**
 * @param {string} name of a package
 * @param {string} file its program
 * @param {...string} words
 * @returns {(at: ReturnType<typeof places>) => string[]}
 */
const packaged =
  (name, file, ...words) =>
  ({ modules }) => [process.execPath, path.join(modules, name, ...file.split('/')), ...words];

/** @param {...string} words @returns {(at: ReturnType<typeof places>) => string[]} */
const ruff =
  (...words) =>
  ({ venv }) => [path.join(venv, 'bin', 'ruff'), ...words];

/** @param {string} project a file that says what is checked, and how @param {...string} words */
const types = (project, ...words) =>
  packaged('typescript', 'bin/tsc', '--noEmit', '-p', project, ...words);

/**
 * What linter, formatter and types remember of files that have not changed. A fresh checkout has
 * nothing there: all is checked. A rule that needs types looks at a file again only when the file
 * itself changes; whoever doubts deletes the folder.
 */
const MEMORY = path.join('.lab', 'checks');

/** @param {string} file */
const remembered = (file) => [
  '--cache',
  '--cache-strategy=content',
  `--cache-location=${path.join(MEMORY, file)}`,
];

/** The linter first: two run at once, and it takes longest. @type {readonly Check[]} */
const checks = [
  program('lint (ESLint)', packaged('eslint', 'bin/eslint.js', ...remembered('eslint.json'), '.')),
  program(
    'types of TypeScript',
    types('tsconfig.json', '--incremental', '--tsBuildInfoFile', path.join(MEMORY, 'types.json')),
  ),
  program('types of src/cli/**/*.mjs', types('src/cli/jsconfig.json')),
  program('types of jupyter/load/*.cjs', types('jupyter/load/jsconfig.json')),
  program(
    'format (Prettier)',
    packaged(
      'prettier',
      'bin/prettier.cjs',
      ...remembered('prettier.json'),
      '--check',
      '--log-level=warn',
      '.',
    ),
  ),
  { name: 'format of notebook cells', find: (root) => notebookCells(root, { write: false }) },
  program('format of Python (Ruff)', ruff('format', '--check', '--quiet', '.')),
  program('lint of Python (Ruff)', ruff('check', '--quiet', '.')),
];

/**
 * Formatter, linter and types, two at once. Prints a line a check, and what is wrong.
 * @param {string} root
 * @returns {Promise<string[]>} names of the checks that do not hold
 */
export async function staticChecks(root) {
  const waiting = [...checks];
  /** @type {string[]} */
  const wrong = [];
  const lane = async () => {
    for (let check = waiting.shift(); check; check = waiting.shift()) {
      const start = Date.now();
      const { good, output } = await check.find(root);
      console.log(`${good ? '✔' : '✖'} ${check.name} (${since(start)})`);
      if (!good) console.log(output.trimEnd());
      if (!good) wrong.push(check.name);
    }
  };
  await Promise.all([lane(), lane()]);
  return wrong;
}

/**
 * Formats everything in place.
 * @param {string} root
 * @returns {Promise<string[]>} what could not be formatted
 */
export async function formatAll(root) {
  const at = places(root);
  const prettier = packaged('prettier', 'bin/prettier.cjs', '--write', '--log-level=warn', '.');
  const findings = [
    await runProgram(prettier(at), root),
    await runProgram(ruff('format', '--quiet', '.')(at), root),
    await notebookCells(root, { write: true }),
  ];
  return findings.filter(({ good }) => !good).map(({ output }) => output.trimEnd());
}

/**
 * @param {string} root
 * @param {{ write: boolean }} options
 * @returns {Promise<Finding>}
 */
async function notebookCells(root, options) {
  const folder = path.join(root, 'notebooks');
  const names = fs.readdirSync(folder).filter((name) => name.endsWith('.ipynb'));
  /** @type {string[]} */
  const found = [];
  for (const name of names.sort()) {
    found.push(...(await formatNotebook(path.join(folder, name), options)));
  }
  return { good: found.length === 0, output: found.join('\n') };
}

/**
 * @param {string[]} command
 * @param {string} root
 * @returns {Promise<Finding>}
 */
function runProgram([program = '', ...words], root) {
  return new Promise((resolve) => {
    const child = spawn(program, words, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => (output += text));
    }
    child.on('error', (error) => resolve({ good: false, output: `${program}: ${error.message}` }));
    child.on('close', (status) => resolve({ good: status === 0, output }));
  });
}
