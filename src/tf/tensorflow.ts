import type * as TensorFlow from '@tensorflow/tfjs-node';
import { fixAssign } from './assign';
import { fixGradients } from './gradients';
import { inspectTensors } from './inspect';
import { type Backend, loadTensorFlow } from './load';
import { addShapesToErrors } from './shapesInErrors';
import { prepareWasm } from './wasm';

const loaded = loadTensorFlow();
fixGradients(loaded.tf);
fixAssign(loaded.tf);
addShapesToErrors(loaded.tf);
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
