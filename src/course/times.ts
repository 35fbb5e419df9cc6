import { z } from 'zod';
import { joined, type Notebook } from '../report/notebookFile';
import { sourceLines } from './notebookParts';

const runSchema = z.strictObject({
  /** Of all cells, on a fresh kernel. */
  seconds: z.number().positive(),
  /** The most that the kernel held, in bytes. */
  memory: z.number().positive(),
  /** Seconds of the cells below each heading. */
  sections: z.array(z.strictObject({ title: z.string(), seconds: z.number().min(0) })),
});

/** How long a notebook ran, and in how much memory. */
export type MeasuredRun = z.infer<typeof runSchema>;

/** The form of `data/notebook-times.json`. */
export const timesSchema = z.strictObject({
  /** The day of the measurement. */
  date: z.iso.date(),
  /** The processor as it calls itself, and how many of its cores there were. */
  cpu: z.string(),
  cores: z.int().min(1),
  notebooks: z.record(z.string(), runSchema),
});

/** One measurement of notebooks on one machine. */
export type NotebookTimes = z.infer<typeof timesSchema>;

/** The file that holds the measurement, relative to the project. */
export const TIMES_FILE = 'data/notebook-times.json';

/** Seconds as people say them: `6 seconds`, `70 seconds`, `2 minutes`. */
export function spokenRun(seconds: number): string {
  if (seconds < 9.5) return counted(Math.max(1, Math.round(seconds)), 'second');
  if (seconds < 97.5) return `${5 * Math.round(seconds / 5)} seconds`;
  return counted(Math.round(seconds / 60), 'minute');
}

function counted(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

/** Bytes as gigabytes with one digit, rounded up: what a machine must have. */
export function spokenMemory(bytes: number): string {
  return `${(Math.ceil(bytes / 1e8) / 10).toFixed(1)} GB`;
}

/** The line at the top of a notebook that says how long it takes. */
export function timeLine(minutes: number, { seconds, memory }: MeasuredRun): string {
  return (
    `**Time** about ${minutes} minutes with the exercises; the cells run in about ` +
    `${spokenRun(seconds)} on two cores (2 GHz class), in about ${spokenMemory(memory)} of memory.`
  );
}

/** The line as a whole, or an older form of it: what begins a line with the word Time. */
const TIME_LINE = /^\*\*Time\*\*.*$/m;

/** The time line of a notebook; undefined where there is none. */
export function timeLineOf({ cells }: Notebook): string | undefined {
  for (const { cell_type: kind, source } of cells) {
    const found = kind === 'markdown' ? TIME_LINE.exec(joined(source)) : null;
    if (found) return found[0];
  }
  return undefined;
}

/** A notebook whose time line is another; the same notebook where it has none. */
export function withTimeLine(notebook: Notebook, line: string): Notebook {
  const at = notebook.cells.findIndex(
    ({ cell_type: kind, source }) => kind === 'markdown' && TIME_LINE.test(joined(source)),
  );
  if (at < 0) return notebook;
  const cells = notebook.cells.map((cell, index) => {
    if (index !== at) return cell;
    return { ...cell, source: sourceLines(joined(cell.source).replace(TIME_LINE, () => line)) };
  });
  return { ...notebook, cells };
}

/** Seconds of each section of a notebook. */
export function sectionSeconds(
  { cells }: Notebook,
  cellSeconds: readonly number[],
): MeasuredRun['sections'] {
  const sections: { title: string; seconds: number }[] = [];
  for (const [at, cell] of cells.entries()) {
    const heading = /^##?\s+(.+)$/m.exec(cell.cell_type === 'markdown' ? joined(cell.source) : '');
    if (heading) sections.push({ title: heading[1].trim(), seconds: 0 });
    const last = sections.at(-1);
    if (last) last.seconds += cellSeconds[at] ?? 0;
  }
  return sections.map(({ title, seconds }) => ({ title, seconds: rounded(seconds) }));
}

const rounded = (seconds: number): number => Math.round(10 * seconds) / 10;

/** What README says of a notebook in the last two columns of its table. */
export interface TableTimes {
  readonly minutes: string;
  readonly run: string;
}

/** Rows of README's table: a line of Markdown that begins with a link to a notebook. */
const ROW = /^\| *\[[^\]]*\]\(notebooks\/([\w.-]+)\.ipynb\).*\|[ \t]*$/gm;

/** The cells of a table's row. */
function cellsOf(row: string): string[] {
  return row
    .trim()
    .replace(/^\||\|$/g, '')
    .split('|')
    .map((cell) => cell.trim());
}

/** What README's table says of each notebook. */
export function tableTimes(readme: string): Record<string, TableTimes> {
  const found = [...readme.matchAll(ROW)].map(([row, name]) => {
    const [minutes = '', run = ''] = cellsOf(row).slice(2);
    return [name, { minutes, run }];
  });
  return Object.fromEntries(found) as Record<string, TableTimes>;
}

const HEAD = /^\| *notebook *\|.*\|[ \t]*\n\|[-| ]+\|[ \t]*$/m;

/**
 * README with other times in its table: the notebook, what it asks, minutes with the exercises, how
 * long its cells run. Columns are not aligned: a formatter does that.
 */
export function withTableTimes(
  readme: string,
  times: Readonly<Record<string, TableTimes>>,
): string {
  return readme
    .replace(HEAD, '| notebook | asks | with exercises | runs in |\n| --- | --- | --- | --- |')
    .replace(ROW, (row: string, name: string) => {
      const [link, asks, ...old] = cellsOf(row);
      const { minutes, run } = times[name] ?? { minutes: '', run: old.at(-1) ?? '' };
      return `| ${[link, asks, minutes, run].join(' | ')} |`;
    });
}
