import type { Command } from 'commander';
import { projectPath } from '../../core/paths';
import { asUsage, commandLine, flag, helpOf, operand, option, parseWords } from '../arguments';
import { callersPath, inputFolder, outputFolder } from '../fileArguments';
import { chosenFiles } from './chosenFiles';

/** What `npm run report -- slides` does. */
export interface SlidesWords {
  readonly files: readonly string[];
  /** The folder that the slides go to; it may not be there yet. */
  readonly out: string;
  readonly execute: boolean;
  readonly hideCode: boolean;
  readonly full: boolean;
  readonly safe: boolean;
}

const DESCRIPTION =
  'Runs the notebooks (all, or those named) on fresh kernels and writes ' +
  'reports/NAME.slides.html: slides that work offline.';

function slidesLine(): Command {
  return commandLine('npm run report -- slides', DESCRIPTION, [
    flag('--hide-code', 'text and results without the code'),
    flag('--no-execute', 'take the saved outputs as they are'),
    flag('--safe', 'no script of a notebook runs in its slides: for those of other people'),
    flag('--full', 'long runs (LAB_MODE=full) instead of quick ones'),
    option('--out <DIR>', 'write to DIR instead of reports/', (text) =>
      outputFolder(callersPath(text)),
    ),
    option('--from <DIR>', 'take the notebooks from DIR instead of notebooks/', (text) =>
      inputFolder(callersPath(text)),
    ),
    flag('-h, --help', 'shows this'),
  ])
    .usage('[FILE or NAME...] [options]')
    .argument('[FILE or NAME...]', 'such as my-work/essay.ipynb, or 06-agent, or 06');
}

export const slidesHelp = (): string => helpOf(slidesLine());

/**
 * @returns undefined if help was asked for
 * @throws UsageError
 */
export function slidesOptions(words: readonly string[]): SlidesWords | undefined {
  const line = slidesLine();
  const given = parseWords<{
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
  return {
    files: asUsage(() => chosenFiles(folder, line.args)),
    out: given.out ?? operand('reports', outputFolder)(projectPath('reports')),
    execute: given.execute,
    hideCode: given.hideCode ?? false,
    full: given.full ?? false,
    safe: given.safe ?? false,
  };
}
