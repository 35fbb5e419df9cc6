import * as fs from 'fs';
import * as path from 'path';
import { describe } from '../core/text';
import type { MimeBundle } from '../notebook/displayable';

/** One output of a code cell (nbformat 4). */
export type Output =
  | {
      readonly output_type: 'stream';
      readonly name: 'stdout' | 'stderr';
      readonly text: string | readonly string[];
    }
  | {
      readonly output_type: 'display_data' | 'execute_result';
      /** Text as one string or as lines, JSON types as they are. */
      readonly data: MimeBundle;
      readonly metadata?: object;
    }
  | {
      readonly output_type: 'error';
      readonly ename: string;
      readonly evalue: string;
      readonly traceback: readonly string[];
    };

/** One cell of a notebook (nbformat 4.5). */
export interface Cell {
  readonly cell_type: 'markdown' | 'code' | 'raw';
  readonly id?: string;
  readonly source: string | readonly string[];
  readonly metadata: { readonly tags?: readonly string[] };
  readonly attachments?: { readonly [name: string]: { readonly [mime: string]: string } };
  readonly outputs?: readonly Output[];
  readonly execution_count?: number | null;
}

/** A notebook file, nbformat 4. */
export interface Notebook {
  readonly cells: readonly Cell[];
  readonly metadata: { readonly lab?: { readonly code?: string; readonly mode?: string } };
  readonly nbformat: number;
}

/** Multi-line text of a notebook as one string. */
export function joined(text: unknown): string {
  if (Array.isArray(text)) return text.join('');
  return typeof text === 'string' ? text : '';
}

/** Reads a notebook. Throws an `Error` that names the file when it is no notebook of format 4. */
export function readNotebook(file: string): Notebook {
  let parsed: unknown;
  try {
    parsed = JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Error(`${file}: not a readable notebook (${(error as Error).message})`, {
      cause: error,
    });
  }
  const notebook = parsed as Notebook;
  if (notebook.nbformat !== 4 || !Array.isArray(notebook.cells)) {
    throw new Error(
      `${file}: expected a notebook of format 4, got format ${String(notebook.nbformat)}`,
    );
  }
  return notebook;
}

/**
 * Whether an error is what a cell is there to show (tag `raises-exception`, as nbclient reads it).
 */
export function mayFail(cell: Cell): boolean {
  return cell.metadata.tags?.includes('raises-exception') ?? false;
}

/** The notebooks of a folder, sorted by name. */
export function listNotebooks(folder: string): string[] {
  if (!fs.existsSync(folder)) throw new Error(`no notebook folder ${folder}`);
  return fs
    .readdirSync(folder)
    .filter((name) => name.endsWith('.ipynb') && !name.startsWith('.'))
    .sort()
    .map((name) => path.join(folder, name));
}

/** The name a person gives a notebook: its file name without folder and ending. */
export function notebookName(file: string): string {
  return path.basename(file, '.ipynb');
}

/**
 * The notebooks that `names` ask for; all of the folder when none is asked for. A name is
 * `06-agent`, `06-agent.ipynb`, `notebooks/06-agent.ipynb`, or a start that fits one notebook only
 * (`06`). Throws an `Error` that lists the names there are.
 */
export function chooseNotebooks(folder: string, names: readonly string[]): string[] {
  const all = listNotebooks(folder);
  const known = all.length
    ? `there are: ${all.map(notebookName).join(', ')}`
    : `${folder} holds no notebook`;
  if (!names.length) {
    if (!all.length) throw new Error(known);
    return all;
  }
  const chosen = names.map((name) => {
    const wanted = notebookName(name);
    const exact = all.find((file) => notebookName(file) === wanted);
    const fits = all.filter((file) => notebookName(file).startsWith(wanted));
    if (exact) return exact;
    if (fits.length === 1 && wanted) return fits[0];
    throw new Error(`no notebook ${describe(name)}; ${known}`);
  });
  return [...new Set(chosen)];
}
