import fs from 'node:fs';
import path from 'node:path';
import { Failure } from './setup/failure.mjs';
import { becomeTypeScript } from './setup/launch.mjs';
import { setUp } from './setup/setup.mjs';
import { quote } from './words.mjs';

const USAGE =
  'usage: npm run ts -- FILE [arguments]   (a TypeScript file: .ts, .mts, .cts or .tsx)';

/**
 * `npm run ts -- FILE [arguments]`: runs a TypeScript file of one's own, in the project or
 * elsewhere, in the folder that the command was typed in. It may wait (`await`) at its top level,
 * and finds the project as `neural-memory-lab/replay`, `neural-memory-lab/agent` and so on.
 * @param {string[]} args
 * @param {string} root
 */
export async function run([name, ...args], root) {
  if (name === '--help' || name === '-h') {
    console.log(USAGE);
    return 0;
  }
  const folder = process.env['INIT_CWD'] || process.cwd();
  const file = programFile(name, folder);
  await setUp(root);
  process.chdir(folder);
  becomeTypeScript(root, file, args);
  return undefined;
}

/**
 * The file that is run.
 * @param {string | undefined} name as it was typed @param {string} folder that it was typed in
 * @throws {Failure} with status 2
 */
export function programFile(name, folder) {
  if (!name) throw new Failure(USAGE, 2);
  const file = path.resolve(folder, name);
  if (!/\.[mc]?tsx?$/.test(file))
    throw new Failure(`${quote(name)} is no TypeScript file; ${USAGE}`, 2);
  if (!fs.existsSync(file) || !fs.statSync(file).isFile())
    throw new Failure(`no file ${quote(name)} in ${folder}`, 2);
  return file;
}
