import type * as TensorFlow from '@tensorflow/tfjs-node';
import type { Replace } from './gradients';
import { fixPoolGradients } from './poolGradients';

type Tensor = TensorFlow.Tensor;
type Attributes = Record<string, unknown>;

/**
 * A convolution y of an input x and a filter w, and the two operations of its gradient. With the
 * gradient dy of y, the number `sum(y dy)` is linear in x, in w and in dy: its derivative by one of
 * them is always one of the three operations on the other two. So each has the others as its
 * gradient, to any order.
 */
interface Convolution {
  /** y of `x` and `filter`. */
  readonly forward: string;
  /** Derivative by x, of `dy` and `filter`; attribute `inputShape`. */
  readonly byInput: string;
  /** Derivative by w, of `x` and `dy`; attribute `filterShape`. */
  readonly byFilter: string;
  /** Axes that the filter moves along. */
  readonly spatialAxes: number;
}

const CONVOLUTIONS: readonly Convolution[] = [
  {
    forward: 'Conv2D',
    byInput: 'Conv2DBackpropInput',
    byFilter: 'Conv2DBackpropFilter',
    spatialAxes: 2,
  },
  {
    forward: 'DepthwiseConv2dNative',
    byInput: 'DepthwiseConv2dNativeBackpropInput',
    byFilter: 'DepthwiseConv2dNativeBackpropFilter',
    spatialAxes: 2,
  },
  {
    forward: 'Conv3D',
    byInput: 'Conv3DBackpropInputV2',
    byFilter: 'Conv3DBackpropFilterV2',
    spatialAxes: 3,
  },
];

/**
 * Gradients to any order of convolutions, pools, resizing and normalisation over neighbours. In
 * TensorFlow.js 4.22 the operations of most of their gradients have none, so that they can be
 * differentiated once only.
 */
export function fixConvolutionGradients(tf: typeof TensorFlow, replace: Replace): void {
  for (const convolution of CONVOLUTIONS) fixConvolution(tf, replace, convolution);
  fixPoolGradients(tf, replace);
  fixResizing(tf, replace);

  replace('LRN', ['x'], (dy, [x], attributes) => ({
    x: () => {
      // y = x n^-beta, n = bias + alpha * sum of x² over the channels within the radius
      const { depthRadius, bias, alpha, beta } = attributes as Record<string, number>;
      const channels = x.shape[x.rank - 1];
      const reach = Math.min(depthRadius, channels);
      const within = tf.linalg.bandPart(tf.ones([channels, channels]), reach, reach);
      const around = (of: Tensor): Tensor =>
        tf.reshape(tf.matMul(tf.reshape(of, [-1, channels]), within), of.shape);
      const n = tf.add(bias, tf.mul(alpha, around(tf.square(x))));
      const direct = tf.mul(dy, tf.pow(n, -beta));
      const overNeighbours = around(tf.mul(tf.mul(dy, x), tf.pow(n, -beta - 1)));
      return tf.sub(direct, tf.mul(2 * alpha * beta, tf.mul(x, overNeighbours)));
    },
  }));
}

function fixConvolution(
  tf: typeof TensorFlow,
  replace: Replace,
  { forward, byInput, byFilter, spatialAxes }: Convolution,
): void {
  const run = (kernel: string, inputs: Record<string, Tensor>, attributes: Attributes): Tensor =>
    tf.engine().runKernel(kernel, inputs, attributes as never);

  replace(forward, ['x', 'filter'], (dy, [x, filter], attributes) => {
    const dilations = perAxis(attributes['dilations'], spatialAxes);
    // A dilated filter is a wider one with zeros in between.
    const wide = { ...attributes, dilations: dilations.map(() => 1) };
    return {
      x: () => {
        const widened = dilated(tf, filter, dilations);
        return run(byInput, { dy, filter: widened }, { ...wide, inputShape: x.shape });
      },
      filter: () => {
        const filterShape = dilatedShape(filter.shape, dilations);
        const gradient = run(byFilter, { x, dy }, { ...wide, filterShape });
        return undilated(tf, gradient, dilations);
      },
    };
  });
  replace(byInput, ['dy', 'filter'], (ddx, [dy, filter], attributes) => ({
    dy: () => run(forward, { x: ddx, filter }, { ...undilatedOnly(attributes, spatialAxes) }),
    filter: () => run(byFilter, { x: ddx, dy }, { ...attributes, filterShape: filter.shape }),
  }));
  replace(byFilter, ['x', 'dy'], (ddw, [x, dy], attributes) => ({
    x: () => run(byInput, { dy, filter: ddw }, { ...attributes, inputShape: x.shape }),
    dy: () => run(forward, { x, filter: ddw }, { ...undilatedOnly(attributes, spatialAxes) }),
  }));
}

/** The attributes of a gradient's operation as those of the convolution: it is never dilated. */
function undilatedOnly(attributes: Attributes, spatialAxes: number): Attributes {
  return { dataFormat: 'NHWC', ...attributes, dilations: Array<number>(spatialAxes).fill(1) };
}

/** A number for each axis from one for all, or from one for each. */
function perAxis(value: unknown, axes: number): number[] {
  const given = (value ?? 1) as number | number[];
  if (!Array.isArray(given)) return Array<number>(axes).fill(given);
  return given.length === 1 ? perAxis(given[0], axes) : [...given];
}

