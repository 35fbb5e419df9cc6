import { strategyNames, type StrategyName } from '../../continual/strategies/names';
import { duration } from '../../core/durations';
import { readBytes, writeFileAtomic } from '../../core/files';
import { sha256 } from '../../core/hash';
import { projectPath } from '../../core/paths';
import {
  isMnistScenario,
  readDigitsSplit,
  readScenario,
  type ScenarioName,
} from '../../tasks/continual';
import { failureLines, type MadeRuns, makeMissing } from '../make';
import { canDo, experimentKeys, isValues } from './plan';
import { readChoices } from './settings';
import { continualStore } from './store';
import { type ContinualRun, type JudgedRows, OWN_DATA, type RunKey } from './types';
import { continualWords } from './words';

/** What an experiment is about, and how it is done. */
export interface ExperimentOptions {
  readonly scenarios: readonly (ScenarioName | typeof OWN_DATA)[];
  /** The table of the scenario `own`. */
  readonly data?: string;
  /** Undefined: all that can do the scenario. */
  readonly strategies?: readonly StrategyName[];
  readonly budget: number;
  readonly seeds: number;
  readonly jobs: number;
  readonly split?: string;
  readonly rows: JudgedRows;
  /** The file that the results go to. */
  readonly json?: string;
  /** Takes runs that are finished already. */
  readonly resume?: boolean;
  /** The command that goes on after Ctrl+C. */
  readonly goOn: string;
}

const words = continualWords();

/** `npm run -s experiment -- SCENARIO ...` @returns the exit status */
export async function experiment(options: ExperimentOptions): Promise<number> {
  const { scenarios, budget, rows, json } = options;
  const begin = Date.now();
  const results: ReturnType<typeof asJson>[] = [];
  let failed = 0;
  for (const name of scenarios) {
    const { runs, failures, seconds } = await scenarioRuns(name, options);
    failed += failures.length;
    results.push(asJson(name, options, runs));
    const head = `${name}, ${budget} rows may be stored, ${rows} rows`;
    if (runs.length > 0)
      console.log(
        `\n${head}: mean ± 95 % interval (Student's t) over seeds\n${words.summary(runs)}`,
      );
    for (const line of failureLines(words, failures)) console.log(line);
    console.log(`${runs.length} of ${runs.length + failures.length} runs, ${duration(seconds)}`);
  }
  if (scenarios.length > 1)
    console.log(`\nall scenarios: ${duration((Date.now() - begin) / 1000)}`);
  if (json)
    writeFileAtomic(json, `${JSON.stringify(results.length === 1 ? results[0] : results)}\n`);
  return failed > 0 ? 1 : 0;
}

type AnyScenario = ExperimentOptions['scenarios'][number];

async function scenarioRuns(
  scenario: AnyScenario,
  options: ExperimentOptions,
): Promise<MadeRuns<RunKey, ContinualRun>> {
  const { budget, seeds, rows, jobs, resume = false, split, data, goOn } = options;
  const strategies =
    options.strategies ?? strategyNames.filter((name) => isAble(name, scenario, data));
  const keys = experimentKeys({ scenario, strategies, budget, seeds, rows }, readChoices());
  const store = continualStore(runsFile(scenario, options));
  const made = await makeMissing({ name: 'continual', store, words }, keys, {
    resume,
    jobs,
    dataFile: data ?? split,
    goOn,
  });
  store.compact();
  return made;
}

/**
 * Where the finished runs of an experiment lie: one file for all that may be compared. Strategy,
 * seed and settings are distinguished inside.
 */
function runsFile(scenario: AnyScenario, { budget, split, data, rows }: ExperimentOptions): string {
  const division = data === undefined ? divisionOf(scenario, split) : sha256(readBytes(data));
  const key = sha256(JSON.stringify([scenario, budget, rows, division])).slice(0, 12);
  return projectPath(`.lab/experiments/${scenario}-${budget}-${key}.parquet`);
}

/** What the digits of a scenario are divided by; null: it is not on those. */
function divisionOf(scenario: AnyScenario, split: string | undefined): object | null {
  const { test, splitTasks, perms } = readDigitsSplit(split);
  return isDivided(scenario) ? { test, splitTasks, perms } : null;
}

/** Whether a scenario is on rows that a split file, or a table of one's own, divides. */
function isDivided(scenario: AnyScenario): boolean {
  return !isValues(scenario) && !isMnistScenario(scenario);
}

function isAble(strategy: StrategyName, scenario: AnyScenario, data: string | undefined): boolean {
  if (scenario !== OWN_DATA) return canDo(strategy, scenario);
  const isForValues = readScenario(data ?? '').kind === 'values';
  return canDo(strategy, isForValues ? 'regression' : 'split-class');
}

const asJson = (
  scenario: AnyScenario,
  { budget, split, data }: ExperimentOptions,
  runs: readonly ContinualRun[],
) => ({
  scenario,
  budget,
  split: isDivided(scenario) ? (data ?? split ?? 'data/digits-split.json') : null,
  runs: runs.map(({ strategy, seed, R, final, forgetting, seconds }) => ({
    strategy,
    seed,
    R,
    final,
    forgetting,
    seconds,
  })),
});
