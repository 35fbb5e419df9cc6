import { type Contestant, type Contestants, PEER_PYTHON, PEERS } from './contestants';
import path from 'node:path';
import { nodeArguments } from '../../src/core/nodeArguments';

/**
 * A filled store, and the cycle that is timed: 1 item added, `batch` drawn with weights, the
 * priorities of those changed.
 */
export interface ReplaySpec {
  readonly capacity: number;
  /** Numbers of an item, 32-bit floats. */
  readonly length: number;
  readonly batch: number;
  readonly alpha: number;
  readonly beta: number;
  readonly epsilon: number;
}

/**
 * Sizes, and the cycles a turn takes for those who need a time that grows little with it, and for
 * those who look at every item.
 */
export const replaySizes: readonly {
  readonly capacity: number;
  readonly cycles: number;
  readonly slowCycles: number;
}[] = [
  { capacity: 10_000, cycles: 3000, slowCycles: 60 },
  { capacity: 100_000, cycles: 3000, slowCycles: 8 },
  { capacity: 1_000_000, cycles: 3000, slowCycles: 2 },
];
export const REPLAY_ROUNDS = 11;

export const replaySpec = (capacity: number): ReplaySpec => ({
  capacity,
  length: 64,
  batch: 32,
  alpha: 0.6,
  beta: 0.4,
  epsilon: 1e-6,
});

const ONE_THREAD = {
  OMP_NUM_THREADS: '1',
  OPENBLAS_NUM_THREADS: '1',
  PYTHONDONTWRITEBYTECODE: '1',
};
const python = (name: 'cpprb' | 'deque and choice'): Contestant => ({
  name,
  threads: 1,
  command: {
    program: PEER_PYTHON,
    args: ['-u', path.join(PEERS, 'replay_peer.py'), name],
    env: ONE_THREAD,
  },
});

/**
 * The first is the project. The others: a C++ library, and the tutorial's way, which looks at every
 * priority at each draw.
 */
export const replayContestants: Contestants = {
  lab: [
    {
      name: 'lab',
      threads: 1,
      command: {
        program: process.execPath,
        args: nodeArguments(path.join(__dirname, 'replayChild.ts')),
        env: {},
      },
    },
  ],
  peers: [python('cpprb'), python('deque and choice')],
};