const dilatedShape = (shape: readonly number[], dilations: readonly number[]): number[] =>
  shape.map((size, axis) => (size - 1) * (dilations[axis] ?? 1) + 1);

/** A filter with zeros between its numbers: `dilation - 1` of them along each axis. */
function dilated(tf: typeof TensorFlow, filter: Tensor, dilations: readonly number[]): Tensor {
  return dilations.reduce((wide, dilation, axis) => {
    if (dilation === 1) return wide;
    const { shape } = wide;
    const apart = tf.expandDims(wide, axis + 1);
    const none: [number, number][] = apart.shape.map(() => [0, 0]);
    const spaced = tf.pad(apart, none.with(axis + 1, [0, dilation - 1]));
    const joined = tf.reshape(spaced, shape.with(axis, shape[axis] * dilation));
    const size = shape.with(axis, (shape[axis] - 1) * dilation + 1);
    return tf.slice(
      joined,
      shape.map(() => 0),
      size,
    );
  }, filter);
}

/** Each `dilation`-th number along each axis: what `dilated` put there. */
function undilated(tf: typeof TensorFlow, wide: Tensor, dilations: readonly number[]): Tensor {
  if (dilations.every((dilation) => dilation === 1)) return wide;
  const strides = wide.shape.map((_, axis) => dilations[axis] ?? 1);
  return tf.stridedSlice(
    wide,
    wide.shape.map(() => 0),
    wide.shape,
    strides,
  );
}

/** Resizing and cropping are linear in the image: the gradient of their gradient is themselves. */
function fixResizing(tf: typeof TensorFlow, replace: Replace): void {
  const zeros = (x: Tensor): Tensor => tf.zeros(x.shape);
  for (const kernel of ['ResizeBilinear', 'ResizeNearestNeighbor']) {
    replace(`${kernel}Grad`, ['dy', 'images'], (ddx, [dy, images], attributes) => ({
      dy: () => {
        const size = dy.shape.slice(1, 3);
        return tf.engine().runKernel(kernel, { images: ddx }, { ...attributes, size });
      },
      images: () => zeros(images),
    }));
  }

  replace('CropAndResize', ['image', 'boxes', 'boxInd'], (dy, saved, attributes) => {
    const [image, boxes, boxInd] = saved;
    const count = boxInd.size;
    const [batch, height, width, channels] = image.shape;
    const [rows, columns] = attributes['cropSize'] as [number, number];
    const isNearest = attributes['method'] === 'nearest';
    return {
      image: () => {
        const [top, left, bottom, right] = tf.unstack(boxes, 1);
        const byRow = sampling(tf, top, bottom, rows, height, isNearest);
        const byColumn = sampling(tf, left, right, columns, width, isNearest);
        const along = (weights: Tensor, x: Tensor, size: number): Tensor => {
          const product = tf.matMul(
            weights,
            tf.reshape(x, [count, x.shape[1] as number, -1]),
            true,
          );
          return tf.reshape(product, [count, size, ...x.shape.slice(2)]);
        };
        const ofRows = along(byRow, dy, height); // [count, height, columns, channels]
        const turned = tf.transpose(ofRows, [0, 2, 1, 3]);
        const ofBoth = along(byColumn, turned, width); // [count, width, height, channels]
        const crops = tf.transpose(ofBoth, [0, 2, 1, 3]);
        const flat = tf.reshape(crops, [count, height * width * channels]);
        const boxOf = boxInd as TensorFlow.Tensor1D;
        return tf.reshape(tf.unsortedSegmentSum(flat, boxOf, batch), image.shape);
      },
      boxes: () => {
        throw new Error('image.cropAndResize has no gradient for its boxes, only for its image');
      },
      boxInd: () => zeros(boxInd),
    };
  });
}

/**
 * How much of each row (or column) of an image is in each of those of a crop.
 * @param from where the crop begins as a share of the image, `[boxes]` @param to where it ends
 * @param count rows of the crop @param size rows of the image
 * @returns `[boxes, count, size]`; all 0 for what lies outside of the image
 */
function sampling(
  tf: typeof TensorFlow,
  from: Tensor,
  to: Tensor,
  count: number,
  size: number,
  isNearest: boolean,
): Tensor {
  const share = count > 1 ? tf.linspace(0, 1, count) : tf.tensor1d([0.5]);
  const column = (x: Tensor): Tensor => tf.reshape(x, [-1, 1]);
  const places = tf.mul(
    tf.add(tf.mul(column(from), tf.sub(1, share)), tf.mul(column(to), share)),
    size - 1,
  ); // [boxes, count]
  const isInside = tf.logicalAnd(tf.greaterEqual(places, 0), tf.lessEqual(places, size - 1));
  const taken = isNearest ? tf.floor(tf.add(places, 0.5)) : places;
  const distance = tf.abs(tf.sub(tf.expandDims(taken, 2), tf.range(0, size)));
  const weights = tf.relu(tf.sub(1, distance));
  return tf.mul(weights, tf.cast(tf.expandDims(isInside, 2), 'float32'));
}
