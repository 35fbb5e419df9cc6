import * as fs from 'fs';
import * as path from 'path';
import { z } from 'zod';
import { FileError } from '../core/errors';
import { temporaryFolder } from '../core/temporaryFolder';
import { describe, quoted } from '../core/text';
import { parseValue } from '../core/validation';
import { notebookName, readNotebook, type Notebook } from './notebookFile';
import { lastLine, runPython } from './python';

/** How long the runs in a notebook are: minutes, or as long as the result deserves. */
export type Mode = 'quick' | 'full';

const eventSchema = z.discriminatedUnion('event', [
  z.object({
    event: z.literal('error'),
    /** Counted from 1; 0: no cell was reached. */
    cell: z.int().min(0),
    source: z.string(),
    ename: z.string(),
    evalue: z.string(),
    traceback: z.string(),
  }),
  z.object({ event: z.literal('failed'), why: z.string() }),
  z.object({
    event: z.literal('measured'),
    /** Of each cell. */
    seconds: z.array(z.number().min(0)),
    /** The most that the kernel's processes held, in bytes. */
    memory: z.number().min(0),
  }),
  z.object({
    event: z.enum(['start', 'cell', 'done']),
    /** Cells that have run. */
    done: z.int().min(0),
    cells: z.int().min(0),
  }),
]);

/** A line of the runner. */
type Event = z.infer<typeof eventSchema>;

/** What the runner says about an error. */
type ErrorEvent = Extract<Event, { event: 'error' }>;

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
    const first = source.split('\n').find((line) => line.trim()) ?? '';
    const place = `${notebook}, cell ${cell} (starts "${first.trim().slice(0, 60)}")`;
    const said = traceback.trim();
    const trace = traceback.includes(evalue) && said ? said : `${ename}: ${evalue}`;
    super(said ? `${place}\n${trace.replace(/^/gm, '    ')}` : `${place}: ${ename}: ${evalue}`);
    this.cell = cell;
    this.ename = ename;
    this.traceback = traceback;
  }
}

/** How long the cells of a run took, and how much memory the kernel held at most, in bytes. */
export interface RunMeasure {
  readonly seconds: readonly number[];
  readonly memory: number;
}

/** A notebook after a run: `text` is the file to save, byte for byte. */
export interface Executed {
  readonly notebook: Notebook;
  readonly text: string;
  /** Where it was asked for. */
  readonly measured?: RunMeasure;
}

/** What the kernel itself said: Python's tracebacks of its death, which follow, tell nothing. */
function saidByKernel(stderr: string): string {
  const [said] = stderr.split(/^(?:Exception ignored|Traceback|Task exception|During handling)/m);
  const lines = said.split('\n').map((line) => line.trim());
  const last = lines.filter(Boolean).slice(-3).join('; ').slice(0, 500);
  return last && `; it said: ${last}`;
}

/** Languages that the kernel runs. */
const LANGUAGES = ['typescript', 'javascript'];

/** Names of kernels for these, where a notebook does not say its language. */
const KERNELS = ['tslab', 'jslab', 'deno'];

/**
 * A notebook of another language would fail in its first cell, with an error about its syntax.
 * @throws FileError naming the field
 */
function checkLanguage(file: string, { metadata }: Notebook): void {
  const { kernelspec = {}, language_info: info = {} } = metadata;
  const fields = [
    ['kernelspec.language', kernelspec.language, LANGUAGES],
    ['language_info.name', info.name, LANGUAGES],
    ['kernelspec.name', kernelspec.name, KERNELS],
  ] as const;
  const [field, said, known] = fields.find(([, value]) => value !== undefined) ?? [];
  if (said === undefined || known?.includes(said.toLowerCase())) return;
  const problem = `got ${describe(said)}, expected one of ${quoted(known ?? [])}`;
  throw new FileError(file, `metadata.${field}: ${problem}`);
}

/** The notebook as it goes to the runner: outputs of earlier runs are not needed for a new one. */
function withoutOutputs(notebook: Notebook): Notebook {
  const cells = notebook.cells.map((cell) =>
    cell.cell_type === 'code' ? { ...cell, outputs: [], execution_count: null } : cell,
  );
  return { ...notebook, cells };
}

function eventOf(line: string): Event {
  try {
    return parseValue('event', eventSchema, JSON.parse(line));
  } catch (error) {
    throw new Error(`run_notebook.py: got ${describe(line)}, expected an event`, { cause: error });
  }
}

/**
 * Runs a notebook on a fresh kernel; the file itself is left alone.
 * @param onCells called with cells done and cells in all.
 * @param measure also measure seconds and memory
 * @throws NotebookError where a cell fails, InterruptedError on Ctrl+C, FileError naming the file
 * when it is no notebook, is written in another language, or no kernel starts
 */
export async function executeNotebook(
  file: string,
  mode: Mode,
  onCells: (done: number, cells: number) => void,
  { measure = false } = {},
): Promise<Executed> {
  const notebook = readNotebook(file);
  checkLanguage(file, notebook);
  const folder = temporaryFolder('lab-notebook');
  const output = path.join(folder, path.basename(file));
  let failed: Error | undefined;
  let unstarted = '';
  let measured: RunMeasure | undefined;
  const onEvent = (event: Event): void => {
    if (event.event === 'failed') failed = new FileError(file, `could not be run (${event.why})`);
    else if (event.event === 'measured') measured = event;
    else if (event.event !== 'error') onCells(event.done, event.cells);
    else if (event.cell === 0) unstarted = `${event.ename}: ${event.evalue}`;
    else failed = new NotebookError(notebookName(file), event);
  };
  try {
    const { code, stderr } = await runPython(
      'run_notebook.py',
      [output, '--folder', path.dirname(file), ...(measure ? ['--measure'] : [])],
      {
        onLine: (line) => onEvent(eventOf(line)),
        input: JSON.stringify(withoutOutputs(notebook)),
        environment: { LAB_MODE: mode },
      },
    );
    if (failed) throw failed;
    if (unstarted) {
      const why = `${unstarted.replace(/\s+/g, ' ').trim()}${saidByKernel(stderr)}`;
      throw new FileError(file, `no kernel started (${why}); mend: npm run doctor`);
    }
    if (code !== 0)
      throw new FileError(file, `its run ended with status ${code} (${lastLine(stderr)})`);
    return { notebook: readNotebook(output), text: fs.readFileSync(output, 'utf8'), measured };
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}
