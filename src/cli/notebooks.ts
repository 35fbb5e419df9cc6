import * as fs from 'fs';
import * as path from 'path';
import { InterruptedError } from '../core/errors';
import { writeFileAtomic } from '../core/files';
import { projectPath } from '../core/paths';
import { disagreements, stderrCells } from '../report/compare';
import { executeNotebook, type Mode } from '../report/execute';
import { chooseNotebooks, notebookName, readNotebook } from '../report/notebookFile';
import { progressLine } from '../report/progressLine';
import { commandLine, flag, helpOf, main, option, parseWords } from './arguments';

interface Options {
  readonly check?: boolean;
  readonly full?: boolean;
  readonly from?: string;
  readonly help?: boolean;
}

const DESCRIPTION =
  'Runs the notebooks (all, or those named) on fresh kernels and saves their outputs in place.';
const CHECK = 'compare with the saved outputs, write nothing; exit 1 when they disagree';
const FROM = 'take the notebooks from DIR instead of notebooks/';

const command = commandLine('npm run notebooks --', DESCRIPTION, [
  flag('--check', CHECK),
  flag('--full', 'long runs (LAB_MODE=full) instead of quick ones'),
  option('--from <DIR>', FROM, (text) => path.resolve(text)),
  flag('-h, --help', 'shows this'),
])
  .usage('[NAME...] [options]')
  .argument('[NAME...]', 'such as 06-agent, or 06');

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
  const { check = false, full, from, help } = parseWords<Options>(command, words);
  if (help) {
    console.log(helpOf(command));
    return 0;
  }
  let good = true;
  for (const file of chooseNotebooks(from ?? projectPath('notebooks'), command.args))
    good = (await runOne(file, full ? 'full' : 'quick', check)) && good;
  return good ? 0 : 1;
}

void main('notebooks', () => notebooks(process.argv.slice(2)));
