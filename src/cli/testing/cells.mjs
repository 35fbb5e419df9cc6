import fs from 'node:fs';
import path from 'node:path';
import { writeWhole } from '../setup/files.mjs';

/** A cell is narrower than a file: this many columns fit beside JupyterLab's side bar. */
const CELL_COLUMNS = 88;

/**
 * @typedef {{ cell_type: string, source: string | string[] }} Cell
 * @typedef {{ cells: Cell[] }} Notebook
 */

/** @param {string | string[]} source */
const textOf = (source) => (Array.isArray(source) ? source.join('') : source);

/**
 * A notebook keeps a cell's source as lines, each with its line break.
 * @param {string} text
 * @returns {string[]}
 */
const linesOf = (text) => text.split(/(?<=\n)/);

/**
 * A cell's code as Prettier writes it.
 * @param {string} source
 * @param {import('prettier').Options} options of the project
 */
async function formatCell(source, options) {
  const prettier = await import('prettier'); // only now: this file is loaded before set-up
  const text = await prettier.format(source, {
    ...options,
    parser: 'typescript',
    printWidth: CELL_COLUMNS,
  });
  return text.trimEnd();
}

/**
 * Formats the code cells of a notebook, or only tells which are not formatted.
 * @param {string} file a notebook
 * @param {{ write: boolean }} options `write`: put the formatted cells into the file
 * @returns {Promise<string[]>} one line for each cell that was not formatted
 */
export async function formatNotebook(file, { write }) {
  const prettier = await import('prettier');
  const options = (await prettier.resolveConfig(file)) ?? {};
  const notebook = /** @type {Notebook} */ (JSON.parse(fs.readFileSync(file, 'utf8')));
  const name = path.basename(file);
  /** @type {string[]} */
  const found = [];
  for (const [index, cell] of notebook.cells.entries()) {
    if (cell.cell_type !== 'code') continue;
    const source = textOf(cell.source);
    try {
      const formatted = await formatCell(source, options);
      if (formatted === source) continue;
      cell.source = linesOf(formatted);
      found.push(`${name}, cell ${index + 1}: not formatted`);
    } catch (error) {
      found.push(`${name}, cell ${index + 1}: ${firstLine(error)}`);
    }
  }
  if (write && found.length > 0) writeWhole(file, `${JSON.stringify(notebook, null, 1)}\n`);
  return found;
}

/** @param {unknown} error */
const firstLine = (error) => String(error instanceof Error ? error.message : error).split('\n')[0];
