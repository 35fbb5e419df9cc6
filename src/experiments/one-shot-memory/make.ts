import { makeReport } from '../continual/makeReport';
import { makeResults, type ResultsOptions } from '../make';
import type { Experiment } from '../types';
import { type OneShotMemoryKey, oneShotMemoryKeys } from './plan';
import { learnerName } from './report';
import type { OneShotMemoryRun } from './run';
import { oneShotMemoryStore } from './store';

/** Every kind of memory on labelled images with every seed, and the table in REPRODUCIBILITY.md. */
const experiment: Experiment<OneShotMemoryKey, OneShotMemoryRun> = {
  name: 'one-shot-memory',
  store: oneShotMemoryStore(),
  plan: oneShotMemoryKeys,
  words: {
    ofKey: ({ learner, seed }) => `${learnerName(learner)}, seed ${seed}`,
    ofRun: ({ right, seconds }) =>
      `right by times seen ${right.map((share) => (100 * share).toFixed(1)).join(', ')} %; ` +
      `${seconds.toFixed(0)} s`,
  },
  report: () => void makeReport(),
};

/** `npm run results -- one-shot-memory` @returns the exit status */
export const oneShotMemoryResults = (options: ResultsOptions, goOn: string): Promise<number> =>
  makeResults(experiment, options, goOn);
