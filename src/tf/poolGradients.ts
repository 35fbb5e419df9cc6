import type * as TensorFlow from '@tensorflow/tfjs-node';
import type { Replace } from './gradients';
import { numbered } from './numbered';
import { offTape } from './offTape';

type Tensor = TensorFlow.Tensor;
type Attributes = Record<string, unknown>;

/** Windows that move over the spatial axes of a tensor `[batch, ...spatial, channels]`. */
interface Windows {
  /** Numbers of each, one an axis: how long a window is, how far apart what it takes lies. */
  readonly size: readonly number[];
  readonly dilation: readonly number[];
  readonly stride: readonly number[];
  /** How far the first window begins before the first number. */
  readonly before: readonly number[];
  /** How many windows there are. */
  readonly count: readonly number[];
}

/** Gradients to any order of pools and of grey-scale dilation. */
export function fixPoolGradients(tf: typeof TensorFlow, replace: Replace): void {
  const zeros = (x: Tensor): Tensor => tf.zeros(x.shape);
  const flat = (x: Tensor): TensorFlow.Tensor1D => tf.reshape(x, [x.size]);

  for (const pool of ['AvgPool', 'AvgPool3D']) {
    // An average is linear: the gradient of its gradient is the average.
    replace(`${pool}Grad`, ['input'], (ddx, [input], attributes) => ({
      dy: () => tf.engine().runKernel(pool, { x: ddx }, attributes as never),
      input: () => zeros(input),
    }));
  }
  for (const pool of ['MaxPool', 'MaxPool3D']) {
    replace(`${pool}Grad`, ['input', 'output'], (ddx, [input, output], attributes) => ({
      dy: () => {
        const windows = poolWindows(tf, input.shape, attributes);
        const places = maxima(tf, offTape(tf, input), offTape(tf, output), windows);
        return tf.reshape(tf.gather(flat(ddx), flat(places)), output.shape);
      },
      input: () => zeros(input),
      output: () => zeros(output),
    }));
  }

  replace('Dilation2D', ['x', 'filter'], (dy, [x, filter], attributes) => {
    const windows = dilationWindows(tf, x.shape, filter.shape, attributes);
    const channels = filter.shape[2] as number;
    /** The place of each result in the image, and in the filter. */
    const chosen = (): { inImage: Tensor; inFilter: Tensor } => {
      const weights = tf.unstack(tf.reshape(offTape(tf, filter), [-1, channels]));
      const places = placesIn(tf, x.shape, windows);
      const reached = windowValues(tf, offTape(tf, x), windows, -Infinity);
      const sums = reached.map((values, i) => tf.add(values, weights[i]));
      const offset = tf.argMax(tf.stack(sums), 0);
      const inImage = places.reduce((found, place, i) =>
        tf.where(tf.equal(offset, tf.scalar(i, 'int32')), place, found),
      );
      const inFilter = tf.add(
        tf.mul(offset, tf.scalar(channels, 'int32')),
        tf.range(0, channels, 1, 'int32'),
      );
      return { inImage, inFilter };
    };
    const putBack = (places: Tensor, to: Tensor): Tensor =>
      tf.reshape(tf.unsortedSegmentSum(flat(dy), flat(places), to.size), to.shape);
    return {
      x: () => putBack(chosen().inImage, x),
      filter: () => putBack(chosen().inFilter, filter),
    };
  });
}

/** Where in the input each result of a max-pool comes from: the first of equals. */
function maxima(tf: typeof TensorFlow, input: Tensor, output: Tensor, windows: Windows): Tensor {
  const values = windowValues(tf, input, windows, -Infinity);
  const places = placesIn(tf, input.shape, windows);
  return places.reduceRight(
    (found, place, i) => tf.where(tf.equal(values[i], output), place, found),
    tf.zeros(output.shape, 'int32'),
  );
}

/** What the windows hold at each of their offsets: tensors `[batch, ...count, channels]`. */
function windowValues(
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

/** The place in a tensor of a shape of what the windows hold, as windowValues. */
function placesIn(tf: typeof TensorFlow, shape: number[], windows: Windows): Tensor[] {
  return windowValues(tf, numbered(tf, shape), windows, 0).map((place) => tf.cast(place, 'int32'));
}

/** All offsets within a window, the last axis fastest. */
function offsets(size: readonly number[]): number[][] {
  return size.reduce<number[][]>(
    (found, n) => found.flatMap((offset) => Array.from({ length: n }, (_, i) => [...offset, i])),
    [[]],
  );
}

function poolWindows(tf: typeof TensorFlow, shape: number[], attributes: Attributes): Windows {
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
  return {
    size: [info.filterDepth, info.filterHeight, info.filterWidth],
    dilation: [info.dilationDepth, info.dilationHeight, info.dilationWidth],
    stride: [info.strideDepth, info.strideHeight, info.strideWidth],
    before: [info.padInfo.front, info.padInfo.top, info.padInfo.left],
    count: [info.outDepth, info.outHeight, info.outWidth],
  };
}

function dilationWindows(
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
