import type * as TensorFlow from '@tensorflow/tfjs-node';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import util from 'node:util';
import { errorMessage } from '../core/text';

/** Loads a package only where it is wanted, and may fail to. */
const load = createRequire(__filename);

/** Which TensorFlow runs the operations. */
export interface Backend {
  /** `tensorflow`: the native C++ library; `wasm`: WebAssembly, slower, needs nothing installed. */
  readonly name: 'tensorflow' | 'wasm';
  /** Version of the native library, or of the WebAssembly package. */
  readonly version: string;
  /** One line for people: why this backend and not the other. */
  readonly reason: string;
}

/** Loads the native backend; where that fails, or LAB_TENSORFLOW=wasm, the WebAssembly one. */
export function loadTensorFlow(): { tf: typeof TensorFlow; backend: Backend } {
  restoreOldUtil();
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2'; // the C++ side greets on stderr otherwise
  if (process.env['LAB_TENSORFLOW'] === 'wasm') return loadWasm('asked for by LAB_TENSORFLOW=wasm');
  try {
    const tf = load('@tensorflow/tfjs-node') as typeof TensorFlow;
    const reason = 'the native library loads';
    return { tf, backend: { name: 'tensorflow', version: nativeVersion(tf), reason } };
  } catch (error) {
    return loadWasm(setupReason() ?? firstLine(error));
  }
}

/**
 * tfjs-node 4.22 calls two functions that Node 23 removed. They are tiny, so they are put back
 * before it loads.
 */
function restoreOldUtil(): void {
  const old = util as unknown as Record<string, unknown>;
  old['isNullOrUndefined'] ??= (value: unknown): boolean => value === null || value === undefined;
  old['isArray'] ??= Array.isArray;
}

function loadWasm(reason: string): { tf: typeof TensorFlow; backend: Backend } {
  const tf = load('@tensorflow/tfjs') as typeof TensorFlow;
  const wasm = load('@tensorflow/tfjs-backend-wasm') as { version_wasm: string };
  return { tf, backend: { name: 'wasm', version: wasm.version_wasm, reason } };
}

function nativeVersion(tf: typeof TensorFlow): string {
  const { binding } = tf.backend() as unknown as { binding?: { TF_Version?: string } };
  return binding?.TF_Version ?? tf.version['tfjs-node'];
}

/** What set-up noted when it had to leave the native library out (src/cli/setup/tensorflow.mjs). */
function setupReason(): string | undefined {
  try {
    const folder = path.dirname(load.resolve('@tensorflow/tfjs-node/package.json'));
    const stamp = fs.readFileSync(path.join(folder, '.lab-setup.json'), 'utf8');
    const { reason } = JSON.parse(stamp) as { reason?: unknown };
    return typeof reason === 'string' && reason !== '' ? reason : undefined;
  } catch {
    return undefined; // set-up never ran here: the loader's own words are all there is
  }
}

function firstLine(error: unknown): string {
  const [line] = errorMessage(error).split('\n');
  return `the native library does not load (${line.trim()}); mend: npm run setup`;
}
