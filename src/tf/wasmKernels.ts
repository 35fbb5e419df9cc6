import type * as TensorFlow from '@tensorflow/tfjs-node';
import { maxima } from './poolGradients';
import {
  convolutionWindows,
  dilationWindows,
  placesIn,
  poolWindows,
  type Windows,
  windowValues,
} from './windows';

type Tensor = TensorFlow.Tensor;
type Attributes = Record<string, unknown>;
type Kernel = (inputs: Record<string, Tensor>, attributes: Attributes) => Tensor;

/**
 * Operations of gradients that the WebAssembly package 4.22 lacks (convolutions by their filters)
 * or computes wrongly (pools with strides and padding, 3d convolutions), grey-scale dilation, which
 * takes what lies outside of an image for 0, gathering in batches, which mixes up the indices of
 * its members, and products with a matrix that was reshaped (see `multiplyAnew`). Most are sums
 * over the offsets within a window: slow, and right.
 */
export function addWasmKernels(tf: typeof TensorFlow): void {
  const shapeOf = (attributes: Attributes, name: string): number[] => attributes[name] as number[];
  /** Adds up what each offset of the windows gives to the places that it has in a tensor. */
  const spread = (parts: Tensor[], shape: number[], windows: Windows): Tensor => {
    const places = placesIn(tf, shape, windows, -1); // sums leave out what has no place
    const flat = (list: Tensor[]): Tensor => tf.concat(list.map((part) => part.flatten()));
    const size = tf.util.sizeFromShape(shape);
    const sums = tf.unsortedSegmentSum(flat(parts), flat(places) as TensorFlow.Tensor1D, size);
    return tf.reshape(sums, shape);
  };
  const asRows = (x: Tensor): Tensor => tf.reshape(x, [-1, x.shape[x.rank - 1]]);
  /** The weights of each offset, `[...spatial, inputs, outputs]` as a list of matrices. */
  const matrices = (filter: Tensor): Tensor[] => {
    const [inputs, outputs] = filter.shape.slice(-2);
    return tf.unstack(tf.reshape(filter, [-1, inputs, outputs]));
  };

  const convolutionByInput: Kernel = ({ dy, filter }, attributes) => {
    const shape = shapeOf(attributes, 'inputShape');
    const windows = convolutionWindows(tf, shape, filter.shape, attributes);
    const rows = asRows(dy);
    const parts = matrices(filter).map((weights) => tf.matMul(rows, weights, false, true));
    return spread(parts, shape, windows);
  };
  const convolutionByFilter: Kernel = ({ x, dy }, attributes) => {
    const shape = shapeOf(attributes, 'filterShape');
    const windows = convolutionWindows(tf, x.shape, shape, attributes);
    const rows = asRows(dy);
    const parts = windowValues(tf, x, windows, 0).map((values) =>
      tf.matMul(asRows(values), rows, true),
    );
    return tf.reshape(tf.stack(parts), shape);
  };
  /** `[...]` of channels times multipliers as `[rows, channels, multipliers]`. */
  const perChannel = (dy: Tensor, filterShape: number[]): Tensor =>
    tf.reshape(dy, [-1, ...filterShape.slice(-2)]);
  const depthwiseByInput: Kernel = ({ dy, filter }, attributes) => {
    const shape = shapeOf(attributes, 'inputShape');
    const windows = convolutionWindows(tf, shape, filter.shape, attributes);
    const rows = perChannel(dy, filter.shape);
    const parts = matrices(filter).map((weights) => tf.sum(tf.mul(rows, weights), 2));
    return spread(parts, shape, windows);
  };
  const depthwiseByFilter: Kernel = ({ x, dy }, attributes) => {
    const shape = shapeOf(attributes, 'filterShape');
    const windows = convolutionWindows(tf, x.shape, shape, attributes);
    const rows = perChannel(dy, shape);
    const parts = windowValues(tf, x, windows, 0).map((values) =>
      tf.sum(tf.mul(tf.expandDims(asRows(values), 2), rows), 0),
    );
    return tf.reshape(tf.stack(parts), shape);
  };
  const averageGradient: Kernel = ({ dy, input }, attributes) => {
    const windows = poolWindows(tf, input.shape, attributes);
    const members = windowValues(tf, tf.onesLike(input), windows, 0);
    const share = tf.div(dy, tf.addN(members));
    return spread(
      members.map(() => share),
      input.shape,
      windows,
    );
  };
  const maximumGradient: Kernel = ({ dy, input, output }, attributes) => {
    const places = maxima(tf, input, output, poolWindows(tf, input.shape, attributes));
    const sums = tf.unsortedSegmentSum(dy.flatten(), places.flatten(), input.size);
    return tf.reshape(sums, input.shape);
  };
  const dilation: Kernel = ({ x, filter }, attributes) => {
    const windows = dilationWindows(tf, x.shape, filter.shape, attributes);
    const weights = tf.unstack(tf.reshape(filter, [-1, filter.shape[2] as number]));
    const sums = windowValues(tf, x, windows, -Infinity).map((values, i) =>
      tf.add(values, weights[i]),
    );
    return sums.reduce((a, b) => tf.maximum(a, b));
  };

  const kernels: Readonly<Record<string, Kernel>> = {
    Conv2DBackpropFilter: convolutionByFilter,
    Conv3DBackpropInputV2: convolutionByInput,
    Conv3DBackpropFilterV2: convolutionByFilter,
    DepthwiseConv2dNativeBackpropInput: depthwiseByInput,
    DepthwiseConv2dNativeBackpropFilter: depthwiseByFilter,
    AvgPoolGrad: averageGradient,
    AvgPool3DGrad: averageGradient,
    MaxPoolGrad: maximumGradient,
    MaxPool3DGrad: maximumGradient,
    Dilation2D: dilation,
  };
  const gather = tf.getKernel('GatherV2', 'wasm');
  tf.unregisterKernel('GatherV2', 'wasm');
  tf.registerKernel({
    ...gather,
    kernelFunc: (given) => {
      const attributes = given.attrs as Attributes;
      const { x, indices } = given.inputs as Record<string, Tensor>;
      return attributes['batchDims'] === 0
        ? gather.kernelFunc(given)
        : tf.tidy(() => gatherBatches(tf, x, indices, attributes));
    },
  });
  for (const product of ['BatchMatMul', '_FusedMatMul']) multiplyAnew(tf, product);
  for (const [kernelName, run] of Object.entries(kernels)) {
    if (tf.getKernel(kernelName, 'wasm')) tf.unregisterKernel(kernelName, 'wasm');
    tf.registerKernel({
      kernelName,
      backendName: 'wasm',
      kernelFunc: ({ inputs, attrs }) =>
        tf.tidy(() => run(inputs as Record<string, Tensor>, attrs as Attributes)),
    });
  }
}

