// What a report says about itself, as options: `--title`, `--authors`, and the others of
// `ReportSettings`. The rules are those of a file of settings.
import { InvalidArgumentError, type Option } from 'commander';
import { fileAddress } from '../../report/embed';
import {
  PICTURE_FORM,
  readSettings,
  settingProblem,
  type ReportSettings,
} from '../../report/reportSettings';
import { asUsage, option, UsageError } from '../arguments';
import { callersPath, inputFile } from '../fileArguments';

/** Values of these options as `parseWords` gives them. */
export interface SettingsValues extends ReportSettings {
  /** A file of settings in place of those that lie beside the notebooks. */
  readonly config?: string;
}

export function settingsOptions(): Option[] {
  return [
    option('--title <TEXT>', 'of one notebook, instead of its own', lineOfText),
    option('--authors <NAMES>', 'parted by commas', names),
    option('--date <TEXT>', 'stands beside the authors', lineOfText),
    option('--lang <TAG>', 'language of the text: en, de, pt-BR', language),
    option('--course <TEXT>', 'name over every page', lineOfText),
    option('--logo <FILE>', 'picture over every page', picture),
    option(
      '--config <FILE>',
      'take these from FILE instead of report.json beside the notebook',
      (text) => inputFile('such as report.json')(callersPath(text)),
    ),
  ];
}

/** A text that stands on a page. */
export function lineOfText(text: string): string {
  refuseSetting('title', text);
  return text.trim();
}

function names(text: string): readonly string[] {
  const authors = text.split(',').map((name) => name.trim());
  if (settingProblem('authors', authors) === undefined) return authors;
  throw new InvalidArgumentError('names, each a text of 1 to 200 characters, parted by commas');
}

function language(text: string): string {
  refuseSetting('lang', text);
  return text;
}

function picture(text: string): string {
  const file = callersPath(text);
  if (text !== '' && fileAddress(file) !== undefined) return file;
  throw new InvalidArgumentError(PICTURE_FORM);
}

/** @throws InvalidArgumentError with what was expected */
function refuseSetting(field: keyof ReportSettings, value: unknown): void {
  const expected = settingProblem(field, value);
  if (expected !== undefined) throw new InvalidArgumentError(expected);
}

/**
 * The settings that options say. The file of settings is read once, so that what is wrong with it
 * is found before any work is done.
 * @param notebooks how many reports there will be
 * @throws UsageError
 */
export function settingsGiven(values: SettingsValues, notebooks: number): ReportSettings {
  const { title, authors, date, lang, course, logo, config } = values;
  if (title !== undefined && notebooks > 1)
    throw new UsageError(`--title: got ${notebooks} notebooks, expected one`);
  if (config !== undefined) asUsage(() => readSettings(config), '--config');
  return { title, authors, date, lang, course, logo };
}
