import { makeReport } from '../continual/makeReport';
import { makeResults, type ResultsOptions } from '../make';
import type { Experiment } from '../types';
import { type OneShotKey, oneShotKeys } from './plan';
import type { OneShotResult } from './run';
import { oneShotStore } from './store';

/** Every few-shot learner with every seed. */
const experiment: Experiment<OneShotKey, OneShotResult> = {
  name: 'one-shot',
  store: oneShotStore(),
  plan: oneShotKeys,
  words: {
    ofKey: ({ method, ways, alphabets, seed }) =>
      `${method}${ways > 0 ? `, ${ways} classes` : ''}, ${alphabets} alphabets, seed ${seed}`,
    ofRun: ({ errors }) =>
      errors.map(({ test, error }) => `${test} ${(100 * error).toFixed(1)} %`).join(', '),
  },
  report: () => {
    makeReport();
  },
};

/** `npm run results -- one-shot` @returns the exit status */
export const oneShotResults = (options: ResultsOptions, goOn: string): Promise<number> =>
  makeResults(experiment, options, goOn);
