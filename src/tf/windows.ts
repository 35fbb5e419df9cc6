import type * as TensorFlow from '@tensorflow/tfjs-node';
import { numbered } from './numbered';

type Tensor = TensorFlow.Tensor;
type Attributes = Record<string, unknown>;

/** Windows that move over the spatial axes of a tensor `[batch, ...spatial, channels]`. */
export interface Windows {
  /** Numbers of each, one an axis: how long a window is, how far apart what it takes lies. */
  readonly size: readonly number[];
  readonly dilation: readonly number[];
  readonly stride: readonly number[];
  /** How far the first window begins before the first number. */
  readonly before: readonly number[];
  /** How many windows there are. */
  readonly count: readonly number[];
}

/** What the windows hold at each of their offsets: tensors `[batch, ...count, channels]`. */
export function windowValues(
  tf: typeof TensorFlow,
  x: Tensor,
  { size, dilation, stride, before, count }: Windows,
  outside: number,
): Tensor[] {
  const last = count.map((n, i) => (n - 1) * stride[i] + 1); // from the first to the last window
  const after = last.map((reach, i) =>
    Math.max(0, reach + (size[i] - 1) * dilation[i] - before[i] - x.shape[i + 1]),
  );
  const around = before.map((n, i): [number, number] => [n, after[i]]);
  const padded = tf.pad(x, [[0, 0], ...around, [0, 0]], outside);
  const [batch, channels] = [x.shape[0], x.shape[x.rank - 1]];
  return offsets(size).map((offset) => {
    const begin = offset.map((steps, i) => steps * dilation[i]);
    const end = begin.map((from, i) => from + last[i]);
    return tf.stridedSlice(padded, [0, ...begin, 0], [batch, ...end, channels], [1, ...stride, 1]);
  });
}

/**
 * The place in a tensor of a shape of what the windows hold, as windowValues, int32.
 * @param outside what stands for places that the tensor does not have
 */
export function placesIn(
  tf: typeof TensorFlow,
  shape: number[],
  windows: Windows,
  outside = 0,
): Tensor[] {
  const places = windowValues(tf, numbered(tf, shape), windows, outside);
  return places.map((place) => tf.cast(place, 'int32'));
}

/** All offsets within a window, the last axis fastest. */
function offsets(size: readonly number[]): number[][] {
  return size.reduce<number[][]>(
    (found, n) => found.flatMap((offset) => Array.from({ length: n }, (_, i) => [...offset, i])),
    [[]],
  );
}

export function poolWindows(
  tf: typeof TensorFlow,
  shape: number[],
  attributes: Attributes,
): Windows {
  const { filterSize, strides, pad, dimRoundingMode } = attributes as Record<string, never>;
  if (shape.length === 4) {
    const info = tf.backend_util.computePool2DInfo(
      shape as [number, number, number, number],
      filterSize,
      strides,
      1,
      pad,
      dimRoundingMode,
    );
    return windowsOf2D(info);
  }
  const info = tf.backend_util.computePool3DInfo(
    shape as [number, number, number, number, number],
    filterSize,
    strides,
    1,
    pad,
    dimRoundingMode,
  );
  return windowsOf3D(info);
}

export function dilationWindows(
  tf: typeof TensorFlow,
  shape: number[],
  filterShape: number[],
  attributes: Attributes,
): Windows {
  const { strides, pad, dilations } = attributes as Record<string, never>;
  const info = tf.backend_util.computeDilation2DInfo(
    shape as [number, number, number, number],
    filterShape as [number, number, number],
    strides,
    pad,
    'NHWC',
    dilations,
  );
  return windowsOf2D(info);
}

const windowsOf2D = (info: TensorFlow.backend_util.Conv2DInfo): Windows => ({
  size: [info.filterHeight, info.filterWidth],
  dilation: [info.dilationHeight, info.dilationWidth],
  stride: [info.strideHeight, info.strideWidth],
  before: [info.padInfo.top, info.padInfo.left],
  count: [info.outHeight, info.outWidth],
});

const windowsOf3D = (info: TensorFlow.backend_util.Conv3DInfo): Windows => ({
  size: [info.filterDepth, info.filterHeight, info.filterWidth],
  dilation: [info.dilationDepth, info.dilationHeight, info.dilationWidth],
  stride: [info.strideDepth, info.strideHeight, info.strideWidth],
  before: [info.padInfo.front, info.padInfo.top, info.padInfo.left],
  count: [info.outDepth, info.outHeight, info.outWidth],
});

/** The windows of a convolution that is not dilated, of an input and a filter of these shapes. */
export function convolutionWindows(
  tf: typeof TensorFlow,
  shape: number[],
  filterShape: number[],
  attributes: Attributes,
): Windows {
  const { strides, pad, dimRoundingMode } = attributes as Record<string, never>;
  if (shape.length === 4) {
    const info = tf.backend_util.computeConv2DInfo(
      shape as [number, number, number, number],
      filterShape as [number, number, number, number],
      strides,
      1,
      pad,
      dimRoundingMode,
    );
    return windowsOf2D(info);
  }
  const info = tf.backend_util.computeConv3DInfo(
    shape as [number, number, number, number, number],
    filterShape as [number, number, number, number, number],
    strides,
    1,
    pad,
  );
  return windowsOf3D(info);
}
