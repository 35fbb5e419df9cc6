import os from 'node:os';
import { projectPath } from '../../core/paths';
import { describe } from '../../core/text';
import type { ResultsOptions } from '../../experiments/make';
import { commandLine, operand, option, parseWords, UsageError, wholeNumber } from '../arguments';
import { outputFolder } from '../fileArguments';

/** What can be made, and with how many seeds if nothing is said. */
const SEEDS = {
  stream: 5,
  tasks: 3,
  kinds: 3,
  meta: 3,
  'meta-agent': 3,
  replay: 20,
  mnist: 5,
  'mnist-memory': 1,
  drift: 5,
  'drift-peers': 5,
  'one-shot': 3,
  'one-shot-memory': 3,
  'character-stream': 3,
};

export type ResultName = keyof typeof SEEDS;

const NAMES = Object.keys(SEEDS) as ResultName[];

export const USAGE =
  `usage: npm run results -- ${NAMES.join('|')} [--seeds N] [--jobs N]   (N is a whole number of ` +
  'at least 1)';

/**
 * @returns undefined if help was asked for
 * @throws UsageError
 */
export function resultsOptions(
  all: readonly string[],
): (ResultsOptions & { readonly which: ResultName }) | undefined {
  if (all.includes('--help') || all.includes('-h')) return undefined;
  const [word = '', ...words] = all;
  const which = NAMES.find((name) => name === word);
  if (!which) {
    const got = word === '' ? 'nothing' : describe(word);
    throw new UsageError(`RESULT: got ${got}, expected one of ${NAMES.join(', ')}`);
  }
  const line = commandLine('npm run results --', 'The long runs.', [
    option('--seeds <N>', 'how many seeds', wholeNumber(1, 1000), SEEDS[which]),
    option('--jobs <N>', 'runs at once', wholeNumber(1, 256), os.availableParallelism()),
  ]);
  const options = parseWords<ResultsOptions>(line, words);
  operand('the folder of runs', outputFolder)(projectPath('data'));
  return { which, ...options };
}
