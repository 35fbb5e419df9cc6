import * as fs from 'node:fs';
import { writeFileAtomic } from '../core/files';
import { disagreements, stderrCells } from '../report/compare';
import { executeNotebook, type Mode, type RunMeasure } from '../report/execute';
import { notebookName, readNotebook } from '../report/notebookFile';
import { main } from './arguments';
import { withProgressOfOne } from './notebookWork';
import { notebooksHelp, notebooksOptions } from './notebooks/options';
import { writeTimes } from './notebooks/writeTimes';

/** How notebooks are run. */
interface RunWords {
  readonly mode: Mode;
  readonly check: boolean;
  /** Gets each measurement, where there is to be one. */
  readonly onMeasured?: (file: string, measured: RunMeasure) => void;
}

/** Runs one notebook, and saves it or compares it. @returns whether it ran, and agrees */
async function runOne(file: string, { mode, check, onMeasured }: RunWords): Promise<boolean> {
  const name = notebookName(file);
  let state = '';
  const ran = await withProgressOfOne({
    name,
    run: async (say) => {
      const onCell = (done: number, cells: number): void => {
        state = `${done}/${cells} cells`;
        say(state);
      };
      const measure = onMeasured !== undefined;
      const fresh = await executeNotebook(file, mode, onCell, { measure });
      const found = check ? disagreements(readNotebook(file), fresh.notebook) : [];
      if (!check && fs.readFileSync(file, 'utf8') !== fresh.text) writeFileAtomic(file, fresh.text);
      return { fresh, found };
    },
    done: ({ found }) => `${state}  ${verdictOn(check, found)}`,
  });
  if (ran === undefined) return false;
  const { fresh, found } = ran;
  if (fresh.measured) onMeasured?.(file, fresh.measured);
  for (const text of found) console.error(`  ${name}: ${text}`);
  for (const { cell, text } of stderrCells(fresh.notebook)) {
    const start = text.trim().slice(0, 200);
    console.error(`  ${name}: warning: cell ${cell} writes to stderr: ${start}`);
  }
  return found.length === 0;
}

function verdictOn(check: boolean, found: readonly string[]): string {
  if (!check) return 'saved';
  return found.length > 0 ? 'DIFFERS' : 'agrees';
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
  for (const file of files) {
    const ran = await runOne(file, how);
    good = ran && good;
  }
  if (times) await writeTimes(measured);
  return good ? 0 : 1;
}

void main('notebooks', () => notebooks(process.argv.slice(2)));