/**
 * The package keeps what it prepared for the right-hand matrix of a product by the data of that
 * matrix alone. The same data in another shape (`tf.reshape` makes no copy) then gives a wrong
 * product, and writes past its end. Here such a matrix is copied first.
 */
function multiplyAnew(tf: typeof TensorFlow, kernelName: string): void {
  const shapes = new WeakMap<object, string>();
  const product = tf.getKernel(kernelName, 'wasm');
  tf.unregisterKernel(kernelName, 'wasm');
  tf.registerKernel({
    ...product,
    kernelFunc: (given) => {
      const { b } = given.inputs as Record<'b', Tensor>;
      const shape = b.shape.join();
      const known = shapes.get(b.dataId);
      if (known === undefined) shapes.set(b.dataId, shape);
      if (known === undefined || known === shape) return product.kernelFunc(given);
      const copy = tf.add(b, 0);
      const result = product.kernelFunc({ ...given, inputs: { ...given.inputs, b: copy } });
      copy.dispose();
      return result;
    },
  });
}

/** Gathers in each member of a batch by indices of its own, one member after the other. */
function gatherBatches(
  tf: typeof TensorFlow,
  x: Tensor,
  indices: Tensor,
  attributes: Attributes,
): Tensor {
  const { axis, batchDims } = attributes as Record<string, number>;
  const batch = x.shape.slice(0, batchDims);
  const members = (all: Tensor): Tensor[] =>
    tf.unstack(tf.reshape(all, [tf.util.sizeFromShape(batch), ...all.shape.slice(batchDims)]));
  const places = members(indices);
  const parts = members(x).map((own, i) => tf.gather(own, places[i], axis - batchDims));
  return tf.reshape(tf.stack(parts), [...batch, ...parts[0].shape]);
}
