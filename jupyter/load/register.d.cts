import type { Store } from './store.cjs';

/** A place in a file, counted from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** The store that `require` uses for TypeScript files of this project. */
export const store: Store;

/** The project's folder. */
export const root: string;

/**
 * The place in the source for a place in the JavaScript that `require` made of a file.
 * Undefined for files that did not come from the store, and for what nobody wrote.
 */
export function locate(file: string, line: number, column: number): Place | undefined;
