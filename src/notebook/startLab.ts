import packageFile from '../../package.json';
import { argumentError } from '../core/arguments';
import { describe } from '../core/text';

/** What a notebook runs on, and how long its longer experiments are to be. */
export interface Lab {
  /** False in a full run (`LAB_MODE=full`): more seeds, longer training. */
  readonly quick: boolean;
  /** True where the tensors are computed by TensorFlow's native library. */
  readonly native: boolean;
}

/**
 * The first cell of a notebook: waits until tensors can be computed, and prints versions, the
 * backend and the mode. Without the native library it says what that means and how to get it.
 * @throws RangeError for another LAB_MODE than `quick` or `full`
 * @example const { quick } = await startLab();
 */
export async function startLab(): Promise<Lab> {
  const quick = isQuick(process.env.LAB_MODE || 'quick');
  const { backend, ready } = await import('../tf'); // figures alone need no TensorFlow
  await ready();
  const { name, version } = backend();
  const native = name === 'tensorflow';
  const { dependencies } = packageFile;
  const parts = [
    `Node ${process.versions.node.split('.')[0]}`,
    `TypeScript ${dependencies.typescript}`,
    `TensorFlow.js ${dependencies['@tensorflow/tfjs']}`,
    `tensors: ${native ? `TensorFlow ${version}, native` : `WebAssembly ${version}`}`,
    `mode: ${quick ? 'quick' : 'full'}`,
  ];
  console.log(parts.join(' · '));
  if (!native)
    console.log('The native library is missing: all works, slower. `npm run doctor` says why.');
  return { quick, native };
}

function isQuick(mode: string): boolean {
  if (mode !== 'quick' && mode !== 'full')
    throw argumentError('LAB_MODE', describe(mode), "'quick' or 'full'");
  return mode === 'quick';
}
