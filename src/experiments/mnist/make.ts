import { existsSync } from 'node:fs';
import { FileError } from '../../core/errors';
import { MAKE_MNIST, mnistPath } from '../../tasks/datasets/names';
import { makeReport } from '../continual/makeReport';
import { continualStore } from '../continual/store';
import type { ContinualRun, RunKey } from '../continual/types';
import { continualWords } from '../continual/words';
import { makeResults, type ResultsOptions } from '../make';
import type { Experiment } from '../types';
import { mnistKeys } from './plan';
import { MNIST_RUNS } from './store';

const words = continualWords();

/** Every strategy of the plan on MNIST with every seed. */
const experiment: Experiment<RunKey, ContinualRun> = {
  name: 'continual',
  store: continualStore(MNIST_RUNS),
  plan: (seeds) => mnistKeys(seeds),
  words,
  prepare: refuseWithoutMnist,
  report(runs) {
    console.log(words.summary(runs));
    makeReport();
  },
};

/** Before any run: each would fail. @throws FileError naming the file that is not there */
export function refuseWithoutMnist(): Promise<void> {
  const file = mnistPath();
  const problem = `no such file; ${MAKE_MNIST}`;
  return existsSync(file) ? Promise.resolve() : Promise.reject(new FileError(file, problem));
}

/** `npm run results -- mnist` @returns the exit status */
export const mnistResults = (options: ResultsOptions, goOn: string): Promise<number> =>
  makeResults(experiment, options, goOn);
