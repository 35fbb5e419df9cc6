import { agree, NUMBERS_MIME, spokenTolerance, type KeyNumbers } from './keyNumbers';
import { joined, mayFail, type Cell, type Notebook, type Output } from './notebookFile';

/** Every key number a notebook states, by name. Throws an `Error` when a name is stated twice. */
export function statedNumbers(notebook: Notebook): KeyNumbers {
  const all: Record<string, KeyNumbers[string]> = {};
  for (const output of notebook.cells.flatMap((cell) => cell.outputs ?? [])) {
    if (!('data' in output)) continue;
    for (const [name, number] of Object.entries((output.data[NUMBERS_MIME] ?? {}) as KeyNumbers)) {
      if (Object.hasOwn(all, name)) throw new Error(`key number '${name}' is stated twice`);
      all[name] = number;
    }
  }
  return all;
}

/**
 * Controls that live in one session only; a committed notebook holds what they show at the start.
 */
const CONTROLS = 'application/vnd.jupyter.widget-view+json';

/** What kind of output it is: its MIME types, or which stream, or an error. */
function kind(output: Output): string {
  if (output.output_type === 'stream') return output.name;
  if (output.output_type === 'error') return `error ${output.ename}`;
  return Object.keys(output.data)
    .filter((mime) => mime !== CONTROLS)
    .sort()
    .join(' + ');
}

const kinds = (cell: Cell): string => (cell.outputs ?? []).map(kind).join(', ') || 'nothing';

/**
 * Cells (counted from 1) that write to stderr: in a lesson that is a defect, for the reader sees it
 * as a red box.
 */
export function stderrCells(
  notebook: Notebook,
): { readonly cell: number; readonly text: string }[] {
  return notebook.cells.flatMap((cell, index) =>
    (cell.outputs ?? []).flatMap((output) =>
      output.output_type === 'stream' && output.name === 'stderr' && !mayFail(cell)
        ? [{ cell: index + 1, text: joined(output.text) }]
        : [],
    ),
  );
}

/** Cells (counted from 1) that hold an error nobody planned. */
export function errorCells(notebook: Notebook): { readonly cell: number; readonly text: string }[] {
  return notebook.cells.flatMap((cell, index) =>
    (cell.outputs ?? []).flatMap((output) =>
      output.output_type === 'error' && !mayFail(cell)
        ? [{ cell: index + 1, text: `${output.ename}: ${output.evalue}` }]
        : [],
    ),
  );
}

/**
 * Compares a committed notebook with a fresh run of it.
 * @returns one line for each disagreement; none when the committed outputs still tell the truth.
 */
export function disagreements(committed: Notebook, fresh: Notebook): string[] {
  const found: string[] = [];
  if (committed.metadata.lab?.code !== fresh.metadata.lab?.code) {
    found.push('its code was edited after its outputs were made (mend: npm run notebooks -- NAME)');
  } else if (committed.metadata.lab?.mode !== fresh.metadata.lab?.mode) {
    found.push(
      `its outputs come from a ${String(committed.metadata.lab?.mode)} run, this is a ` +
        `${String(fresh.metadata.lab?.mode)} run`,
    );
  }
  fresh.cells.forEach((cell, index) => {
    const before = committed.cells[index] ? kinds(committed.cells[index]) : 'no cell';
    if (before !== kinds(cell))
      found.push(`cell ${index + 1} shows ${before} in the file, ${kinds(cell)} in this run`);
  });
  for (const { cell, text } of errorCells(committed))
    found.push(`cell ${cell} holds an error: ${text}`);
  const was = statedNumbers(committed);
  const is = statedNumbers(fresh);
  for (const name of new Set([...Object.keys(was), ...Object.keys(is)])) {
    const a = was[name];
    const b = is[name];
    if (!a || !b) found.push(`'${name}' is stated only in ${a ? 'the file' : 'this run'}`);
    else if (!agree(a.value, b.value, b.tolerance)) {
      found.push(
        `'${name}' is ${a.value} in the file, ${b.value} in this run (allowed: ` +
          `${spokenTolerance(b.tolerance)})`,
      );
    }
  }
  return found;
}
