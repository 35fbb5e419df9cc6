import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { notebookName, readNotebook, type Notebook } from './notebookFile';
import { runPython } from './python';

/** How long the runs in a notebook are: minutes, or as long as the result deserves. */
export type Mode = 'quick' | 'full';

/** What the runner says about an error; `cell` 0: no cell was reached. */
interface ErrorEvent {
  readonly event: 'error';
  readonly cell: number;
  readonly source: string;
  readonly ename: string;
  readonly evalue: string;
  readonly traceback: string;
}

/** A line of the runner. */
type Event =
  | ErrorEvent
  | {
      readonly event: 'start' | 'cell' | 'done';
      /** Cells that have run. */
      readonly done: number;
      readonly cells: number;
    };

/** A cell that failed, said so that a person finds it. */
export class NotebookError extends Error {
  override readonly name = 'NotebookError';
  readonly cell: number;
  readonly ename: string;
  readonly traceback: string;

  constructor(
    readonly notebook: string,
    { cell, source, ename, evalue, traceback }: ErrorEvent,
  ) {
    const said = traceback.trim();
    const detail = traceback.includes(evalue) && said ? said : `${ename}: ${evalue}`;
    const first = source.split('\n').find((line) => line.trim()) ?? '';
    const start = first.trim().slice(0, 60);
    super(`${notebook}, cell ${cell} (starts "${start}")\n${detail.replace(/^/gm, '    ')}`);
    this.cell = cell;
    this.ename = ename;
    this.traceback = traceback;
  }
}

/** A notebook after a run: `text` is the file to save, byte for byte. */
export interface Executed {
  readonly notebook: Notebook;
  readonly text: string;
}

/** What the kernel itself said: Python's tracebacks of its death, which follow, tell nothing. */
const lastLines = (text: string): string =>
  text
    .split(/^(?:Exception ignored|Traceback|Task exception|During handling)/m)[0]
    .trim()
    .split('\n')
    .filter(Boolean)
    .slice(-6)
    .map((line) => `    ${line}\n`)
    .join('');

/**
 * Runs a notebook on a fresh kernel; the file itself is left alone.
 * @param onCells called with cells done and cells in all.
 * @throws NotebookError where a cell fails, InterruptedError on Ctrl+C, Error when no kernel
 * starts
 */
export async function executeNotebook(
  file: string,
  mode: Mode,
  onCells: (done: number, cells: number) => void,
): Promise<Executed> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'lab-notebook-'));
  const output = path.join(folder, path.basename(file));
  let failed: NotebookError | undefined;
  let unstarted = '';
  try {
    const result = await runPython(
      'run_notebook.py',
      [file, output, '--folder', path.dirname(file)],
      (line) => {
        const event = JSON.parse(line) as Event;
        if (event.event !== 'error') onCells(event.done, event.cells);
        else if (event.cell === 0) unstarted = `${event.ename}: ${event.evalue}`;
        else failed = new NotebookError(notebookName(file), event);
      },
      { LAB_MODE: mode },
    );
    if (failed) throw failed;
    if (unstarted)
      throw new Error(
        `${notebookName(file)}: no kernel started (${unstarted})\n${lastLines(result.stderr)}  ` +
          '  mend: npm run doctor',
      );
    if (result.code !== 0)
      throw new Error(
        `${notebookName(file)}: the notebook runner ended with ` +
          `${result.code}\n${result.stderr.trim()}`,
      );
    return { notebook: readNotebook(output), text: fs.readFileSync(output, 'utf8') };
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}
