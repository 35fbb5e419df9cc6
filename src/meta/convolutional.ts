import { z } from 'zod';
import type { Named } from '../compile';
import { argumentError } from '../core/arguments';
import { checkRandom, type Random } from '../core/random';
import { parseNamed } from '../core/validation';
import { asLiveTensor, randomNormal, stopGradient, tf } from '../tf';
import type { Network } from './network';
import { taskConvolution } from './taskConvolution';

/** A convolutional network that makes a list of features of an image. */
export interface ConvolutionalEmbedding {
  /** Features of an image. */
  readonly features: number;
  /**
   * Parameters to start from: of block 1 `filter1` `[3, 3, in, channels]`, `gain1` and `bias1`
   * `[channels]`, and so on: filters normal (He et al. 2015), gains 1, biases 0. The caller
   * disposes them.
   */
  initialParameters(random: Random): Record<string, tf.Tensor>;
  /**
   * Features `[images, features]` of images `[images, side * side]`, or `[tasks, rows, features]`
   * of `[tasks, rows, side * side]`; then parameters may have a leading axis of tasks. A pure
   * function. An image's features depend on that image alone, with `normalisation: 'task'` on all
   * images of its task.
   * @throws RangeError if `images` has another shape
   */
  forward(parameters: Named, images: tf.Tensor): tf.Tensor;
}

/** What a convolutional embedding is made of. */
export interface ConvolutionalOptions {
  /** Pixels of an image's side (28). */
  readonly side?: number;
  /** Blocks, each of which halves the side (4). */
  readonly blocks?: number;
  /** Channels of each block (64). */
  readonly channels?: number;
  /**
   * How a block halves the side: 'pool' takes the maximum of 2 x 2 places (Vinyals et al. 2016),
   * 'stride' convolves every second place alone, a quarter of the work (Finn et al. 2017, section
   * 5.2). 'pool' by default.
   */
  readonly halving?: 'pool' | 'stride';
  /**
   * What is brought to mean 0 and variance 1: 'image', all numbers of an image in a layer (layer
   * normalisation: Ba et al. 2016); 'task', each channel over all images given of a task (batch
   * normalisation with the statistics of that task: Ioffe & Szegedy 2015), so that the images of a
   * task tell of one another. 'image' by default.
   */
  readonly normalisation?: 'image' | 'task';
}

const convolutionalSchema = z.strictObject({
  side: z.int().min(2).max(1024).default(28),
  blocks: z.int().min(1).max(10).default(4),
  channels: z.int().min(1).max(4096).default(64),
  halving: z.enum(['pool', 'stride']).default('pool'),
  normalisation: z.enum(['image', 'task']).default('image'),
});

/** Added to a variance before its root is taken. */
const EPSILON = 1e-5;

/**
 * The embedding of Vinyals et al. (2016): blocks of a 3 x 3 convolution, a normalisation, the
 * rectifier, and a halving of the side. Normalised is by default over an image in place of over a
 * batch: so no image of a task tells of another.
 * @throws RangeError naming the option that is wrong
 * @example convolutionalEmbedding().features // 64: one pixel of 64 channels is left of 28 x 28
 */
export function convolutionalEmbedding(options: ConvolutionalOptions = {}): ConvolutionalEmbedding {
  const settings = parseNamed(convolutionalSchema, options);
  const { side, blocks, channels, halving, normalisation } = settings;
  const lastSide = sideAfter(side, blocks, halving);
  if (lastSide < 1)
    throw argumentError(
      'blocks',
      blocks,
      `at most ${Math.floor(Math.log2(side))} of ${side} pixels`,
    );
  const layers = Array.from({ length: blocks }, (_, i) => ({
    filter: `filter${i + 1}`,
    gain: `gain${i + 1}`,
    bias: `bias${i + 1}`,
    inputs: i === 0 ? 1 : channels,
  }));
  return {
    features: lastSide * lastSide * channels,
    initialParameters(random) {
      checkRandom('random', random);
      return Object.fromEntries(
        layers.flatMap(({ filter, gain, bias, inputs }) => [
          [filter, randomNormal([3, 3, inputs, channels], random, Math.sqrt(2 / (9 * inputs)))],
          [gain, tf.ones([channels])],
          [bias, tf.zeros([channels])],
        ]),
      );
    },
    forward(parameters, images) {
      const { shape } = asLiveTensor('images', images);
      if ((shape.length !== 2 && shape.length !== 3) || shape.at(-1) !== side * side)
        throw argumentError(
          'images',
          `[${shape.join(', ')}]`,
          `[images, ${side * side}] or [tasks, rows, ${side * side}]`,
        );
      const [tasks, rows] = shape.length === 3 ? shape : [1, shape[0]];
      const pixels: tf.Tensor = tf.reshape(images, [tasks, rows, side, side, 1]);
      const last = layers.reduce((x, { filter, gain, bias }) => {
        const sums = convolved(x, parameters[filter], halving === 'stride' ? 2 : 1);
        const normal = normalised(sums, normalisation);
        const scaled = tf.add(tf.mul(normal, ofTasks(parameters[gain])), ofTasks(parameters[bias]));
        return halving === 'pool' ? pooled(rectified(scaled)) : rectified(scaled);
      }, pixels);
      return tf.reshape(last, [...shape.slice(0, -1), -1]);
    },
  };
}

