import type { Command } from 'commander';
import type { ReportSettings } from '../../report/reportSettings';
import { commandLine, flag, helpOf, parseWords } from '../arguments';
import { settingsGiven, settingsOptions, type SettingsValues } from './settingsOptions';
import { sharedOptions, sharedWords, type SharedValues, type SharedWords } from './sharedOptions';

/** What `npm run report` does. */
export interface ReportWords extends SharedWords {
  /** What is said about the reports; it wins over what notebooks and files say. */
  readonly settings: ReportSettings;
  /** A file of settings in place of those that lie beside the notebooks. */
  readonly settingsFile?: string;
}

const DESCRIPTION =
  'Runs notebooks (all of the project, or those named: any file, or a name of the project) on ' +
  'fresh kernels and writes reports/NAME.html, reports/NAME.pdf and reports/index.html. With ' +
  '`slides` or `book` as the first word it makes those.';

function reportLine(): Command {
  return commandLine('npm run report --', DESCRIPTION, [
    ...sharedOptions('pdf', 'hideCode', 'solutions', 'execute', 'safe', 'full', 'out', 'from'),
    ...settingsOptions(),
    flag('-h, --help', 'shows this'),
  ])
    .usage('[FILE or NAME...] [options]')
    .argument('[FILE or NAME...]', 'such as my-work/essay.ipynb, or 06-agent, or 06');
}

export const reportHelp = (): string => helpOf(reportLine());

/**
 * @returns undefined if help was asked for
 * @throws UsageError
 */
export function reportOptions(words: readonly string[]): ReportWords | undefined {
  const line = reportLine();
  const given = parseWords<SharedValues & SettingsValues>(line, words);
  if (given.help) return undefined;
  const shared = sharedWords(line, given);
  const settings = settingsGiven(given, shared.files.length);
  return { ...shared, settings, settingsFile: given.config };
}
