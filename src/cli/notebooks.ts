import * as fs from 'fs';
import * as path from 'path';
import { parseArgs } from 'util';
import { disagreements, stderrCells } from '../report/compare';
import { executeNotebook, type Mode } from '../report/execute';
import { chooseNotebooks, notebookName, readNotebook } from '../report/notebookFile';
import { progressLine } from '../report/progressLine';
import { projectRoot } from '../core/paths';
import { writeFileAtomic } from '../core/files';
import { InterruptedError } from '../core/errors';

const HELP = `npm run notebooks [-- NAME... --check --full --from DIR]
  runs the notebooks (all, or those named) on fresh kernels and saves their outputs in place
  --check    compare with the saved outputs, write nothing; exit 1 when they disagree
  --full     long runs (LAB_MODE=full) instead of quick ones
  --from DIR take the notebooks from DIR instead of notebooks/`;

async function one(file: string, mode: Mode, check: boolean): Promise<boolean> {
  const name = notebookName(file);
  const line = progressLine(name);
  let last = '';
  try {
    const fresh = await executeNotebook(file, mode, (done, cells) =>
      line.update((last = `${done}/${cells} cells`)),
    );
    const found = check ? disagreements(readNotebook(file), fresh.notebook) : [];
    if (!check && fs.readFileSync(file, 'utf8') !== fresh.text) writeFileAtomic(file, fresh.text);
    line.end(`${last}  ${found.length ? 'DIFFERS' : check ? 'agrees' : 'saved'}`);
    for (const text of found) console.error(`  ${name}: ${text}`);
    for (const { cell, text } of stderrCells(fresh.notebook))
      console.error(
        `  ${name}: warning: cell ${cell} writes to stderr: ${text.trim().slice(0, 200)}`,
      );
    return !found.length;
  } catch (error) {
    line.end(`${last}  ${error instanceof InterruptedError ? 'stopped' : 'FAILED'}`);
    if (error instanceof InterruptedError) throw error;
    console.error((error as Error).message);
    return false;
  }
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      check: { type: 'boolean' },
      full: { type: 'boolean' },
      from: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const files = chooseNotebooks(
    path.resolve(values.from ?? path.join(projectRoot(), 'notebooks')),
    positionals,
  );
  let good = true;
  for (const file of files)
    good = (await one(file, values.full ? 'full' : 'quick', values.check ?? false)) && good;
  return good ? 0 : 1;
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: Error) => {
    if (!(error instanceof InterruptedError)) console.error(error.message);
    process.exitCode = error instanceof InterruptedError ? 130 : 1;
  },
);
