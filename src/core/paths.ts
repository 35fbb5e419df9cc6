import * as path from 'node:path';

/** The folder that this file's project or package lies in, whatever `LAB_ROOT` says. */
const PACKAGE = path.join(__dirname, '..', '..');

/** The project's root folder: `LAB_ROOT`, else the folder above `src`. */
export function projectRoot(): string {
  return path.resolve(process.env['LAB_ROOT'] || PACKAGE);
}

/**
 * A file of the project, wherever the notebook that asks for it lies.
 * @param name relative to the project's root, with slashes
 * @example readFileSync(projectPath('tests/data/dnc-vectors.json'), 'utf8')
 */
export function projectPath(name: string): string {
  return path.join(projectRoot(), ...name.split('/'));
}

/**
 * A file that comes with the code, such as a data set: found beside it even where `LAB_ROOT` sends
 * what is written elsewhere.
 * @param name relative to the folder above `src`, with slashes
 */
export function packagePath(name: string): string {
  return path.join(PACKAGE, ...name.split('/'));
}
