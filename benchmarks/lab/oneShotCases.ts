import path from 'node:path';
import { nodeArguments } from '../../src/core/nodeArguments';
import { type PrototypesSpec, prototypesSpec } from './cases';
import { type Contestant, type Contestants, PEER_PYTHON, PEERS } from './contestants';

/**
 * How a prototypical network learns all characters and is judged on the one-shot trials, as plain
 * JSON that is sent to every process. The images are in a file beside it.
 */
export interface OneShotSpec extends PrototypesSpec {
  /** Episodes to learn from. */
  readonly episodes: number;
  /** How far images are distorted, as `distortedImages` takes it. */
  readonly distortions: {
    readonly degrees: number;
    readonly scale: number;
    readonly shear: number;
    readonly shift: number;
  };
}

/** Episodes, unless the command says how many. */
export const ONE_SHOT_EPISODES = 1400;

export const oneShotSpec = (episodes: number): OneShotSpec => ({
  ...prototypesSpec,
  episodes,
  distortions: { degrees: 10, scale: 1.2, shear: 0.2, shift: 2 },
});

const torch = (name: 'torch, layer norm' | 'torch, batch norm', norm: string): Contestant => ({
  name,
  threads: 1,
  command: {
    program: PEER_PYTHON,
    args: ['-u', path.join(PEERS, 'torch_prototypes.py'), '--norm', norm],
    env: { PEER_THREADS: '1', OMP_NUM_THREADS: '1', PYTHONDONTWRITEBYTECODE: '1' },
  },
});

/**
 * The first is the project; then PyTorch with the same normalisation, and with that of Snell et al.
 * (2017), over the images of an episode.
 */
export const oneShotContestants: Contestants = {
  lab: [
    {
      name: 'lab',
      threads: 1,
      command: {
        program: process.execPath,
        args: nodeArguments(path.join(__dirname, 'oneShotChild.ts')),
        env: { TF_NUM_INTRAOP_THREADS: '1', TF_NUM_INTEROP_THREADS: '1', LAB_COMPILE: '' },
      },
    },
  ],
  peers: [torch('torch, layer norm', 'layer'), torch('torch, batch norm', 'batch')],
};
