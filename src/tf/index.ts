/**
 * The one door to TensorFlow.js. Import `tf` from here and never from a package: this file chooses
 * the backend, keeps Node 23 and newer working, and mends gradients that TensorFlow.js gets wrong
 * without saying so (see tf/gradients.ts).
 */
import type * as TensorFlow from '@tensorflow/tfjs-node';
import { mendAssign } from './assign';
import { mendGradients } from './gradients';
import { inspectTensors } from './inspect';
import { type Backend, load } from './load';
import { tellShapes } from './shapesInErrors';
import { prepareWasm } from './wasm';

export { stopGradient, untaped } from './stop-gradient';
export { mapNamed, withGradient } from './named';
export { randomNormal, randomUniform } from './random';
export { slices, unstack } from './slices';
export type { Backend } from './load';

const loaded = load();
mendGradients(loaded.tf);
mendAssign(loaded.tf);
tellShapes(loaded.tf);
inspectTensors(loaded.tf);

/**
 * TensorFlow.js, on the native library if it loads, else on WebAssembly. `tf.node` and other parts
 * of tfjs-node exist on the native backend only: ask `backend().name` first.
 */
export const tf: typeof TensorFlow = loaded.tf;

/** The types that go with `tf`, so that `tf.Tensor2D` can be written without a second import. */
// eslint-disable-next-line @typescript-eslint/no-namespace
export declare namespace tf {
  export type Rank = TensorFlow.Rank;
  export type DataType = TensorFlow.DataType;
  export type TensorLike = TensorFlow.TensorLike;
  export type Tensor<R extends TensorFlow.Rank = TensorFlow.Rank> = TensorFlow.Tensor<R>;
  export type Scalar = TensorFlow.Scalar;
  export type Tensor1D = TensorFlow.Tensor1D;
  export type Tensor2D = TensorFlow.Tensor2D;
  export type Tensor3D = TensorFlow.Tensor3D;
  export type Tensor4D = TensorFlow.Tensor4D;
  export type Variable<R extends TensorFlow.Rank = TensorFlow.Rank> = TensorFlow.Variable<R>;
  export type NamedTensorMap = TensorFlow.NamedTensorMap;
  export type GradSaveFunc = TensorFlow.GradSaveFunc;
  export type Optimizer = TensorFlow.Optimizer;
  export type AdamOptimizer = TensorFlow.AdamOptimizer;
}

let pending: Promise<void> | undefined;

/**
 * Waits until operations can run. Await it once before the first operation: WebAssembly starts
 * asynchronously, the native library needs no wait.
 * @throws Error if the WebAssembly file cannot be started
 */
export function ready(): Promise<void> {
  pending ??= loaded.backend.name === 'wasm' ? prepareWasm(tf) : tf.ready();
  return pending;
}

/** The backend in use, its version, and why it is this one. */
export function backend(): Backend {
  return loaded.backend;
}
