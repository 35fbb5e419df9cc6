import path from 'node:path';
import { nodeArguments } from '../../src/core/nodeArguments';
import { projectRoot } from '../../src/core/paths';
import type { Command } from './child';

/** Somebody who computes the same step. */
export interface Contestant {
  readonly name:
    | 'lab'
    | 'lab, op by op'
    | 'torch eager'
    | 'torch eager, fused Adam'
    | 'torch.compile'
    | 'torch, layer norm'
    | 'torch, batch norm'
    | 'jax jit'
    | 'jax-js'
    | "torch eager, the tutorial's program"
    | 'cpprb'
    | 'deque and choice';
  /** Threads it may use; for JAX cores it may run on. */
  readonly threads: number;
  readonly command: Command;
  /** Fewer steps a turn than others: a share of the case's. */
  readonly share?: number;
}

/** Who takes part in a case: the project, and the others. */
export interface Contestants {
  readonly lab: readonly Contestant[];
  readonly peers: readonly Contestant[];
}

export const PEERS = path.join(projectRoot(), 'benchmarks', 'peers');
/** The Python that the peers run on. */
export const PEER_PYTHON = path.join(PEERS, '.venv', 'bin', 'python');

const lab = (name: 'lab' | 'lab, op by op', threads: number, share = 1): Contestant => ({
  name,
  threads,
  share,
  command: {
    program: process.execPath,
    args: nodeArguments(
      path.join(__dirname, 'labChild.ts'),
      name === 'lab' ? 'compiled' : 'op-by-op',
    ),
    env: {
      TF_NUM_INTRAOP_THREADS: String(threads),
      TF_NUM_INTEROP_THREADS: String(threads),
      LAB_COMPILE: '',
    },
  },
});

const python = (
  name: Contestant['name'],
  threads: number,
  script: string,
  env: Record<string, string> = {},
): Contestant => ({
  name,
  threads,
  command: {
    program: PEER_PYTHON,
    args: ['-u', path.join(PEERS, script)],
    env: {
      PEER_THREADS: String(threads),
      OMP_NUM_THREADS: String(threads),
      PYTHONDONTWRITEBYTECODE: '1',
      ...env,
    },
  },
});

/** The project itself, compiled and op by op. */
export const labContestants: readonly Contestant[] = [
  lab('lab', 1),
  lab('lab', 2),
  lab('lab, op by op', 1, 1 / 3),
];

/** JAX in TypeScript. In Node it has one thread, and compiles to WebAssembly. */
const jaxJs: Contestant = {
  name: 'jax-js',
  threads: 1,
  command: { program: process.execPath, args: [path.join(PEERS, 'jax_js_peer.mjs')], env: {} },
};

/** The others. torch.compile has one thread only: compiling takes a minute or more each time. */
export const peerContestants: readonly Contestant[] = [
  python('torch eager', 1, 'torch_peer.py'),
  python('torch eager', 2, 'torch_peer.py'),
  python('torch.compile', 1, 'torch_peer.py', { PEER_COMPILE: '1' }),
  python('jax jit', 1, 'jax_peer.py'),
  python('jax jit', 2, 'jax_peer.py'),
  jaxJs,
];

/** Who plays the demo: the first is the project. */
export const demoContestants: Contestants = {
  lab: [lab('lab', 1)],
  peers: [
    python('torch eager', 1, 'torch_peer.py'),
    python("torch eager, the tutorial's program", 1, 'torch_tutorial.py'),
  ],
};

/** Who takes a step of a prototypical network. That of the project is always compiled. */
export const prototypesContestants: Contestants = {
  lab: [lab('lab', 1), lab('lab', 2)],
  peers: [python('torch eager', 1, 'torch_peer.py'), python('torch eager', 2, 'torch_peer.py')],
};

/** Who takes part where the number of slots grows. */
export const slotsContestants: Contestants = {
  lab: [lab('lab', 1)],
  peers: [python('torch eager', 1, 'torch_peer.py')],
};

/** As it is called in tables and errors. */
export const titleOf = ({ name, threads }: Pick<Contestant, 'name' | 'threads'>): string =>
  `${name}, ${threads} ${name === 'jax jit' ? 'core' : 'thread'}${threads === 1 ? '' : 's'}`;
