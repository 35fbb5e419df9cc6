import * as os from 'node:os';
import packageFile from '../../package.json';
import { errorMessage, plural } from '../core/text';

/** One line of the check of a machine. */
export interface MachinePart {
  readonly part: string;
  readonly found: string;
  /** 'fine', or what to do. */
  readonly verdict: string;
}

/** Memory that a notebook needs, in GB. */
const NEEDED_GB = 2;

/**
 * What this machine offers a notebook, a line each, with what to do where something is missing.
 * @example show(await machineCheck());
 */
export async function machineCheck(): Promise<MachinePart[]> {
  const { dependencies } = packageFile;
  return [
    { part: 'Node.js', found: process.versions.node, verdict: 'fine' }, // else no cell would run
    { part: 'TypeScript', found: dependencies.typescript, verdict: 'fine' },
    await tensors(),
    await tables(dependencies['nodejs-polars']),
    memory(),
    { part: 'processor', found: plural(os.availableParallelism(), 'core'), verdict: 'fine' },
  ];
}

async function tensors(): Promise<MachinePart> {
  const { backend, ready } = await import('../tf'); // figures alone need no TensorFlow
  await ready();
  const { name, version } = backend();
  const part = 'TensorFlow';
  if (name === 'tensorflow') return { part, found: `${version}, native`, verdict: 'fine' };
  const verdict = 'all works, slower; `npm run doctor` says why';
  return { part, found: `${version}, WebAssembly`, verdict };
}

async function tables(version: string): Promise<MachinePart> {
  const part = 'polars';
  try {
    await import('nodejs-polars');
    return { part, found: version, verdict: 'fine' };
  } catch (error) {
    return { part, found: errorMessage(error), verdict: 'run `npm run setup`' };
  }
}

function memory(): MachinePart {
  const gigabytes = os.totalmem() / 2 ** 30;
  const enough = gigabytes >= NEEDED_GB;
  return {
    part: 'memory',
    found: `${Math.round(gigabytes)} GB`,
    verdict: enough ? 'fine' : `notebooks need about ${NEEDED_GB} GB`,
  };
}
