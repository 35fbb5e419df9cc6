import { createHash } from 'node:crypto';
import path from 'node:path';
import { canDo, experimentKeys, isValues } from './plan';
import { readChoices } from './settings';
import type { ContinualRun } from './types';
import { strategyNames } from '../../continual/strategies';
import { duration } from '../../core/durations';
import { readDigitsSplit, type ScenarioName } from '../../tasks/continual';
import { type ExperimentOptions, experimentOptions } from '../../cli/experiment/options';
import { keptRuns, sayFailures } from '../keptRuns';
import { summaryTable } from './words';
import { projectRoot } from '../../core/paths';
import { writeFileAtomic } from '../../core/files';

/** `npm run -s experiment -- SCENARIO ...` @returns the exit status */
export async function experiment(scenario: string, words: readonly string[]): Promise<number> {
  const options = experimentOptions(scenario, words);
  const start = Date.now();
  const results: ReturnType<typeof asJson>[] = [];
  let failed = 0;
  for (const name of options.scenarios) {
    const { runs, failures, seconds } = await scenarioRuns(
      name,
      options,
      'npm run -s experiment -- ' +
        `${[scenario, ...words.filter((word) => word !== '--resume')].join(' ')} --resume`,
    );
    failed += failures.length;
    results.push(asJson(name, options, runs));
    if (runs.length > 0)
      console.log(
        `\n${name}, ${options.budget} rows may be stored, ${options.rows} rows: mean ± 95 % ` +
          `interval (Student's t) over seeds\n${summaryTable(runs)}`,
      );
    for (const line of sayFailures(failures)) console.log(line);
    console.log(`${runs.length} of ${runs.length + failures.length} runs, ${duration(seconds)}`);
  }
  if (options.scenarios.length > 1)
    console.log(`\nall scenarios: ${duration((Date.now() - start) / 1000)}`);
  if (options.json)
    writeFileAtomic(
      options.json,
      `${JSON.stringify(results.length === 1 ? results[0] : results)}\n`,
    );
  return failed > 0 ? 1 : 0;
}

async function scenarioRuns(
  scenario: ScenarioName,
  options: ExperimentOptions,
  goOn: string,
): ReturnType<typeof keptRuns> {
  const { budget, seeds, rows, jobs, resume, split } = options;
  const keys = experimentKeys(
    {
      scenario,
      strategies: options.strategies ?? strategyNames.filter((name) => canDo(name, scenario)),
      budget,
      seeds,
      rows,
    },
    readChoices(),
  );
  return keptRuns(keys, { file: runsFile(scenario, options), resume, jobs, split, goOn });
}

/**
 * Where the finished runs of an experiment lie: one file for all that may be compared. Strategy,
 * seed and settings are told apart inside.
 */
function runsFile(scenario: ScenarioName, { budget, split, rows }: ExperimentOptions): string {
  const { test, splitTasks, perms } = readDigitsSplit(split);
  const key = createHash('sha256')
    .update(
      JSON.stringify([
        scenario,
        budget,
        rows,
        isValues(scenario) ? null : { test, splitTasks, perms },
      ]),
    )
    .digest('hex')
    .slice(0, 12);
  return path.join(projectRoot(), '.lab', 'experiments', `${scenario}-${budget}-${key}.parquet`);
}

const asJson = (
  scenario: ScenarioName,
  { budget, split }: ExperimentOptions,
  runs: readonly ContinualRun[],
) => ({
  scenario,
  budget,
  split: isValues(scenario) ? null : (split ?? 'data/digits-split.json'),
  runs: runs.map(({ strategy, seed, R, final, forgetting, seconds }) => ({
    strategy,
    seed,
    R,
    final,
    forgetting,
    seconds,
  })),
});
