import { makeResults, type ResultsOptions } from '../make';
import type { Experiment } from '../types';
import { type SinusoidKey, sinusoidKeys } from './plan';
import type { SinusoidRun } from './run';
import { sinusoidStore } from './store';

/** Every meta-learner of the sinusoid comparison with every seed. */
const experiment: Experiment<SinusoidKey, SinusoidRun> = {
  name: 'sinusoids',
  store: sinusoidStore(),
  plan: sinusoidKeys,
  words: {
    ofKey: ({ method, seed }) => `${method}, seed ${seed}`,
    ofRun: ({ trials }) => {
      const errors = [0, 1, 5, 10].map((step) => trials[step]?.mse?.toFixed(3) ?? 'not finite');
      return `error after 0, 1, 5, 10 steps ${errors.join(' ')}`;
    },
  },
};

/** `npm run results -- meta` @returns the exit status */
export const sinusoidResults = (options: ResultsOptions, goOn: string): Promise<number> =>
  makeResults(experiment, options, goOn);
