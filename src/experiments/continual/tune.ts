import { isDeepStrictEqual } from 'node:util';
import path from 'node:path';
import { gridOf, strategies, type StrategyName, strategyNames } from '../../continual/strategies';
import type { Settings } from '../../continual/strategies/types';
import { duration } from '../../core/durations';
import { projectPath, projectRoot } from '../../core/paths';
import { errorMessage } from '../../core/text';
import type { ScenarioName } from '../../tasks/continual';
import { makeMissing, type MakeOptions } from '../make';
import { findRuns, type RunStore } from '../store';
import type { RunKind } from '../types';
import { GridSearch } from './grid';
import { canDo, isValues, tuningBudgets, USUAL_BUDGET } from './plan';
import { CONTINUAL_SETTINGS, keepChoice, readChoices } from './settings';
import { continualStore } from './store';
import type { LongOptions } from './table';
import type { ContinualRun, RunKey } from './types';
import { continualWords, settingsList, type SettingsText } from './words';

/** Seeds that no experiment uses unless it asks for a thousand. */
const FIRST_SEED = 1000;

/** What is to be chosen. */
interface Question {
  readonly scenario: ScenarioName;
  readonly strategy: StrategyName;
  readonly budget: number | null;
  readonly search: GridSearch;
}

/** What is to be tuned, and how. */
export interface TuneOptions extends LongOptions {
  readonly scenarios: readonly ScenarioName[];
  /** Undefined: all that can do the scenario. */
  readonly strategies?: readonly StrategyName[];
}

const gridFor = (strategy: StrategyName, scenario: ScenarioName): ReturnType<typeof gridOf> =>
  gridOf(strategy, isValues(scenario) ? 'values' : 'classes');

/** Those settings of a run that the grid has. */
const triedText: SettingsText = ({ strategy, settings }) => {
  const { grid } = strategies[strategy as StrategyName];
  const tried = Object.entries(settings).filter(([name]) => name in grid);
  return ` ${settingsList(Object.fromEntries(tried)) || 'defaults'}`;
};
const words = continualWords(triedText);

const questionText = ({ scenario, strategy, budget }: Question): string =>
  `${scenario}${budget === null ? '' : ` ${budget}`}, ${strategy}`;

/**
 * `npm run -s experiment -- tune SCENARIO|all ...`: searches the grid of each strategy on
 * validation rows and stores the best.
 * @returns the exit status
 */
export async function tune(options: TuneOptions): Promise<number> {
  const { scenarios, strategies: asked, jobs, anew, goOn } = options;
  const begin = Date.now();
  const seeds = Array.from({ length: options.seeds }, (_, i) => FIRST_SEED + i);
  let failed = 0;
  for (const scenario of scenarios) {
    const names = asked ?? strategyNames.filter((name) => canDo(name, scenario));
    const store = continualStore(projectPath(`.lab/experiments/tune-${scenario}.parquet`));
    if (anew)
      store.forget(store.read().filter(({ strategy }) => names.includes(strategy as StrategyName)));
    const open = questions(scenario, names).filter(
      (question) => anew || !isAnswered(question, seeds),
    );
    failed += await search(open, seeds, store, { jobs, resume: true, goOn });
    store.compact();
  }
  const seconds = (Date.now() - begin) / 1000;
  console.log(
    `choices in ${path.relative(projectRoot(), CONTINUAL_SETTINGS)}, ${duration(seconds)}`,
  );
  return failed > 0 ? 1 : 0;
}

/** Goes on, stage by stage, until every question has its choice. @returns how many have none */
async function search(
  all: readonly Question[],
  seeds: readonly number[],
  store: RunStore<ContinualRun, RunKey>,
  options: MakeOptions,
): Promise<number> {
  const kind: RunKind<RunKey, ContinualRun> = { name: 'continual', store, words };
  const lost = new Set<Question>();
  let open = all;
  while (open.length > 0) {
    const keys = open.flatMap((question) => keysOfStage(question, seeds));
    const { runs, failures } = await makeMissing(kind, keys, options);
    for (const { key, error } of failures)
      console.log(`out of the grid: ${words.ofKey(key)}: ${error.message}`);
    for (const question of open) {
      try {
        takeScores(question, seeds, store, runs);
      } catch (error) {
        lost.add(question);
        console.log(`${questionText(question)}: nothing chosen: ${errorMessage(error)}`);
      }
    }
    open = open.filter((one) => !lost.has(one) && one.search.points().length > 0);
  }
  return lost.size;
}

function keysOfStage(question: Question, seeds: readonly number[]): RunKey[] {
  return question.search.points().flatMap((point) => keysOf(question, point, seeds));
}

/** Tells the search how its points did, and stores what it has chosen once it is over. */
function takeScores(
  question: Question,
  seeds: readonly number[],
  store: RunStore<ContinualRun, RunKey>,
  runs: readonly ContinualRun[],
): void {
  const scores = question.search.points().map((settings) => {
    const own = findRuns(store, keysOf(question, settings, seeds), runs);
    return { settings, finals: own.map((run) => run?.final ?? null) };
  });
  question.search.tell(scores);
  if (question.search.points().length === 0) answer(question, seeds);
}

function answer(question: Question, seeds: readonly number[]): void {
  const { scenario, strategy, budget } = question;
  const { chosen: settings, scores } = question.search;
  const grid = gridFor(strategy, scenario);
  const date = new Date().toISOString().slice(0, 10);
  keepChoice({ scenario, strategy, budget, settings, grid, seeds, scores, date });
  console.log(`${questionText(question)}: ${settingsList(settings) || 'defaults'}`);
}

/** One question a strategy and budget; none where there is nothing to choose. */
function questions(scenario: ScenarioName, names: readonly StrategyName[]): Question[] {
  return names.flatMap((strategy) => {
    const { defaults } = strategies[strategy];
    const open = (): GridSearch =>
      new GridSearch(defaults, gridFor(strategy, scenario), !isValues(scenario));
    if (open().points().length === 0) return [];
    return tuningBudgets(strategy, scenario).map((budget): Question => ({
      scenario,
      strategy,
      budget,
      search: open(),
    }));
  });
}

function keysOf(
  { scenario, strategy, budget }: Question,
  settings: Settings,
  seeds: readonly number[],
): RunKey[] {
  return seeds.map((seed) => ({
    scenario,
    strategy,
    variant: null,
    seed,
    budget: budget ?? USUAL_BUDGET,
    rows: 'validation',
    settings,
  }));
}

/** True if the stored choice was made from the same grid with as many seeds. */
function isAnswered({ scenario, strategy, budget }: Question, seeds: readonly number[]): boolean {
  const asked = { scenario, strategy, budget, grid: gridFor(strategy, scenario), seeds };
  return readChoices().some((choice) => {
    const { scenario, strategy, budget, grid, seeds } = choice;
    return isDeepStrictEqual({ scenario, strategy, budget, grid, seeds }, asked);
  });
}
