import type { Command } from 'commander';
import { projectPath } from '../../core/paths';
import { chooseNotebooks } from '../../report/notebookFile';
import { asUsage, commandLine, flag, helpOf, operand, option, parseWords } from '../arguments';
import { inputFolder, outputFolder } from '../fileArguments';

/** What `npm run report` does. */
export interface ReportWords {
  /** The notebooks that are reported on. */
  readonly files: readonly string[];
  /** The folder that they were taken from. */
  readonly folder: string;
  /** The folder that the reports go to; it may not be there yet. */
  readonly out: string;
  readonly pdf: boolean;
  readonly execute: boolean;
  readonly hideCode: boolean;
  readonly full: boolean;
  readonly safe: boolean;
}

const DESCRIPTION =
  'Runs the notebooks (all, or those named) on fresh kernels and writes reports/NAME.html, ' +
  'reports/NAME.pdf and reports/index.html.';

function reportLine(): Command {
  return commandLine('npm run report --', DESCRIPTION, [
    flag('--no-pdf', 'only the HTML'),
    flag('--hide-code', 'text and results without the code'),
    flag('--no-execute', 'take the saved outputs as they are'),
    flag('--safe', 'no script of a notebook runs in its report: for those of other people'),
    flag('--full', 'long runs (LAB_MODE=full) instead of quick ones'),
    option('--out <DIR>', 'write to DIR instead of reports/', outputFolder),
    option('--from <DIR>', 'take the notebooks from DIR instead of notebooks/', inputFolder),
    flag('-h, --help', 'shows this'),
  ])
    .usage('[NAME...] [options]')
    .argument('[NAME...]', 'such as 06-agent, or 06');
}

export const reportHelp = (): string => helpOf(reportLine());

/**
 * @returns undefined if help was asked for
 * @throws UsageError
 */
export function reportOptions(words: readonly string[]): ReportWords | undefined {
  const line = reportLine();
  const given = parseWords<{
    readonly pdf: boolean;
    readonly execute: boolean;
    readonly hideCode?: boolean;
    readonly full?: boolean;
    readonly safe?: boolean;
    readonly out?: string;
    readonly from?: string;
    readonly help?: boolean;
  }>(line, words);
  if (given.help) return undefined;
  const folder = given.from ?? projectPath('notebooks');
  const standard = projectPath('reports');
  return {
    files: asUsage(() => chooseNotebooks(folder, line.args)),
    folder,
    out: given.out ?? operand('reports', outputFolder)(standard),
    pdf: given.pdf,
    execute: given.execute,
    hideCode: given.hideCode ?? false,
    full: given.full ?? false,
    safe: given.safe ?? false,
  };
}
