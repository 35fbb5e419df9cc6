import type * as TensorFlow from '@tensorflow/tfjs-node';
import type { Replace } from './gradients';
import { offTape } from './offTape';
import { dilationWindows, placesIn, poolWindows, type Windows, windowValues } from './windows';

type Tensor = TensorFlow.Tensor;

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

/** Where in the input, as int32, each result of a max-pool comes from: the first of equals. */
export function maxima(
  tf: typeof TensorFlow,
  input: Tensor,
  output: Tensor,
  windows: Windows,
): Tensor {
  const values = windowValues(tf, input, windows, -Infinity);
  const places = placesIn(tf, input.shape, windows);
  return places.reduceRight(
    (found, place, i) => tf.where(tf.equal(values[i], output), place, found),
    tf.zeros(output.shape, 'int32'),
  );
}
