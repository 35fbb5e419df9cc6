import path from 'node:path';
import { GridSearch } from './grid';
import { canDo, isValues, tuningBudgets, USUAL_BUDGET } from './plan';
import { CONTINUAL_SETTINGS, keepChoice, readChoices } from './settings';
import { findRuns, readContinualRuns, writeContinualRuns } from './store';
import type { RunKey } from './types';
import { gridOf, strategies, type StrategyName, strategyNames } from '../../continual/strategies';
import type { Settings } from '../../continual/strategies/types';
import { duration } from '../../core/durations';
import type { ScenarioName } from '../../tasks/continual';
import { keptRuns } from '../keptRuns';
import { tuneOptions } from '../../cli/experiment/options';
import { sayKey, saySettings, type Told } from './words';
import { projectRoot } from '../../core/paths';

/** Seeds that no experiment uses unless it asks for a thousand. */
const FIRST_SEED = 1000;

/** What is to be chosen. */
interface Question {
  readonly scenario: ScenarioName;
  readonly strategy: StrategyName;
  readonly budget: number | null;
  readonly search: GridSearch;
}

const gridFor = (strategy: StrategyName, scenario: ScenarioName): ReturnType<typeof gridOf> =>
  gridOf(strategy, isValues(scenario) ? 'values' : 'classes');

/** Those settings of a run that the grid has. */
const told: Told = ({ strategy, settings }) =>
  ' ' +
  `${saySettings(Object.fromEntries(Object.entries(settings).filter(([name]) => name in strategies[strategy as StrategyName].grid)))}`;

const sayQuestion = ({ scenario, strategy, budget }: Question): string =>
  `${scenario}${budget === null ? '' : ` ${budget}`}, ${strategy}`;

/**
 * `npm run -s experiment -- tune SCENARIO|all ...`: searches the grid of each strategy on
 * validation rows and stores the best.
 * @returns the exit status
 */
export async function tune(words: readonly string[]): Promise<number> {
  const { scenarios, strategies: asked, seeds: count, jobs, anew } = tuneOptions(words);
  const start = Date.now();
  const seeds = Array.from({ length: count }, (_, i) => FIRST_SEED + i);
  const goOn = `npm run -s experiment -- tune ${words.filter((word) => word !== '--anew').join(' ')}`;
  let failed = 0;
  for (const scenario of scenarios) {
    const names = asked ?? strategyNames.filter((name) => canDo(name, scenario));
    const file = path.join(projectRoot(), '.lab', 'experiments', `tune-${scenario}.parquet`);
    if (anew)
      writeContinualRuns(
        readContinualRuns(file).filter(({ strategy }) => !names.some((name) => name === strategy)),
        file,
      );
    failed += await search(
      questions(scenario, names).filter((question) => anew || !isAnswered(question, seeds)),
      seeds,
      { file, jobs, resume: true, goOn, told },
    );
  }
  console.log(
    `choices in ${path.relative(projectRoot(), CONTINUAL_SETTINGS)}, ` +
      `${duration((Date.now() - start) / 1000)}`,
  );
  return failed > 0 ? 1 : 0;
}

/** Goes on, stage by stage, until every question has its choice. @returns how many have none */
async function search(
  all: readonly Question[],
  seeds: readonly number[],
  options: Parameters<typeof keptRuns>[1],
): Promise<number> {
  const lost = new Set<Question>();
  for (
    let open = all;
    open.length > 0;
    open = open.filter((question) => !lost.has(question) && question.search.points().length > 0)
  ) {
    const { runs, failures } = await keptRuns(
      open.flatMap((question) =>
        question.search.points().flatMap((point) => keysOf(question, point, seeds)),
      ),
      options,
    );
    for (const { key, error } of failures)
      console.log(`out of the grid: ${sayKey(key, told)}: ${error.message}`);
    for (const question of open) {
      try {
        question.search.tell(
          question.search.points().map((settings) => ({
            settings,
            finals: findRuns(keysOf(question, settings, seeds), runs).map(
              (run) => run?.final ?? null,
            ),
          })),
        );
        if (question.search.points().length === 0) answer(question, seeds);
      } catch (error) {
        lost.add(question);
        console.log(`${sayQuestion(question)}: nothing chosen: ${(error as Error).message}`);
      }
    }
  }
  return lost.size;
}

function answer(question: Question, seeds: readonly number[]): void {
  const {
    scenario,
    strategy,
    budget,
    search: { chosen: settings, scores },
  } = question;
  keepChoice({
    scenario,
    strategy,
    budget,
    settings,
    grid: gridFor(strategy, scenario),
    seeds,
    scores,
    date: new Date().toISOString().slice(0, 10),
  });
  console.log(`${sayQuestion(question)}: ${saySettings(settings)}`);
}

/** One question a strategy and budget; none where there is nothing to choose. */
const questions = (scenario: ScenarioName, names: readonly StrategyName[]): Question[] =>
  names.flatMap((strategy) => {
    const { defaults } = strategies[strategy];
    const grid = gridFor(strategy, scenario);
    const open = (): GridSearch => new GridSearch(defaults, grid, !isValues(scenario));
    return open().points().length === 0
      ? []
      : tuningBudgets(strategy, scenario).map((budget): Question => ({
          scenario,
          strategy,
          budget,
          search: open(),
        }));
  });

const keysOf = (
  { scenario, strategy, budget }: Question,
  settings: Settings,
  seeds: readonly number[],
): RunKey[] =>
  seeds.map((seed) => ({
    scenario,
    strategy,
    seed,
    budget: budget ?? USUAL_BUDGET,
    rows: 'validation',
    settings,
  }));

/** True if the stored choice was made from the same grid with as many seeds. */
const isAnswered = ({ scenario, strategy, budget }: Question, seeds: readonly number[]): boolean =>
  readChoices().some(
    (choice) =>
      choice.scenario === scenario &&
      choice.strategy === strategy &&
      choice.budget === budget &&
      JSON.stringify([choice.grid, choice.seeds]) ===
        JSON.stringify([gridFor(strategy, scenario), seeds]),
  );
