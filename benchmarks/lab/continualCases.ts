import path from 'node:path';
import type { Settings } from '../../src/continual/strategies';
import { nodeArguments } from '../../src/core/nodeArguments';
import { type Contestant, type Contestants, PEER_PYTHON, PEERS } from './contestants';

/** Strategies that both sides have. */
export const continualStrategies = ['naive', 'er', 'der++', 'a-gem'] as const;

/**
 * A run of a strategy through a scenario, as plain JSON that is sent to every process. The rows are
 * in a file beside it.
 */
export interface ContinualSpec {
  readonly scenario: 'split-class';
  readonly strategy: (typeof continualStrategies)[number];
  readonly settings: Settings;
  readonly inputs: number;
  readonly hidden: readonly number[];
  readonly outputs: number;
  readonly tasks: number;
  readonly epochs: number;
  readonly batch: number;
  /** Rows that may be stored. */
  readonly budget: number;
}

export const CONTINUAL_ROUNDS = 7;

const torch = (name: 'torch eager' | 'torch eager, fused Adam', adam: string): Contestant => ({
  name,
  threads: 1,
  command: {
    program: PEER_PYTHON,
    args: ['-u', path.join(PEERS, 'torch_continual.py')],
    env: { PEER_ADAM: adam, PEER_THREADS: '1', OMP_NUM_THREADS: '1', PYTHONDONTWRITEBYTECODE: '1' },
  },
});

/**
 * The first is the project; then PyTorch op by op, with Adam as it comes and with the quickest it
 * has for a CPU.
 */
export const continualContestants: Contestants = {
  lab: [
    {
      name: 'lab',
      threads: 1,
      command: {
        program: process.execPath,
        args: nodeArguments(path.join(__dirname, 'continualChild.ts')),
        env: { TF_NUM_INTRAOP_THREADS: '1', TF_NUM_INTEROP_THREADS: '1', LAB_COMPILE: '' },
      },
    },
  ],
  peers: [torch('torch eager', 'default'), torch('torch eager, fused Adam', 'fused')],
};
