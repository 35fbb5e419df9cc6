import { makeResults, type ResultsOptions } from '../make';
import type { Experiment } from '../types';
import { type StreamKey, streamKeys } from './plan';
import { drawForgetting } from './report';
import type { StoredRun } from './run';
import { makeStarts } from './starts';
import { streamStore } from './store';

/**
 * The long runs of the regression stream: every method with every seed, from the starts that the
 * methods name.
 */
const experiment: Experiment<StreamKey, StoredRun> = {
  name: 'regression-stream',
  store: streamStore(),
  plan: streamKeys,
  words: {
    ofKey: ({ method, seed }) => `${method}, seed ${seed}`,
    ofRun: ({ heldOut }) => {
      const last = heldOut[heldOut.length - 1].map((error) => error.toFixed(4));
      return `held-out error at the end ${last.join(' ')}`;
    },
  },
  prepare: makeStarts,
  report: drawForgetting,
};

/** `npm run results -- stream` @returns the exit status */
export const streamResults = (options: ResultsOptions, goOn: string): Promise<number> =>
  makeResults(experiment, options, goOn);
