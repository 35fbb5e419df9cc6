import { tf } from '../tf';

/** Rows and columns of a filter. */
const SIZE = 3;

/**
 * A 3 x 3 convolution with zeros about the image ('same'), each task with filters of its own:
 * every place's neighbourhood becomes a row, so that all tasks are one product of matrices, whose
 * gradients are right to any order.
 * @param x `[tasks, rows, height, width, in]`
 * @param filters `[tasks, 3, 3, in, out]`
 * @param stride places from one result to the next
 * @returns `[tasks, rows, ceil(height / stride), ceil(width / stride), out]`
 */
export function taskConvolution(x: tf.Tensor, filters: tf.Tensor, stride: number): tf.Tensor {
  const [tasks, rows, height, width] = x.shape;
  const [inputs, outputs] = filters.shape.slice(3);
  const size = [Math.ceil(height / stride), Math.ceil(width / stride)];
  const neighbours = tf.reshape(neighbourhoods(x, size, stride), [
    tasks,
    rows * size[0] * size[1],
    SIZE * SIZE * inputs,
  ]);
  const matrices = tf.reshape(filters, [tasks, SIZE * SIZE * inputs, outputs]);
  return tf.reshape(tf.matMul(neighbours, matrices), [tasks, rows, ...size, outputs]);
}

/** Of each result the nine places it is made of, side by side: `[images, ...size, 9 * in]`. */
function neighbourhoods(x: tf.Tensor, size: readonly number[], stride: number): tf.Tensor {
  const [tasks, rows, height, width, inputs] = x.shape;
  const images = tasks * rows;
  const before = [height, width].map((length, i) => zerosBefore(length, size[i], stride));
  const blocks = size.map((count) => count + Math.ceil((SIZE - 1) / stride));
  const after = [height, width].map((length, i) => blocks[i] * stride - length - before[i]);
  const padded = tf.pad(tf.reshape(x, [images, height, width, inputs]), [
    [0, 0],
    [before[0], after[0]],
    [before[1], after[1]],
    [0, 0],
  ]);
  // a step of `stride` places is a step of one block, and the place within the block stays
  const inBlocks = tf.reshape(padded, [images, blocks[0], stride, blocks[1], stride, inputs]);
  const shifted = Array.from({ length: SIZE * SIZE }, (_, k) => {
    const [down, right] = [Math.floor(k / SIZE), k % SIZE];
    const begin = [
      0,
      Math.floor(down / stride),
      down % stride,
      Math.floor(right / stride),
      right % stride,
      0,
    ];
    const places = tf.slice(inBlocks, begin, [images, size[0], 1, size[1], 1, inputs]);
    return tf.reshape(places, [images, ...size, inputs]);
  });
  return tf.concat(shifted, 3);
}

/** Zeros before the first place, as TensorFlow's 'same' has them: half of all, rounded down. */
function zerosBefore(length: number, results: number, stride: number): number {
  const all = Math.max(0, (results - 1) * stride + SIZE - length);
  return Math.floor(all / 2);
}
