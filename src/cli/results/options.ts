import os from 'node:os';

/** What can be made, and with how many seeds if nothing is said. */
export const RESULTS = {
  stream: 5,
  tasks: 3,
  meta: 3,
  'meta-agent': 3,
  replay: 20,
} as const satisfies Readonly<Record<string, number>>;

/** What `npm run results` is told. */
export interface ResultsOptions {
  readonly which: keyof typeof RESULTS;
  readonly seeds: number;
  readonly jobs: number;
}

export const USAGE =
  `usage: npm run results -- ${Object.keys(RESULTS).join('|')} [--seeds N] [--jobs N]   (N is ` +
  'a whole number of at least 1)';

/** @returns undefined if the words make no sense */
export function resultsOptions(words: readonly string[]): ResultsOptions | undefined {
  const [which = '', ...rest] = words;
  if (!isResult(which)) return undefined;
  const options: { -readonly [name in keyof ResultsOptions]: ResultsOptions[name] } = {
    which,
    seeds: RESULTS[which],
    jobs: os.availableParallelism(),
  };
  for (let i = 0; i < rest.length; i += 2) {
    const value = Number(rest[i + 1]);
    if ((rest[i] !== '--seeds' && rest[i] !== '--jobs') || !Number.isInteger(value) || value < 1)
      return undefined;
    options[rest[i] === '--seeds' ? 'seeds' : 'jobs'] = value;
  }
  return options;
}

const isResult = (word: string): word is keyof typeof RESULTS => Object.hasOwn(RESULTS, word);
