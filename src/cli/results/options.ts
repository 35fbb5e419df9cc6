import os from 'node:os';

/** What `npm run results` is told. */
export interface ResultsOptions {
  readonly which: 'stream' | 'tasks';
  readonly seeds: number;
  readonly jobs: number;
}

export const USAGE = 'usage: npm run results -- stream|tasks [--seeds N] [--jobs N]   (N is a whole number of at least 1)';

/** @returns undefined if the words make no sense */
export function resultsOptions(words: readonly string[]): ResultsOptions | undefined {
  const [which, ...rest] = words;
  if (which !== 'stream' && which !== 'tasks') return undefined;
  const options = { which, seeds: which === 'stream' ? 5 : 3, jobs: os.availableParallelism() } as { which: typeof which; seeds: number; jobs: number };
  for (let i = 0; i < rest.length; i += 2) {
    const value = Number(rest[i + 1]);
    if ((rest[i] !== '--seeds' && rest[i] !== '--jobs') || !Number.isInteger(value) || value < 1) return undefined;
    options[rest[i] === '--seeds' ? 'seeds' : 'jobs'] = value;
  }
  return options;
}