/**
 * A convolutional embedding and a linear layer on its features: a classifier whose start a
 * `MetaLearner` can learn, images `[tasks, rows, side * side]` in, `[tasks, rows, classes]` out,
 * before the softmax.
 * @returns a network whose last layer has the parameters `headWeight` `[features, classes]` and
 * `headBias` `[classes]`, both 0 to start from; those are what ANIL adapts
 * @throws RangeError naming what is wrong
 * @example
 * const net = convolutionalClassifier(5, { channels: 32, halving: 'stride' });
 * const parameters = net.initialParameters(random);
 * new MetaLearner({ ...net, parameters, algorithm: 'maml', loss: 'cross-entropy' });
 */
export function convolutionalClassifier(
  classes: number,
  options: ConvolutionalOptions = {},
): Network {
  parseNamed(z.strictObject({ classes: z.int().min(2) }), { classes });
  const embedding = convolutionalEmbedding(options);
  return {
    initialParameters: (random) => ({
      ...embedding.initialParameters(random),
      headWeight: tf.zeros([embedding.features, classes]),
      headBias: tf.zeros([classes]),
    }),
    forward(parameters, images) {
      const features = embedding.forward(parameters, images);
      const { headWeight, headBias } = parameters;
      const bias = headBias.rank === 1 ? headBias : tf.expandDims(headBias, 1);
      return tf.add(tf.matMul(features, headWeight), bias);
    },
  };
}

function sideAfter(side: number, blocks: number, halving: 'pool' | 'stride'): number {
  const round = halving === 'pool' ? Math.floor : Math.ceil;
  return Array.from({ length: blocks }).reduce<number>((now) => round(now / 2), side);
}

/** Filters `[3, 3, in, out]` for all tasks, or `[tasks, 3, 3, in, out]`. */
function convolved(x: tf.Tensor, filters: tf.Tensor, stride: number): tf.Tensor {
  if (filters.rank === 5) return taskConvolution(x, filters, stride);
  const images = withoutTasks(x);
  return withTasks(tf.conv2d(images, filters as tf.Tensor4D, stride, 'same'), x.shape[0]);
}

/** A gain or a bias of each channel, `[channels]` or `[tasks, channels]`, along all places. */
function ofTasks(parameter: tf.Tensor): tf.Tensor {
  if (parameter.rank === 1) return parameter;
  const [tasks, channels] = parameter.shape;
  return tf.reshape(parameter, [tasks, 1, 1, 1, channels]);
}

function normalised(x: tf.Tensor, over: 'image' | 'task'): tf.Tensor {
  const axes = over === 'image' ? [2, 3, 4] : [1, 2, 3];
  const centred = tf.sub(x, tf.mean(x, axes, true));
  const variance = tf.mean(tf.square(centred), axes, true);
  return tf.mul(centred, tf.rsqrt(tf.add(variance, EPSILON)));
}

/** As in `network`: one mask serves all backward passes. */
const rectified = (x: tf.Tensor): tf.Tensor =>
  tf.mul(x, tf.cast(stopGradient(tf.greater(x, 0)), 'float32'));

const pooled = (x: tf.Tensor): tf.Tensor =>
  withTasks(tf.maxPool(withoutTasks(x), 2, 2, 'valid'), x.shape[0]);

/** All tasks' images, one after the other: `[tasks * rows, height, width, channels]`. */
function withoutTasks(x: tf.Tensor): tf.Tensor4D {
  const [height, width, channels] = x.shape.slice(2);
  return tf.reshape(x, [-1, height, width, channels]);
}

const withTasks = (x: tf.Tensor4D, tasks: number): tf.Tensor =>
  tf.reshape(x, [tasks, x.shape[0] / tasks, ...x.shape.slice(1)]);
