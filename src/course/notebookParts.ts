import { createHash } from 'node:crypto';
import * as path from 'node:path';
import { joined, type Cell, type Notebook } from '../report/notebookFile';

/** What programs write into a cell's metadata at each run. All else a person may have written. */
const WRITTEN_BY_RUNS = ['execution', 'ExecuteTime', 'executionInfo', 'papermill'];

/** The same, of a notebook. */
const WRITTEN_INTO_NOTEBOOKS = ['lab', 'widgets', 'papermill'];

/** The text of a cell as notebooks keep it: its lines, each with its line break. */
export function sourceLines(text: string): string[] {
  return text === '' ? [] : text.split(/(?<=\n)/);
}

/** The text of a cell, its lines parted by `\n` whatever the file parts them by. */
export function sourceText({ source }: Cell): string {
  return joined(source).replace(/\r\n?/g, '\n');
}

/** A text that Markdown takes as it is. */
export function inMarkdown(text: string): string {
  return text.replace(/[\\`*_{}[\]<>()#+.!|$~&-]/g, (sign) => `\\${sign}`);
}

/** The path of a file as an address in a link. */
export function linkAddress(file: string): string {
  return file.split(path.sep).map(encodeURIComponent).join('/');
}

/** A new Markdown cell. */
export function proseCell(id: string, text: string): Cell {
  return { cell_type: 'markdown', id, metadata: {}, source: sourceLines(text) };
}

/** A cell with another text. */
export function withSource(cell: Cell, text: string): Cell {
  return { ...cell, source: sourceLines(text) };
}

/** A cell as before its first run: a code cell loses what it put out, none what people set. */
export function beforeRun(cell: Cell): Cell {
  const metadata = without(cell.metadata, WRITTEN_BY_RUNS);
  if (cell.cell_type !== 'code') return { ...cell, metadata };
  return { ...cell, metadata, execution_count: null, outputs: [] };
}

/** A cell whose code is folded, as JupyterLab and Jupyter Book mark it. */
export function foldedCell(cell: Cell): Cell {
  const { tags = [], jupyter = {} } = cell.metadata as {
    readonly tags?: readonly string[];
    readonly jupyter?: object;
  };
  const metadata = {
    ...cell.metadata,
    tags: [...new Set([...tags, 'hide-input'])],
    jupyter: { ...jupyter, source_hidden: true },
  };
  return { ...cell, metadata };
}

/**
 * A notebook with other cells. What it says of a run is left out, since the cells are not those
 * that ran; each cell has an id, as nbformat 4.5 wants it.
 */
export function withCells(notebook: Notebook, cells: readonly Cell[]): Notebook {
  const used = new Set<string>();
  const named = cells.map((cell, index) => {
    const hash = createHash('sha256')
      .update(`${index}:${joined(cell.source)}`)
      .digest('hex');
    let id = cell.id ?? hash.slice(0, 8);
    if (used.has(id)) id = hash.slice(0, 12);
    used.add(id);
    return { ...cell, id };
  });
  const metadata = without(notebook.metadata, WRITTEN_INTO_NOTEBOOKS);
  const form = { nbformat: 4, nbformat_minor: 5 };
  return { ...notebook, ...form, metadata, cells: named };
}

function without<T extends object>(fields: T, names: readonly string[]): T {
  const kept = Object.entries(fields).filter(([name]) => !names.includes(name));
  return Object.fromEntries(kept) as T;
}

/** A notebook as the text of its file. */
export function notebookText(notebook: Notebook): string {
  return `${JSON.stringify(notebook, null, 1)}\n`;
}
