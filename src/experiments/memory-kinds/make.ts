import { makeReport } from '../continual/makeReport';
import { makeResults, type ResultsOptions } from '../make';
import type { TaskKey } from '../memory-tasks/plan';
import type { TaskRun } from '../memory-tasks/run';
import type { Experiment } from '../types';
import { kindKeys } from './plan';
import { kindStore } from './store';
import { kindScores } from './table';

/** Every kind of memory on every task with every seed, and the tables in REPRODUCIBILITY.md. */
const experiment: Experiment<TaskKey, TaskRun> = {
  name: 'memory-kinds',
  store: kindStore(),
  plan: kindKeys,
  words: {
    ofKey: ({ experiment: task, model, seed }) => `${task}, ${model}, seed ${seed}`,
    ofRun: (run) => `${kindScores([run], run.experiment, run.model).mean.toFixed(1)} % wrong`,
  },
  report: () => void makeReport(),
};

/** `npm run results -- kinds` @returns the exit status */
export const kindResults = (options: ResultsOptions, goOn: string): Promise<number> =>
  makeResults(experiment, options, goOn);
