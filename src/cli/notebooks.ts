import * as fs from 'fs';
import { InterruptedError } from '../core/errors';
import { writeFileAtomic } from '../core/files';
import { disagreements, stderrCells } from '../report/compare';
import { executeNotebook, type Mode } from '../report/execute';
import { notebookName, readNotebook } from '../report/notebookFile';
import { progressLine } from '../report/progressLine';
import { main } from './arguments';
import { notebooksHelp, notebooksOptions } from './notebooks/options';

async function runOne(file: string, mode: Mode, check: boolean): Promise<boolean> {
  const name = notebookName(file);
  const line = progressLine(name);
  let last = '';
  try {
    const fresh = await executeNotebook(file, mode, (done, cells) =>
      line.update((last = `${done}/${cells} cells`)),
    );
    const found = check ? disagreements(readNotebook(file), fresh.notebook) : [];
    if (!check && fs.readFileSync(file, 'utf8') !== fresh.text) writeFileAtomic(file, fresh.text);
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
  const { files, check, full } = options;
  let good = true;
  for (const file of files) good = (await runOne(file, full ? 'full' : 'quick', check)) && good;
  return good ? 0 : 1;
}

void main('notebooks', () => notebooks(process.argv.slice(2)));
