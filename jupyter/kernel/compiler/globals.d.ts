// What every cell has without an import, beside what Node has.

/**
 * Asks the reader a question in an input box below the cell and waits for the answer. Returns null
 * for an empty answer without a `initial` one.
 */
declare function prompt(message?: string, initial?: string): string | null;

/** Asks the reader a question that is answered with yes or no, and waits for the answer. */
declare function confirm(message?: string): boolean;

/** Shows a message and waits until the reader has pressed Enter. */
declare function alert(message?: string): void;

/** The notebook's folder. */
declare const __dirname: string;

/** The notebook's file, as far as Jupyter says which it is. */
declare const __filename: string;
