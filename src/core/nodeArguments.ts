import * as path from 'node:path';

/** `.ts`, or `.js` where the project was built (`npm run build`), which Node runs as it is. */
const ENDING = path.extname(__filename);

/** Options of Node that make a new process understand the project's TypeScript files. */
export const TYPESCRIPT_OPTIONS: readonly string[] =
  ENDING === '.ts'
    ? ['-r', path.join(__dirname, '..', '..', 'jupyter', 'load', 'register.cjs')]
    : [];

/** The file of a program that lies in the same folder as the module that starts it. */
export function programFile(folder: string, name: string): string {
  return path.join(folder, `${name}${ENDING}`);
}

/** Arguments for `process.execPath` that run a TypeScript file of the project with `words`. */
export function nodeArguments(file: string, ...words: readonly string[]): string[] {
  return [...TYPESCRIPT_OPTIONS, file, ...words];
}
