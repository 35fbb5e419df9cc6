/** What to start as the compiler process of a kernel. */
export interface CompilerFiles {
  /** The compiler with TypeScript in one file of JavaScript: `node BUNDLE`. */
  readonly bundle: string;
  /**
   * A V8 start-up snapshot of it: `node --snapshot-blob BLOB compiler`, which starts much faster.
   * Undefined if there is none for this Node, this project and this text of the compiler.
   */
  readonly blob: string | undefined;
}

/** Where the compiler of the present text lies, whether it is there or not. */
export interface CompilerPlaces {
  /** A folder for this text of the compiler and this lockfile. */
  readonly folder: string;
  readonly bundle: string;
  /** The snapshot for this Node and this place of the project. */
  readonly blob: string;
  /** Written after the blob: its size and the tag of the V8 that made it. */
  readonly stamp: string;
  /** Written by set-up if the snapshot could not be made. */
  readonly failure: string;
}

/**
 * The compiler of the project in `root`. The bundle is made now if it is missing (below a second).
 * The snapshot is made by set-up alone.
 */
export function compilerFiles(root: string): CompilerFiles;

/** Names only; reads the compiler's text, makes nothing. */
export function compilerPlaces(root: string): CompilerPlaces;

/** Makes the bundle if it is missing. Returns the file. */
export function bundleCompiler(root: string): string;

/** Whether the snapshot is there whole and made by a V8 like the one that runs now. */
export function snapshotFits(places: CompilerPlaces): boolean;

/** What `stamp` holds for a blob that was just made by this Node. */
export function stampFor(blob: string): string;

/** False if LAB_SNAPSHOT=off: then no snapshot is made or used. */
export function snapshotsWanted(): boolean;
