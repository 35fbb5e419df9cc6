import * as path from 'node:path';

/** Options of Node that make a new process understand the project's TypeScript files. */
export const TYPESCRIPT_OPTIONS: readonly string[] = [
  '-r',
  path.join(__dirname, '..', '..', 'jupyter', 'load', 'register.cjs'),
];

/** Arguments for `process.execPath` that run a TypeScript file of the project with `words`. */
export function nodeArguments(file: string, ...words: readonly string[]): string[] {
  return [...TYPESCRIPT_OPTIONS, file, ...words];
}
