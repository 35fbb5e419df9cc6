import path from 'node:path';
import { ablationKeys, tableKeys } from './plan';
import { readChoices } from './settings';
import { keepSitting } from './sittings';
import { CONTINUAL_ABLATION, CONTINUAL_RUNS, writeContinualRuns } from './store';
import type { RunKey } from './types';
import { duration } from '../../core/durations';
import { keptRuns, sayFailures } from '../keptRuns';
import { longOptions } from '../../cli/experiment/options';
import { summaryTable } from './words';
import { projectRoot } from '../../core/paths';

/** `npm run -s experiment -- table`: every scenario, strategy and seed. @returns the exit status */
export const makeTable = (words: readonly string[]): Promise<number> =>
  make('table', tableKeys, CONTINUAL_RUNS, words);

/**
 * `npm run -s experiment -- ablation`: the memory agent with one part changed at a time.
 * @returns the exit status
 */
export const makeAblation = (words: readonly string[]): Promise<number> =>
  make('ablation', ablationKeys, CONTINUAL_ABLATION, words);

async function make(
  command: 'table' | 'ablation',
  plan: typeof tableKeys,
  file: string,
  words: readonly string[],
): Promise<number> {
  const { seeds, jobs, anew } = longOptions(words);
  const keys: readonly RunKey[] = plan(seeds, readChoices());
  const { runs, failures, made, seconds } = await keptRuns(keys, {
    file,
    resume: !anew,
    jobs,
    goOn:
      'npm run -s experiment -- ' +
      `${[command, ...words.filter((word) => word !== '--anew')].join(' ')}`,
  });
  // in the order of the plan, and without runs that it no longer has
  writeContinualRuns(runs, file);
  if (made > 0) keepSitting({ command, runs: made, jobs, seconds });
  console.log(`${summaryTable(runs)}\n`);
  for (const line of sayFailures(failures)) console.log(line);
  const alone = runs.reduce((sum, run) => sum + run.seconds, 0);
  console.log(
    `${runs.length} of ${keys.length} runs in ${path.relative(projectRoot(), file)}; ${made} ` +
      `made now in ${duration(seconds)}, ${jobs} at once; all of them one after the other: ` +
      `${duration(alone)}`,
  );
  return failures.length > 0 ? 1 : 0;
}
