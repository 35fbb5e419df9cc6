import type { Command } from 'commander';
import { commandLine, flag, helpOf, operand, parseWords, UsageError } from '../arguments';
import { inputFile } from '../fileArguments';

const DESCRIPTION =
  "Computes every section of vector files with this project's code: a line a section with its " +
  'largest error; exit 1 above tolerance.';
const EXAMPLES = 'for instance tests/data/cl-metrics.json or tests/data/dnc-vectors.json';

function conformanceLine(): Command {
  return commandLine('npm run -s conformance --', DESCRIPTION, [flag('-h, --help', 'shows this')])
    .usage('FILE...')
    .argument('[FILE...]', `vector files, ${EXAMPLES}`);
}

export const conformanceHelp = (): string => helpOf(conformanceLine());

/**
 * The files that are checked.
 * @returns undefined if help was asked for
 * @throws UsageError where there is none, or one cannot be read
 */
export function conformanceFiles(words: readonly string[]): readonly string[] | undefined {
  const line = conformanceLine();
  const { help } = parseWords<{ readonly help?: boolean }>(line, words);
  if (help) return undefined;
  if (line.args.length === 0)
    throw new UsageError(`FILE: got nothing, expected vector files, ${EXAMPLES}`);
  return line.args.map(operand('FILE', inputFile(`that holds vectors, ${EXAMPLES}`)));
}
