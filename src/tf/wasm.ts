import type * as TensorFlow from '@tensorflow/tfjs-node';
import { createRequire } from 'node:module';
import path from 'node:path';
import { shapeSize } from '../core/numbers';
import { addWasmKernels } from './wasmKernels';

const load = createRequire(__filename);

interface WasmBackend {
  readSync(dataId: object): Float32Array | Int32Array | Uint8Array;
  makeOutput(
    shape: number[],
    dtype: string,
  ): { dataId: object; shape: number[]; dtype: TensorFlow.DataType };
  typedArrayFromHeap(tensor: object): Float32Array | Int32Array | Uint8Array;
}

/**
 * Starts the WebAssembly backend from the files in node_modules (no download).
 * @throws Error if it does not start
 */
export async function prepareWasm(tf: typeof TensorFlow): Promise<void> {
  const wasm = load('@tensorflow/tfjs-backend-wasm') as {
    setWasmPaths(folder: string): void;
    setThreadsCount(count: number): void;
  };
  const folder = path.dirname(load.resolve('@tensorflow/tfjs-backend-wasm/package.json'));
  wasm.setWasmPaths(`${folder}/dist/`);
  wasm.setThreadsCount(1); // worker threads of the package do not end with the process under Node
  if (!(await tf.setBackend('wasm')))
    throw new Error('the WebAssembly backend of TensorFlow.js does not start');
  addSegmentSum(tf);
  addWasmKernels(tf);
}

/** The one kernel that a gradient here needs (that of `gather`) and the WASM package lacks. */
function addSegmentSum(tf: typeof TensorFlow): void {
  if (tf.getKernel('UnsortedSegmentSum', 'wasm')) return;
  tf.registerKernel({
    kernelName: 'UnsortedSegmentSum',
    backendName: 'wasm',
    kernelFunc: ({ inputs, attrs, backend }) => {
      const wasm = backend as unknown as WasmBackend;
      const { x, segmentIds } = inputs as { x: TensorFlow.Tensor; segmentIds: TensorFlow.Tensor };
      const segments = (attrs as unknown as { numSegments: number }).numSegments;
      const width = shapeSize(x.shape.slice(1));
      const out = wasm.makeOutput([segments, ...x.shape.slice(1)], x.dtype);
      const values = wasm.readSync(x.dataId);
      const ids = wasm.readSync(segmentIds.dataId);
      // taken last: a growing heap would leave earlier views empty
      const sums = wasm.typedArrayFromHeap(out).fill(0);
      for (let row = 0; row < ids.length; row++) {
        const to = ids[row];
        if (to < 0 || to >= segments) continue; // as TensorFlow: rows outside are dropped
        for (let j = 0; j < width; j++)
          sums[to * width + j] = sums[to * width + j] + values[row * width + j];
      }
      return out;
    },
  });
}
