import type { Command } from 'commander';
import { commandLine, flag, helpOf, parseWords } from '../arguments';
import { sharedOptions, sharedWords, type SharedValues, type SharedWords } from './sharedOptions';

const DESCRIPTION =
  'Runs the notebooks (all, or those named) on fresh kernels and writes ' +
  'reports/NAME.slides.html: slides that work offline.';

function slidesLine(): Command {
  return commandLine('npm run report -- slides', DESCRIPTION, [
    ...sharedOptions('hideCode', 'execute', 'safe', 'full', 'out', 'from'),
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
export function slidesOptions(words: readonly string[]): SharedWords | undefined {
  const line = slidesLine();
  const given = parseWords<SharedValues>(line, words);
  return given.help ? undefined : sharedWords(line, given);
}
