import * as path from 'node:path';
import { projectRoot } from '../../../src/core/paths';
import { installDeno } from './deno';
import type { KernelOrder } from './timing';

/** A kernel beside ours: how it is started, and a cell that does next to nothing. */
export interface KernelContestant {
  readonly name: string;
  readonly start: Pick<KernelOrder, 'kernel' | 'argv'>;
  readonly trivial: string;
}

export const ours: KernelContestant = { name: 'lab', start: { kernel: 'tslab' }, trivial: '1 + 1' };

/** Python's kernel, which JupyterLab brings along. */
export const ipykernel: KernelContestant = {
  name: 'ipykernel',
  start: { kernel: 'python3' },
  trivial: '1 + 1',
};

/** tslab as it comes: its own converter and server. */
export const plainTslab = (): KernelContestant => ({
  name: 'tslab as it comes',
  start: {
    argv: [
      process.execPath,
      path.join(projectRoot(), 'node_modules', 'tslab', 'bin', 'tslab'),
      'kernel',
      '--config-path={connection_file}',
    ],
  },
  trivial: '1 + 1',
});

export const deno = (): KernelContestant => ({
  name: 'Deno',
  start: { argv: [installDeno(), 'jupyter', '--kernel', '--conn', '{connection_file}'] },
  trivial: '1 + 1',
});
