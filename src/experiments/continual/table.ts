import path from 'node:path';
import { duration } from '../../core/durations';
import { sum } from '../../core/numbers';
import { projectRoot } from '../../core/paths';
import { failureLines, makeMissing } from '../make';
import { ablationKeys, tableKeys } from './plan';
import { addToRunLog } from './runLog';
import { readChoices } from './settings';
import { CONTINUAL_ABLATION, CONTINUAL_RUNS, continualStore } from './store';
import { runName } from './types';
import { continualWords } from './words';

/** How the long commands are done. */
export interface LongOptions {
  readonly seeds: number;
  readonly jobs: number;
  /** Makes everything again, that which is stored too. */
  readonly anew?: boolean;
  /** The command that goes on after Ctrl+C. */
  readonly goOn: string;
}

const tables = {
  table: { plan: tableKeys, file: CONTINUAL_RUNS },
  ablation: { plan: ablationKeys, file: CONTINUAL_ABLATION },
};

/**
 * `npm run -s experiment -- table`: every scenario, strategy and seed; or `ablation`: the memory
 * agent with one part changed at a time.
 * @returns the exit status
 */
export async function makeTable(
  command: keyof typeof tables,
  { seeds, jobs, anew, goOn }: LongOptions,
): Promise<number> {
  const { plan, file } = tables[command];
  const store = continualStore(file);
  const words = continualWords();
  const keys = plan(seeds, readChoices());
  const { runs, failures, made, seconds } = await makeMissing(
    { name: 'continual', store, words },
    keys,
    { resume: !anew, jobs, goOn },
  );
  // without runs that the plan no longer has
  const planned = new Set(keys.map(runName));
  store.forget(store.read().filter((run) => !planned.has(runName(run))));
  store.compact(keys);
  if (made > 0) addToRunLog({ command, runs: made, jobs, seconds });
  console.log(`${words.summary(runs)}\n`);
  for (const line of failureLines(words, failures)) console.log(line);
  const alone = sum(runs.map((run) => run.seconds));
  console.log(
    `${runs.length} of ${keys.length} runs in ${path.relative(projectRoot(), file)}; ${made} ` +
      `made now in ${duration(seconds)}, ${jobs} at once; all of them one after the other: ` +
      `${duration(alone)}`,
  );
  return failures.length > 0 ? 1 : 0;
}
