import { InvalidArgumentError, type Command } from 'commander';
import { projectPath } from '../../core/paths';
import { fileAddress } from '../../report/embed';
import { isLanguage, readSettings, type ReportSettings } from '../../report/reportSettings';
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
import { callersPath, inputFile, inputFolder, outputFolder } from '../fileArguments';
import { chosenFiles } from './chosenFiles';

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
  readonly solutions: boolean;
  readonly full: boolean;
  readonly safe: boolean;
  /** What is said about the reports; it wins over what notebooks and files say. */
  readonly settings: ReportSettings;
  /** A file of settings in place of those that lie beside the notebooks. */
  readonly settingsFile?: string;
}

const DESCRIPTION =
  'Runs notebooks (all of the project, or those named: any file, or a name of the project) on ' +
  'fresh kernels and writes reports/NAME.html, reports/NAME.pdf and reports/index.html.';

function reportLine(): Command {
  return commandLine('npm run report --', DESCRIPTION, [
    flag('--no-pdf', 'only the HTML'),
    flag('--hide-code', 'text and results without the code'),
    flag('--no-solutions', 'leave out the solutions of exercises'),
    flag('--no-execute', 'take the saved outputs as they are'),
    flag('--safe', 'no script of a notebook runs in its report: for those of other people'),
    flag('--full', 'long runs (LAB_MODE=full) instead of quick ones'),
    option('--out <DIR>', 'write to DIR instead of reports/', (text) =>
      outputFolder(callersPath(text)),
    ),
    option('--from <DIR>', 'take the notebooks from DIR instead of notebooks/', (text) =>
      inputFolder(callersPath(text)),
    ),
    option('--title <TEXT>', 'of one notebook, instead of its own', oneLine),
    option('--authors <NAMES>', 'parted by commas', names),
    option('--date <TEXT>', 'stands beside the authors', oneLine),
    option('--lang <TAG>', 'language of the text: en, de, pt-BR', language),
    option('--course <TEXT>', 'name over every page', oneLine),
    option('--logo <FILE>', 'picture over every page', picture),
    option(
      '--config <FILE>',
      'take these from FILE instead of report.json beside the notebook',
      (text) => inputFile('such as report.json')(callersPath(text)),
    ),
    flag('-h, --help', 'shows this'),
  ])
    .usage('[FILE or NAME...] [options]')
    .argument('[FILE or NAME...]', 'such as my-work/essay.ipynb, or 06-agent, or 06');
}

/** A text that stands on a page. */
export function oneLine(text: string): string {
  const line = text.trim();
  if (line !== '' && line.length <= 200) return line;
  throw new InvalidArgumentError('a text of 1 to 200 characters');
}

function names(text: string): readonly string[] {
  return text.split(',').map(oneLine);
}

function language(text: string): string {
  if (isLanguage(text)) return text;
  throw new InvalidArgumentError('a language tag such as en, de or pt-BR');
}

function picture(text: string): string {
  const file = callersPath(text);
  if (text !== '' && fileAddress(file) !== undefined) return file;
  throw new InvalidArgumentError('a PNG, JPEG, GIF, SVG or WebP picture that is there');
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
    readonly solutions: boolean;
    readonly execute: boolean;
    readonly hideCode?: boolean;
    readonly full?: boolean;
    readonly safe?: boolean;
    readonly out?: string;
    readonly from?: string;
    readonly title?: string;
    readonly authors?: readonly string[];
    readonly date?: string;
    readonly lang?: string;
    readonly course?: string;
    readonly logo?: string;
    readonly config?: string;
    readonly help?: boolean;
  }>(line, words);
  if (given.help) return undefined;
  const folder = given.from ?? projectPath('notebooks');
  const standard = projectPath('reports');
  const files = asUsage(() => chosenFiles(folder, line.args));
  const { title, authors, date, lang, course, logo, config } = given;
  if (title !== undefined && files.length > 1)
    throw new UsageError(`--title: got ${files.length} notebooks, expected one`);
  if (config !== undefined) asUsage(() => readSettings(config), '--config');
  return {
    files,
    folder,
    out: given.out ?? operand('reports', outputFolder)(standard),
    pdf: given.pdf,
    execute: given.execute,
    hideCode: given.hideCode ?? false,
    solutions: given.solutions,
    full: given.full ?? false,
    safe: given.safe ?? false,
    settings: { title, authors, date, lang, course, logo },
    settingsFile: config,
  };
}
