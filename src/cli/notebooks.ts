import * as fs from 'fs';
import { InterruptedError } from '../core/errors';
import { writeFileAtomic } from '../core/files';
import { disagreements, stderrCells } from '../report/compare';
import { executeNotebook, type Mode, type RunMeasure } from '../report/execute';
import { notebookName, readNotebook } from '../report/notebookFile';
import { progressLine } from '../report/progressLine';
import { main } from './arguments';
import { notebooksHelp, notebooksOptions } from './notebooks/options';
import { writeTimes } from './notebooks/writeTimes';

/** How notebooks are run. */
interface RunWords {
  readonly mode: Mode;
  readonly check: boolean;
  /** Gets each measurement, where there is to be one. */
  readonly onMeasured?: (file: string, measured: RunMeasure) => void;
}

async function runOne(file: string, { mode, check, onMeasured }: RunWords): Promise<boolean> {
  const name = notebookName(file);
  const line = progressLine(name);
  let last = '';
  try {
    const fresh = await executeNotebook(
      file,
      mode,
      (done, cells) => line.update((last = `${done}/${cells} cells`)),
      { measure: onMeasured !== undefined },
    );
    const found = check ? disagreements(readNotebook(file), fresh.notebook) : [];
    if (!check && fs.readFileSync(file, 'utf8') !== fresh.text) writeFileAtomic(file, fresh.text);
    if (fresh.measured) onMeasured?.(file, fresh.measured);
    const agrees = check ? 'agrees' : 'saved';
    line.end(`${last}  ${found.length > 0 ? 'DIFFERS' : agrees}`);
    for (const text of found) console.error(`  ${name}: ${text}`);
    for (const { cell, text } of stderrCells(fresh.notebook)) {
      const start = text.trim().slice(0, 200);
      console.error(`  ${name}: warning: cell ${cell} writes to stderr: ${start}`);
    }
    return found.length === 0;
  } catch (error) {
    const stopped = error instanceof InterruptedError;
    line.end(`${last}  ${stopped ? 'stopped' : 'FAILED'}`);
    if (stopped) throw error;
    console.error((error as Error).message);
    return false;
  }
}

async function notebooks(words: readonly string[]): Promise<number> {
  const options = notebooksOptions(words);
  if (!options) {
    console.log(notebooksHelp());
    return 0;
  }
  const { files, check, full, times } = options;
  const measured = new Map<string, RunMeasure>();
  const onMeasured = times
    ? (file: string, measure: RunMeasure) => void measured.set(file, measure)
    : undefined;
  const how = { mode: full ? 'full' : 'quick', check, onMeasured } as const;
  let good = true;
  for (const file of files) good = (await runOne(file, how)) && good;
  if (times) await writeTimes(measured);
  return good ? 0 : 1;
}

void main('notebooks', () => notebooks(process.argv.slice(2)));
