import { makeResults, type ResultsOptions } from '../make';
import type { Experiment } from '../types';
import { refuseWithoutMnist } from './make';
import { type MemoryKey, type MnistMemory, mnistMemoryStore } from './memory';

/** What the memory agent holds on `split-mnist`, as pictures. */
const experiment: Experiment<MemoryKey, MnistMemory> = {
  name: 'mnist-memory',
  store: mnistMemoryStore(),
  plan: (seeds) => Array.from({ length: seeds }, (_, seed) => ({ seed })),
  words: {
    ofKey: ({ seed }) => `memory agent on split-mnist, seed ${seed}`,
    ofRun({ after, directions }) {
      const slots = after.map(({ labels }) => labels.length).join(', ');
      const kept = directions.reduce((sum, { deviations }) => sum + deviations.length, 0);
      return `pictures of ${slots} slots after the tasks, ${kept} directions`;
    },
  },
  prepare: refuseWithoutMnist,
};

/** `npm run results -- mnist-memory` @returns the exit status */
export const mnistMemoryResults = (options: ResultsOptions, goOn: string): Promise<number> =>
  makeResults(experiment, options, goOn);
