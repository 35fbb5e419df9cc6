import type { Command } from 'commander';
import { chapterFiles } from '../../report/book/chapters';
import { asUsage, commandLine, flag, helpOf, option, parseWords } from '../arguments';
import { lineOfText } from './settingsOptions';
import { sharedOptions, sharedWords, type SharedValues, type SharedWords } from './sharedOptions';

/** What `npm run report -- book` does; the chapters are in reading order. */
export interface BookWords extends SharedWords {
  readonly title?: string;
}

const DESCRIPTION =
  'Makes one book of the notebooks (all whose names start with a number, or those named): pages ' +
  'with contents, search and numbered figures in reports/book/, which work offline, and the same ' +
  'as one PDF, reports/book/book.pdf.';

function bookLine(): Command {
  return commandLine('npm run report -- book', DESCRIPTION, [
    ...sharedOptions('pdf', 'hideCode', 'solutions', 'execute', 'full'),
    option('--title <TEXT>', 'of the book', lineOfText),
    ...sharedOptions('out', 'from'),
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
  const given = parseWords<SharedValues & { readonly title?: string }>(line, words);
  if (given.help) return undefined;
  const shared = sharedWords(line, given);
  const files = line.args.length > 0 ? shared.files : asUsage(() => chapterFiles(shared.files));
  return { ...shared, files, title: given.title };
}
