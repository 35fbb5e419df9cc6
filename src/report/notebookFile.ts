import * as fs from 'fs';
import * as path from 'path';
import { describe } from '../core/text';
import { FileError, fileError } from '../core/errors';
import { parseContent, readJson } from '../core/jsonFile';
import type { MimeBundle } from '../notebook/displayable';
import { notebookSchema } from './notebookSchema';

/** One output of a code cell (nbformat 4). */
export type Output =
  | {
      readonly output_type: 'stream';
      /** `stdout` or `stderr`. */
      readonly name: string;
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

/** What a cell says about itself. */
export interface CellMetadata {
  readonly tags?: readonly string[];
  /** What was collapsed in JupyterLab: true. */
  readonly jupyter?: { readonly source_hidden?: unknown; readonly outputs_hidden?: unknown };
  /** Outputs that were collapsed in the classic notebook: true. */
  readonly collapsed?: unknown;
  /** The words for its figure, or for each of its figures, for those who do not see them. */
  readonly alt?: unknown;
}

/** One cell of a notebook (nbformat 4.5). */
export interface Cell {
  readonly cell_type: 'markdown' | 'code' | 'raw';
  readonly id?: string;
  readonly source: string | readonly string[];
  readonly metadata: CellMetadata;
  readonly attachments?: { readonly [name: string]: MimeBundle };
  readonly outputs?: readonly Output[];
  readonly execution_count?: number | null;
}

/** A notebook file, nbformat 4. */
export interface Notebook {
  readonly cells: readonly Cell[];
  readonly metadata: {
    readonly lab?: { readonly code?: string; readonly mode?: string };
    readonly kernelspec?: { readonly name?: string; readonly language?: string };
    readonly language_info?: { readonly name?: string };
    readonly title?: string;
    readonly authors?: readonly (string | { readonly name: string })[];
    readonly date?: string;
    readonly lang?: string;
  };
  readonly nbformat: number;
}

/** Multi-line text of a notebook as one string. */
export function joined(text: unknown): string {
  if (Array.isArray(text)) return text.join('');
  return typeof text === 'string' ? text : '';
}

/**
 * Reads a notebook and checks that it has the form of nbformat 4.
 * @throws FileError naming the file, the first part that is wrong, what came and what was expected:
 * `mine.ipynb: cells[2].outputs[0].output_type: got "nonsense", expected one of 'stream', …`
 */
export function readNotebook(file: string): Notebook {
  const content = readJson(file);
  try {
    JSON.stringify(content);
  } catch (error) {
    throw new FileError(file, 'lists or objects nested too deeply', { cause: error });
  }
  return parseContent(file, notebookSchema, content);
}

/**
 * Whether an error is what a cell is there to show (tag `raises-exception`, as nbclient reads it).
 */
export function mayFail(cell: Cell): boolean {
  return cell.metadata.tags?.includes('raises-exception') ?? false;
}

/**
 * The notebooks of a folder, sorted by name.
 * @throws FileError naming the folder, where it cannot be read
 */
export function listNotebooks(folder: string): string[] {
  let names: string[];
  try {
    names = fs.readdirSync(folder);
  } catch (error) {
    throw fileError(folder, error);
  }
  return names
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
    if (fits.length > 1 && wanted)
      throw new Error(`${describe(name)} fits ${fits.map(notebookName).join(' and ')}`);
    throw new Error(`no notebook ${describe(name)}; ${known}`);
  });
  return [...new Set(chosen)];
}
