import type { Command } from 'commander';
import { projectPath } from '../../core/paths';
import { chooseNotebooks } from '../../report/notebookFile';
import { asUsage, commandLine, flag, helpOf, operand, option, parseWords } from '../arguments';
import { inputFolder, outputFolder } from '../fileArguments';

/** What `npm run notebooks` does. */
export interface NotebooksOptions {
  /** The notebooks that are run. */
  readonly files: readonly string[];
  /** Compares, and writes nothing. */
  readonly check: boolean;
  readonly full: boolean;
}

const DESCRIPTION =
  'Runs the notebooks (all, or those named) on fresh kernels and saves their outputs in place.';
const CHECK = 'compare with the saved outputs, write nothing; exit 1 when they disagree';
const FROM = 'take the notebooks from DIR instead of notebooks/';

function notebooksLine(): Command {
  return commandLine('npm run notebooks --', DESCRIPTION, [
    flag('--check', CHECK),
    flag('--full', 'long runs (LAB_MODE=full) instead of quick ones'),
    option('--from <DIR>', FROM, inputFolder),
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
  const { check, full, from, help } = parseWords<{
    readonly check?: boolean;
    readonly full?: boolean;
    readonly from?: string;
    readonly help?: boolean;
  }>(line, words);
  if (help) return undefined;
  const folder = from ?? projectPath('notebooks');
  const files = asUsage(() => chooseNotebooks(folder, line.args));
  if (!check) operand('notebooks', outputFolder)(folder);
  return { files, check: check ?? false, full: full ?? false };
}
