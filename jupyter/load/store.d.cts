/** The JavaScript of one file or text, and how to lead its positions back to what was written. */
export interface Compiled {
  /** CommonJS JavaScript, without any comment about its source map. */
  readonly code: string;
  /** The file that keeps the source map; undefined if it could only be kept in memory. */
  readonly mapFile: string | undefined;
  /** Path of the source, relative to the project's folder, with slashes. */
  readonly label: string;
  /** The source map (version 3), read from its file only now; undefined if that file is gone. */
  map(): SourceMapText | undefined;
}

/** What a source map holds, as `new SourceMap(...)` of node:module takes it. */
export interface SourceMapText {
  readonly file: string;
  readonly version: number;
  readonly sources: string[];
  readonly sourcesContent: string[];
  readonly names: string[];
  readonly mappings: string;
  readonly sourceRoot: string;
}

/** Languages a text can be in; `js` for .js, .mjs and .cjs. */
export type Language = 'ts' | 'tsx' | 'js' | 'jsx';

export interface Store {
  /** The project's folder. */
  readonly root: string;
  /** The folder that keeps compiled files: .lab/js. */
  readonly folder: string;
  /**
   * The JavaScript of a file (.ts, .mts, .cts, .tsx, .js, .mjs, .jsx). Throws SourceError where its
   * text is no TypeScript, and the usual error of node:fs where it cannot be read.
   */
  compile(file: string): Compiled;
  /** The same for a text that is in no file, or not in this version. */
  compileText(text: string, label: string, language?: Language): Compiled;
  /**
   * The same for the file that Node was started with: it may also wait (`await`) at its top level.
   * It then runs inside an async function, so nothing can import from it.
   */
  compileProgram(file: string): Compiled;
  /**
   * Compiles many files at once: those that are not in the store yet. Errors are left for later.
   * Returns how many were compiled.
   */
  fill(files: readonly string[]): Promise<number>;
  /** Path of a file as in `label`. */
  labelOf(file: string): string;
  /** What decides about the JavaScript besides the text: version of esbuild, settings. */
  madeWith(): string;
}

/** A text that cannot be compiled; the message holds file, line, column and the line's text. */
export class SourceError extends SyntaxError {
  constructor(message: import('esbuild').Message, label: string);
  /** What is wrong, without the place. */
  readonly reason: string;
  readonly file: string;
  /** From 1, as `column` is. */
  readonly line: number;
  readonly column: number;
  readonly lineText: string;
}

export function createStore(root: string): Store;

/** Files of the project that a fill compiles: all TypeScript below src, jupyter and tests. */
export function projectFiles(root: string): string[];
