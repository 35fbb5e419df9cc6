import { runStrategy } from '../../continual/strategies';
import { continualScenario, readDigitsSplit, type ScenarioName } from '../../tasks/continual';
import type { OnProgress } from '../types';
import { type ContinualRun, finishedRun, type RunKey } from './types';

/**
 * Makes one run in this process.
 * @param split split file; the project's own if left out
 * @throws Error if the strategy cannot do the scenario, or the file is not a split
 */
export async function performContinualRun(
  key: RunKey,
  onProgress: OnProgress,
  split?: string,
): Promise<ContinualRun> {
  const { scenario: name, strategy, seed, budget, rows, settings } = key;
  const scenario = continualScenario(name as ScenarioName, {
    split: split === undefined ? undefined : readDigitsSplit(split),
    judgedOn: rows,
    seed,
  });
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
