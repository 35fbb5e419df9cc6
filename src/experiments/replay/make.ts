import { finishResults, makeMissing, type ResultsOptions } from '../make';
import type { Experiment } from '../types';
import { choiceRuns, chosenRate, comparedRuns, type ReplayRun, type ReplayRunKey } from './plan';
import { replayRunName, replayStore } from './store';

/** Every way to draw from a full store, in every setting, with every seed. */
const experiment: Experiment<ReplayRunKey, ReplayRun> = {
  name: 'replay',
  store: replayStore(),
  plan: (seeds) => [...choiceRuns(), ...comparedRuns(seeds, chosenRate(replayStore().read()).rate)],
  words: {
    ofKey: replayRunName,
    ofRun: ({ points }) => `${(100 * (points.at(-1)?.accuracy ?? NaN)).toFixed(1)} % right`,
  },
};

/**
 * `npm run results -- replay`: the learning rate chosen on validation rows, then every way to draw
 * on held-out rows.
 * @returns the exit status
 */
export async function replayResults(
  { seeds, jobs }: ResultsOptions,
  goOn: string,
): Promise<number> {
  const options = { resume: true, jobs, goOn };
  const choice = await makeMissing(experiment, choiceRuns(), options);
  const { rate, scores } = chosenRate(choice.runs);
  const tried = scores.map(
    ({ learningRate, accuracy }) => `${learningRate} (${(100 * accuracy).toFixed(1)} %)`,
  );
  console.log(`rate ${rate} of ${tried.join(', ')} on validation rows`);
  const compared = await makeMissing(experiment, comparedRuns(seeds, rate), options);
  return finishResults(experiment, compared.failures);
}
