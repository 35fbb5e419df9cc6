import { existsSync } from 'node:fs';
import os from 'node:os';
import type { Command, Option } from 'commander';
import { canAnswer, type StrategyName, strategyNames } from '../../continual/strategies/names';
import { projectPath } from '../../core/paths';
import { describe } from '../../core/text';
import type { ExperimentOptions } from '../../experiments/continual/experiment';
import type { OWN_DATA } from '../../experiments/continual/types';
import type { LongOptions } from '../../experiments/continual/table';
import type { TuneOptions } from '../../experiments/continual/tune';
import {
  isMnistScenario,
  scenarioKinds,
  type ScenarioName,
  scenarioNames,
  smallScenarioNames,
} from '../../tasks/continual/names';
import { MAKE_MNIST, mnistEntry, mnistPath } from '../../tasks/datasets/names';
import {
  asUsage,
  commandLine,
  flag,
  oneOf,
  operand,
  option,
  parseWords,
  someOf,
  UsageError,
  wholeNumber,
} from '../arguments';
import { inputFile, outputFile, outputFolder } from '../fileArguments';

/** The scenario of a table of one's own. */
const OWN = 'own' satisfies typeof OWN_DATA;
const NAME = 'npm run -s experiment --';
const SCENARIOS = `${scenarioNames.join(', ')}; all of them but MNIST's: all`;

const seeds = (count: number): Option =>
  option('--seeds <N>', 'how many seeds', wholeNumber(1, 1000), count);
const jobs = (): Option =>
  option(
    '--jobs <N>',
    'runs at once, each in a process of its own; default: cores',
    wholeNumber(1, 256),
  );
const strategies = (): Option =>
  option(
    '--strategies <A,B>',
    `of ${strategyNames.join(', ')}; default: all that can do the scenario`,
    someOf(strategyNames),
  );
const anew = (): Option => flag('--anew', 'makes what is stored again');

const experimentLine = (): Command =>
  commandLine(
    `${NAME} SCENARIO`,
    'Continual learning, every strategy with every seed, means with 95 % intervals.\n' +
      `SCENARIO: one of ${SCENARIOS}; or ${OWN}, a table of your own.`,
    [
      option(
        '--split <FILE>',
        'division of the digits, of the form of data/digits-split.json; default: that one',
        inputFile('of the form of data/digits-split.json'),
      ),
      option(
        '--data <FILE>',
        "the table of 'own', see docs/own-data.md",
        inputFile('of the form of docs/own-data.md'),
      ),
      strategies(),
      option('--budget <ROWS>', 'rows that may be stored', wholeNumber(1, 1_000_000), 200),
      seeds(5),
      jobs(),
      option(
        '--json <OUT>',
        'the file for { scenario, budget, split, runs: [{ strategy, seed, R, final, forgetting, ' +
          'seconds }] }; of all: a list of these',
        outputFile,
      ),
      flag('--resume', 'takes runs that are finished already (.lab/experiments)'),
      option(
        '--rows <WHICH>',
        'judged on test rows, or on validation rows taken from the train rows',
        oneOf(['test', 'validation'] as const),
        'test',
      ),
    ],
  );

const tuneLine = (): Command =>
  commandLine(
    `${NAME} tune SCENARIO`,
    'Chooses settings on validation rows, into data/continual-settings.json.',
    [strategies(), seeds(2), jobs(), anew()],
  );

const LONG = {
  table: 'Every scenario, strategy and seed, into data/continual-runs.parquet.',
  ablation: 'The memory agent with one part changed, into data/continual-ablation.parquet.',
};
const longLine = (command: keyof typeof LONG): Command =>
  commandLine(`${NAME} ${command}`, LONG[command], [seeds(5), jobs(), anew()]);
const reportLine = (): Command =>
  commandLine(`${NAME} report`, 'REPRODUCIBILITY.md and docs/real-data.svg from these.', []);

/** What `npm run experiment` is asked for. */
export type ExperimentCommand =
  | { readonly name: 'help' | 'report' }
  | { readonly name: 'tune'; readonly options: TuneOptions }
  | { readonly name: keyof typeof LONG; readonly options: LongOptions }
  | { readonly name: 'experiment'; readonly options: ExperimentOptions };

