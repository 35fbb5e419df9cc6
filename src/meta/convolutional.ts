import { z } from 'zod';
import type { Named } from '../compile';
import { argumentError } from '../core/arguments';
import { checkRandom, type Random } from '../core/random';
import { parseNamed } from '../core/validation';
import { asLiveTensor, randomNormal, stopGradient, tf } from '../tf';

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
   * Features `[images, features]` of images `[images, side * side]`. A pure function. An image's
   * features depend on that image alone.
   * @throws RangeError if `images` has another shape
   */
  forward(parameters: Named, images: tf.Tensor): tf.Tensor2D;
}

/** What a convolutional embedding is made of. */
export interface ConvolutionalOptions {
  /** Pixels of an image's side (28). */
  readonly side?: number;
  /** Blocks, each of which halves the side (4). */
  readonly blocks?: number;
  /** Channels of each block (64). */
  readonly channels?: number;
}

const convolutionalSchema = z.strictObject({
  side: z.int().min(2).max(1024).default(28),
  blocks: z.int().min(1).max(10).default(4),
  channels: z.int().min(1).max(4096).default(64),
});

/** Added to a variance before its root is taken. */
const EPSILON = 1e-5;

/**
 * The embedding of Vinyals et al. (2016): blocks of a 3 x 3 convolution, a normalisation, the
 * rectifier, and the maximum over 2 x 2 pixels. Normalised is over all numbers of an image in a
 * layer (layer normalisation, Ba et al. 2016) in place of over a batch: so no image of a task tells
 * of another.
 * @throws RangeError naming the option that is wrong
 * @example convolutionalEmbedding().features // 64: one pixel of 64 channels is left of 28 x 28
 */
export function convolutionalEmbedding(options: ConvolutionalOptions = {}): ConvolutionalEmbedding {
  const { side, blocks, channels } = parseNamed(convolutionalSchema, options);
  const lastSide = Math.floor(side / 2 ** blocks);
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
      if (shape.length !== 2 || shape[1] !== side * side)
        throw argumentError('images', `[${shape.join(', ')}]`, `[images, ${side * side}]`);
      const pixels: tf.Tensor4D = tf.reshape(images, [-1, side, side, 1]);
      const last = layers.reduce((x, { filter, gain, bias }) => {
        const sums = tf.conv2d(x, parameters[filter] as tf.Tensor4D, 1, 'same');
        const normal = tf.add(tf.mul(normalised(sums), parameters[gain]), parameters[bias]);
        return tf.maxPool(rectified(normal) as tf.Tensor4D, 2, 2, 'valid');
      }, pixels);
      return tf.reshape(last, [shape[0], -1]);
    },
  };
}

/** Each image less its mean, over its standard deviation. */
function normalised(x: tf.Tensor4D): tf.Tensor4D {
  const axes = [1, 2, 3];
  const centred = tf.sub(x, tf.mean(x, axes, true));
  const variance = tf.mean(tf.square(centred), axes, true);
  return tf.mul(centred, tf.rsqrt(tf.add(variance, EPSILON)));
}

/** As in `network`: one mask serves all backward passes. */
const rectified = (x: tf.Tensor): tf.Tensor =>
  tf.mul(x, tf.cast(stopGradient(tf.greater(x, 0)), 'float32'));
