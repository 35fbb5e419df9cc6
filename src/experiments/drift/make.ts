import { addPrequential, prequentialScores } from '../../metrics';
import { makeReport } from '../continual/makeReport';
import { makeResults, type ResultsOptions } from '../make';
import type { Experiment } from '../types';
import { type DriftKey, driftKeys } from './plan';
import type { DriftRun } from './run';
import { driftStore } from './store';

/** Every learner over both streams, and the tables in REPRODUCIBILITY.md. */
const experiment: Experiment<DriftKey, DriftRun> = {
  name: 'drift',
  store: driftStore(),
  plan: driftKeys,
  words: {
    ofKey: ({ stream, learner, inputs, seed }) => `${stream}, ${learner}, ${inputs}, seed ${seed}`,
    ofRun: ({ windows }) => {
      const { accuracy } = prequentialScores(addPrequential(windows));
      return `${(100 * accuracy).toFixed(1)} % right`;
    },
  },
  report: () => void makeReport(),
};

/** `npm run results -- drift` @returns the exit status */
export const driftResults = (options: ResultsOptions, goOn: string): Promise<number> =>
  makeResults(experiment, options, goOn);
