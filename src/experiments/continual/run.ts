import { runStrategy } from '../../continual/strategies';
import {
  continualScenario,
  type ContinualScenario,
  readDigitsSplit,
  readScenario,
  type ScenarioName,
} from '../../tasks/continual';
import type { OnProgress } from '../types';
import { type ContinualRun, finishedRun, OWN_DATA, type RunKey } from './types';

/**
 * Makes one run in this process.
 * @param dataFile split file, the project's own if left out; of the scenario `own` its table
 * @throws Error if the strategy cannot do the scenario, or the file is no split or table
 */
export async function performContinualRun(
  key: RunKey,
  onProgress: OnProgress,
  dataFile?: string,
): Promise<ContinualRun> {
  const { strategy, seed, budget, settings } = key;
  const scenario = scenarioOf(key, dataFile);
  const { R, seconds } = await runStrategy({
    scenario,
    strategy,
    seed,
    budget,
    settings,
    onProgress,
  });
  return finishedRun(key, { R, kind: scenario.kind, seconds });
}

function scenarioOf(
  { scenario: name, seed, rows: judgedOn }: RunKey,
  dataFile: string | undefined,
): ContinualScenario {
  if (name === OWN_DATA) return readScenario(dataFile ?? '', { name, judgedOn });
  const split = dataFile === undefined ? undefined : readDigitsSplit(dataFile);
  return continualScenario(name as ScenarioName, { split, judgedOn, seed });
}