/** @throws UsageError */
export function experimentCommand(words: readonly string[]): ExperimentCommand {
  if (words.includes('--help') || words.includes('-h')) return { name: 'help' };
  const [name = '', ...rest] = words;
  if (name === 'tune') return { name, options: tuneOptions(rest) };
  if (name === 'table' || name === 'ablation') return { name, options: longOptions(name, rest) };
  if (name === 'report') {
    parseWords(reportLine(), rest);
    return { name };
  }
  return { name: 'experiment', options: experimentOptions(name, rest) };
}

/** All commands with their options. */
export const helpText = (): string =>
  [experimentLine(), tuneLine(), longLine('table'), longLine('ablation'), reportLine()]
    .map((line) => line.helpInformation())
    .join('\n');

/** @throws UsageError */
export function experimentOptions(scenario: string, words: readonly string[]): ExperimentOptions {
  type Parsed = Omit<ExperimentOptions, 'scenarios' | 'jobs' | 'goOn'>;
  const scenarios = scenario === OWN ? ([OWN] as const) : scenariosOf(scenario, [OWN]);
  const options = parseWords<Parsed>(experimentLine(), words);
  const { data, split, strategies } = options;
  if ((scenario === OWN) !== (data !== undefined)) {
    const got = data === undefined ? 'nothing' : describe(data);
    throw new UsageError(`--data: got ${got}, expected it with ${OWN} alone`);
  }
  if (split !== undefined) asUsage(() => loadScenarios().readDigitsSplit(split), '--split');
  const own =
    data === undefined ? undefined : asUsage(() => loadScenarios().readScenario(data), '--data');
  for (const name of scenarios)
    checkStrategies(strategies ?? [], name, name === OWN ? own!.kind : scenarioKinds[name]);
  checkStore('.lab/experiments');
  return {
    scenarios,
    jobs: os.availableParallelism(),
    ...options,
    goOn: `${goOn([scenario, ...words], '--resume')} --resume`,
  };
}

/** @throws UsageError */
export function longOptions(command: keyof typeof LONG, words: readonly string[]): LongOptions {
  const options = parseWords<Omit<LongOptions, 'jobs' | 'goOn'>>(longLine(command), words);
  checkStore('data');
  return {
    jobs: os.availableParallelism(),
    ...options,
    goOn: goOn([command, ...words], '--anew'),
  };
}

/** @throws UsageError */
export function tuneOptions([scenario = '', ...words]: readonly string[]): TuneOptions {
  const scenarios = scenariosOf(scenario);
  const options = parseWords<Omit<TuneOptions, 'scenarios' | 'jobs' | 'goOn'>>(tuneLine(), words);
  for (const name of scenarios)
    checkStrategies(options.strategies ?? [], name, scenarioKinds[name]);
  for (const folder of ['.lab/experiments', 'data']) checkStore(folder);
  return {
    scenarios,
    jobs: os.availableParallelism(),
    ...options,
    goOn: goOn(['tune', scenario, ...words], '--anew'),
  };
}

/** The same command without a flag that is not to be given again. */
function goOn(words: readonly string[], once: string): string {
  return [NAME, ...words.filter((word) => word !== once)].join(' ');
}

function scenariosOf(word: string, others: readonly string[] = []): readonly ScenarioName[] {
  if (word === 'all') return smallScenarioNames;
  const name = scenarioNames.find((one) => one === word);
  if (name && isMnistScenario(name) && !existsSync(mnistPath()))
    throw new UsageError(`SCENARIO: ${name} needs ${mnistEntry.file}; ${MAKE_MNIST}`);
  if (name) return [name];
  const got = word === '' ? 'nothing' : describe(word);
  const known = [...scenarioNames, ...others, 'all'].join(', ');
  throw new UsageError(`SCENARIO: got ${got}, expected one of ${known}`);
}

/** Refuses a strategy that cannot give the answers of a scenario. */
function checkStrategies(
  names: readonly StrategyName[],
  scenario: string,
  kind: 'classes' | 'values',
): void {
  const wrong = names.find((name) => !canAnswer(name, kind));
  if (wrong === undefined) return;
  const able = strategyNames.filter((name) => canAnswer(name, kind));
  throw new UsageError(
    `--strategies: got "${wrong}", which cannot do ${scenario} (it answers with classes only), ` +
      `expected one or more of ${able.join(', ')}`,
  );
}

/** Refuses a folder of the project that finished runs could not be written to. */
function checkStore(name: string): void {
  operand('the folder of runs', outputFolder)(projectPath(name));
}

/** Loads polars, which other words need not wait for. */
function loadScenarios(): typeof import('../../tasks/continual') {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- checks of words do not wait
  return require('../../tasks/continual') as ReturnType<typeof loadScenarios>;
}
