import { continualScenario, readDigitsSplit, type ScenarioName } from '../../tasks/continual';
import { ready } from '../../tf';
import { runStrategy, type StrategyName } from '../../continual/strategies';
import { plainName, type RunKey, type RunScores } from './types';

/** The scenario of a bad metric: every pixel multiplied by a fixed random gain. */
export const PIXEL_GAINS = 'pixel gains';

/**
 * Makes one run in this process.
 * @param split split file; the project's own if left out
 * @throws Error if the strategy cannot do the scenario, or the file is not a split
 */
export async function performRun(
  { scenario: name, strategy, seed, budget, rows, settings }: RunKey,
  split: string | undefined,
  onProgress: (done: number, total: number, loss: number) => void | Promise<void>,
): Promise<RunScores> {
  await ready();
  const scenario = continualScenario(plainName(name) as ScenarioName, {
    split: split === undefined ? undefined : readDigitsSplit(split),
    judgedOn: rows,
    seed,
    inputGains: name.endsWith(`: ${PIXEL_GAINS}`),
  });
  const { R, seconds } = await runStrategy({
    scenario,
    strategy: plainName(strategy) as StrategyName,
    seed,
    budget,
    settings,
    onProgress,
  });
  return { R, kind: scenario.kind, seconds };
}
