import { makeResults, type ResultsOptions } from '../make';
import type { Experiment } from '../types';
import { type AgentKey, agentKeys } from './plan';
import type { AgentRun } from './run';
import { agentScore } from './score';
import { agentStore } from './store';

/** Every start of the memory agent, found with every seed and tried. */
const experiment: Experiment<AgentKey, AgentRun> = {
  name: 'agent-starts',
  store: agentStore(),
  plan: agentKeys,
  words: {
    ofKey: ({ method, seed }) => `${method}, seed ${seed}`,
    ofRun: (run) => {
      const errors = [0, 1, 2, 3, 4, 5].map((steps) =>
        agentScore([run], { method: run.method, steps }).mse.toFixed(4),
      );
      return `rate ${run.rate}; error after 0, 1, ... inner steps ${errors.join(' ')}`;
    },
  },
};

/** `npm run results -- meta-agent` @returns the exit status */
export const agentResults = (options: ResultsOptions, goOn: string): Promise<number> =>
  makeResults(experiment, options, goOn);
