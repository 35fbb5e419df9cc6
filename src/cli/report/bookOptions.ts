import type { Command } from 'commander';
import { projectPath } from '../../core/paths';
import { chapterFiles } from '../../report/book/chapters';
import { asUsage, commandLine, flag, helpOf, operand, option, parseWords } from '../arguments';
import { callersPath, inputFolder, outputFolder } from '../fileArguments';
import { chosenFiles } from './chosenFiles';
import { oneLine } from './options';

/** What `npm run report -- book` does. */
export interface BookWords {
  /** The chapters, in reading order. */
  readonly files: readonly string[];
  /** The folder that the book's folder `book` goes to; it may not be there yet. */
  readonly out: string;
  readonly title?: string;
  readonly pdf: boolean;
  readonly execute: boolean;
  readonly hideCode: boolean;
  readonly solutions: boolean;
  readonly full: boolean;
}

const DESCRIPTION =
  'Makes one book of the notebooks (all whose names start with a number, or those named): pages ' +
  'with contents, search and numbered figures in reports/book/, which work offline, and the same ' +
  'as one PDF, reports/book/book.pdf.';

function bookLine(): Command {
  return commandLine('npm run report -- book', DESCRIPTION, [
    flag('--no-pdf', 'only the pages'),
    flag('--hide-code', 'text and results without the code'),
    flag('--no-solutions', 'leave out the solutions of exercises'),
    flag('--no-execute', 'take the saved outputs as they are'),
    flag('--full', 'long runs (LAB_MODE=full) instead of quick ones'),
    option('--title <TEXT>', 'of the book', oneLine),
    option('--out <DIR>', 'write to DIR/book instead of reports/book', (text) =>
      outputFolder(callersPath(text)),
    ),
    option('--from <DIR>', 'take the notebooks from DIR instead of notebooks/', (text) =>
      inputFolder(callersPath(text)),
    ),
    flag('-h, --help', 'shows this'),
  ])
    .usage('[FILE or NAME...] [options]')
    .argument('[FILE or NAME...]', 'such as 04-replay 06, in reading order');
}

export const bookHelp = (): string => helpOf(bookLine());

/**
 * @returns undefined if help was asked for
 * @throws UsageError
 */
export function bookOptions(words: readonly string[]): BookWords | undefined {
  const line = bookLine();
  const given = parseWords<{
    readonly pdf: boolean;
    readonly solutions: boolean;
    readonly execute: boolean;
    readonly hideCode?: boolean;
    readonly full?: boolean;
    readonly title?: string;
    readonly out?: string;
    readonly from?: string;
    readonly help?: boolean;
  }>(line, words);
  if (given.help) return undefined;
  const folder = given.from ?? projectPath('notebooks');
  const files = asUsage(() => chosenFiles(folder, line.args));
  return {
    files: line.args.length > 0 ? files : chapterFiles(files),
    out: given.out ?? operand('reports', outputFolder)(projectPath('reports')),
    title: given.title,
    pdf: given.pdf,
    execute: given.execute,
    hideCode: given.hideCode ?? false,
    solutions: given.solutions,
    full: given.full ?? false,
  };
}
