import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { notebookName, readNotebook, type Notebook } from './notebookFile';
import { runPython } from './python';

/** How long the runs in a notebook are: minutes, or as long as the result deserves. */
export type Mode = 'quick' | 'full';

/** A cell that failed, said so that a person finds it. */
export class NotebookError extends Error {
  constructor(
    readonly notebook: string,
    readonly cell: number,
    readonly ename: string,
    evalue: string,
    readonly traceback: string,
    source: string,
  ) {
    const detail =
      traceback.includes(evalue) && traceback.trim() ? traceback.trim() : `${ename}: ${evalue}`;
    const first = source.split('\n').find((line) => line.trim()) ?? '';
    super(
      `${notebook}, cell ${cell} (starts ` +
        `"${first.trim().slice(0, 60)}")\n${detail.replace(/^/gm, '    ')}`,
    );
    this.name = 'NotebookError';
  }
}

/** A notebook after a run: `text` is the file to save, byte for byte. */
export interface Executed {
  readonly notebook: Notebook;
  readonly text: string;
}

type Event =
  | { event: 'start'; cells: number }
  | { event: 'cell'; done: number; cells: number }
  | { event: 'done'; cells: number }
  | {
      event: 'error';
      cell: number;
      source: string;
      ename: string;
      evalue: string;
      traceback: string;
    };

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
 * @throws NotebookError where a cell fails, InterruptedError on Ctrl+C, Error when no kernel starts.
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
        if (event.event === 'error' && !event.cell) unstarted = `${event.ename}: ${event.evalue}`;
        else if (event.event === 'error') {
          failed = new NotebookError(
            notebookName(file),
            event.cell,
            event.ename,
            event.evalue,
            event.traceback,
            event.source,
          );
        } else
          onCells(
            event.event === 'cell' ? event.done : event.event === 'done' ? event.cells : 0,
            event.cells,
          );
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
