import type { Command } from 'commander';
import { projectPath } from '../../core/paths';
import { chooseNotebooks } from '../../report/notebookFile';
import {
  asUsage,
  commandLine,
  flag,
  helpOf,
  operand,
  option,
  parseWords,
  UsageError,
} from '../arguments';
import { callersPath, inputFolder, outputFolder } from '../fileArguments';

/** What `npm run notebooks` does. */
export interface NotebooksOptions {
  /** The notebooks that are run. */
  readonly files: readonly string[];
  /** Compares, and writes nothing. */
  readonly check: boolean;
  readonly full: boolean;
  /** Also writes how long they take: data/notebook-times.json, their own lines, README's table. */
  readonly times: boolean;
}

const DESCRIPTION =
  'Runs the notebooks (all, or those named) on fresh kernels and saves their outputs in place.';
const CHECK = 'compare with the saved outputs, write nothing; exit 1 when they disagree';
const TIMES =
  'also measure how long they run and in how much memory, and write it into ' +
  'data/notebook-times.json, their own opening and the table of README.md';
const FROM = 'take the notebooks from DIR instead of notebooks/';

function notebooksLine(): Command {
  return commandLine('npm run notebooks --', DESCRIPTION, [
    flag('--check', CHECK),
    flag('--full', 'long runs (LAB_MODE=full) instead of quick ones'),
    flag('--times', TIMES),
    option('--from <DIR>', FROM, (text) => inputFolder(callersPath(text))),
    flag('-h, --help', 'shows this'),
  ])
    .usage('[NAME...] [options]')
    .argument('[NAME...]', 'such as 06-agent, or 06');
}

export const notebooksHelp = (): string => helpOf(notebooksLine());

/**
 * @returns undefined if help was asked for
 * @throws UsageError
 */
export function notebooksOptions(words: readonly string[]): NotebooksOptions | undefined {
  const line = notebooksLine();
  const { check, full, times, from, help } = parseWords<{
    readonly check?: boolean;
    readonly full?: boolean;
    readonly times?: boolean;
    readonly from?: string;
    readonly help?: boolean;
  }>(line, words);
  if (help) return undefined;
  if (times && (check || full || from !== undefined))
    throw new UsageError("--times: it measures the project's notebooks in place, as quick runs");
  const folder = from ?? projectPath('notebooks');
  const files = asUsage(() => chooseNotebooks(folder, line.args));
  if (!check) operand('notebooks', outputFolder)(folder);
  return { files, check: check ?? false, full: full ?? false, times: times ?? false };
}
