import { accessSync, constants, existsSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type StrategyName, strategyNames } from '../../continual/strategies/names';
import { type ScenarioName, scenarioNames } from '../../tasks/continual/names';
import {
  type Check,
  Expected,
  fileName,
  oneOf,
  readOptions,
  someOf,
  UsageError,
  wholeNumber,
} from './usage';

export const HELP = `npm run -s experiment -- SCENARIO [options]    continual learning, every strategy with every seed, means with 95 % intervals
  SCENARIO              one of ${scenarioNames.join(', ')}, or all
  --strategies A,B      of ${strategyNames.join(', ')} (all that can do the scenario)
  --budget ROWS         rows that may be stored (200)
  --seeds N             seeds 0 to N - 1 (5)
  --split FILE          division of the digits, of the form of data/digits-split.json (that one)
  --rows WHICH          judged on test rows, or on validation rows taken from the train rows (test)
  --jobs N              runs at once, each in a process of its own (cores)
  --json OUT            { scenario, budget, split, runs: [{ strategy, seed, R, final, forgetting, seconds }] } as a file; of all: a list of these
  --resume              takes runs that are finished already (.lab/experiments)
npm run -s experiment -- tune SCENARIO|all [--strategies A,B] [--seeds N] [--jobs N] [--anew]    chooses settings on validation rows, into data/continual-settings.json
npm run -s experiment -- table [--seeds N] [--jobs N] [--anew]      every scenario, strategy and seed, into data/continual-runs.parquet
npm run -s experiment -- ablation [--seeds N] [--jobs N] [--anew]   the memory agent with one part changed, into data/continual-ablation.parquet
npm run -s experiment -- report                                     REPRODUCIBILITY.md and docs/real-data.svg from these`;

const cores = (): number => os.availableParallelism();
const seeds = wholeNumber(1, 1000);
const jobs = wholeNumber(1, 256);
const splitFile: Check<string> = (text) => {
  if (text === '' || !existsSync(text))
    return new Expected('a file that is there, of the form of data/digits-split.json');
  try {
    // only now: it loads polars, which other words need not wait for
    const { readDigitsSplit } =
      require('../../tasks/continual/split') as typeof import('../../tasks/continual/split');
    readDigitsSplit(text);
  } catch (error) {
    throw new UsageError(`--split: ${(error as Error).message}`);
  }
  return text;
};
const outFile: Check<string> = (text) => {
  const folder = path.dirname(path.resolve(text));
  if (text === '' || !existsSync(folder) || (existsSync(text) && statSync(text).isDirectory()))
    return new Expected('the name of a file in a folder that is there');
  try {
    accessSync(folder, constants.W_OK);
  } catch {
    return new Expected('a folder that can be written to');
  }
  return fileName(text);
};

/** What an experiment is told. */
export interface ExperimentOptions {
  readonly scenarios: readonly ScenarioName[];
  /** Undefined: all that can do the scenario. */
  readonly strategies?: readonly StrategyName[];
  readonly budget: number;
  readonly seeds: number;
  readonly jobs: number;
  readonly split?: string;
  readonly rows: 'test' | 'validation';
  readonly json?: string;
  readonly resume: boolean;
}

/** @throws UsageError */
export function experimentOptions(scenario: string, words: readonly string[]): ExperimentOptions {
  const found = readOptions(words, {
    split: splitFile,
    strategies: someOf(strategyNames),
    budget: wholeNumber(1, 1_000_000),
    seeds,
    jobs,
    json: outFile,
    resume: 'flag',
    rows: oneOf(['test', 'validation'] as const),
  });
  return {
    ...found,
    scenarios: scenariosOf(scenario),
    budget: found.budget ?? 200,
    seeds: found.seeds ?? 5,
    jobs: found.jobs ?? cores(),
    rows: found.rows ?? 'test',
  };
}

/** What the long commands are told. */
export interface LongOptions {
  readonly seeds: number;
  readonly jobs: number;
  /** Makes everything again, that which is there too. */
  readonly anew: boolean;
}

/** @throws UsageError */
export function longOptions(words: readonly string[]): LongOptions {
  const found = readOptions(words, { seeds, jobs, anew: 'flag' });
  return { seeds: found.seeds ?? 5, jobs: found.jobs ?? cores(), anew: found.anew };
}

/** @throws UsageError */
export function tuneOptions(
  words: readonly string[],
): LongOptions & Pick<ExperimentOptions, 'scenarios' | 'strategies'> {
  const [scenario = '', ...rest] = words;
  const scenarios = scenariosOf(scenario);
  const found = readOptions(rest, { strategies: someOf(strategyNames), seeds, jobs, anew: 'flag' });
  return {
    scenarios,
    strategies: found.strategies,
    seeds: found.seeds ?? 2,
    jobs: found.jobs ?? cores(),
    anew: found.anew,
  };
}

function scenariosOf(word: string): readonly ScenarioName[] {
  if (word === 'all') return scenarioNames;
  const name = scenarioNames.find((one) => one === word);
  if (!name)
    throw new UsageError(
      `SCENARIO: got ${word === '' ? 'nothing' : `"${word}"`}, expected one of ` +
        `${scenarioNames.join(', ')}, all`,
    );
  return [name];
}
