import { makeResults, type ResultsOptions } from '../make';
import type { Experiment } from '../types';
import { type TaskKey, taskKeys } from './plan';
import { drawTaskCurves } from './report';
import type { TaskRun } from './run';
import { taskStore } from './store';

/** Every model of every memory task with every seed, and the README's picture of them. */
const experiment: Experiment<TaskKey, TaskRun> = {
  name: 'memory-tasks',
  store: taskStore(),
  plan: taskKeys,
  words: {
    ofKey: ({ experiment: task, model, seed }) => `${task}, ${model}, seed ${seed}`,
    ofRun: ({ curve }) => `${curve.at(-1)?.wrongBits.toFixed(3)} wrong bits a sequence at the end`,
  },
  report: drawTaskCurves,
};

/** `npm run results -- tasks` @returns the exit status */
export const taskResults = (options: ResultsOptions, goOn: string): Promise<number> =>
  makeResults(experiment, options, goOn);
