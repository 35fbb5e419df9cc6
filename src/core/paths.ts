import * as path from 'node:path';

/** The project's root folder: `LAB_ROOT`, else the folder above `src`. */
export function projectRoot(): string {
  return path.resolve(process.env['LAB_ROOT'] || path.join(__dirname, '..', '..'));
}

/**
 * A file of the project, wherever the notebook that asks for it lies.
 * @param name relative to the project's root, with slashes
 * @example readFileSync(projectPath('tests/data/dnc-vectors.json'), 'utf8')
 */
export function projectPath(name: string): string {
  return path.join(projectRoot(), ...name.split('/'));
}
