// Work on one notebook at the terminal: how far it is, how it ended, what went wrong.
import { InterruptedError } from '../core/errors';
import { errorMessage } from '../core/text';
import { BROWSER_MEND } from '../report/browser';
import { progressLine } from '../report/progressLine';

/** Work that takes a while, and what is said about it. */
export interface NotebookWork<T> {
  /** What the line begins with. */
  readonly name: string;
  /** What stands on the line after an error, such as what became of an earlier result. */
  readonly failed?: string;
  /** Does the work; tells its state, such as `12/30 cells`. */
  readonly run: (say: (state: string) => void) => Promise<T>;
  /** What stands on the line at the end. */
  readonly done: (result: T) => string;
}

/**
 * Does the work behind a line that shows its state.
 * @throws what the work throws, once the line says so
 */
export async function withProgress<T>(work: NotebookWork<T>): Promise<T> {
  const { name, failed = 'FAILED', run, done } = work;
  const line = progressLine(name);
  let last = '';
  try {
    const result = await run((state) => {
      last = `${state}  `;
      line.update(state);
    });
    line.end(done(result));
    return result;
  } catch (error) {
    line.end(`${last}${error instanceof InterruptedError ? 'stopped' : failed}`);
    throw error;
  }
}

/**
 * Does the work for one of several notebooks: an error is printed, and the next one goes on.
 * @returns undefined where it failed
 * @throws InterruptedError after Ctrl+C
 */
export async function withProgressOfOne<T>(work: NotebookWork<T>): Promise<T | undefined> {
  try {
    return await withProgress(work);
  } catch (error) {
    if (error instanceof InterruptedError) throw error;
    console.error(errorMessage(error));
    return undefined;
  }
}

const BROWSER_MISSING = 'no Chromium or Chrome was found, which prints the PDF';

/** What is missing where a PDF was asked for and no browser was found. */
export const NO_BROWSER = `${BROWSER_MISSING}; mend: ${BROWSER_MEND}`;

/** The size of a file as people say it. */
export function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
