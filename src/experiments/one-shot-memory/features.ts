import { compile } from '../../compile';
import { argumentError } from '../../core/arguments';
import type { ConvolutionalEmbedding } from '../../meta';
import type { ClassImages } from '../../tasks/few-shot';
import { tf } from '../../tf';

/** An embedding with the parameters that it has learned. */
export interface LearnedEmbedding {
  readonly embedding: ConvolutionalEmbedding;
  readonly parameters: Readonly<Record<string, tf.Tensor>>;
}

/** Images that the embedding sees at once: one traced graph serves all of them. */
const AT_ONCE = 100;

/**
 * The features of images, in place of their pixels: the embedding is frozen, so each image is seen
 * once. Of few images op by op, of many compiled.
 */
export function imageFeatures(
  { embedding, parameters }: LearnedEmbedding,
  { classes, perClass, pixels, images, groups }: ClassImages,
): ClassImages {
  const count = classes * perClass;
  const width = embedding.features;
  const features = new Float32Array(count * width);
  const forward = compile(
    (own: Readonly<Record<string, tf.Tensor>>, x: tf.Tensor2D) => embedding.forward(own, x),
    { eager: count <= AT_ONCE },
  );
  try {
    for (let from = 0; from < count; from += AT_ONCE) {
      const to = Math.min(count, from + AT_ONCE);
      const padded = new Float32Array(AT_ONCE * pixels);
      padded.set(images.subarray(from * pixels, to * pixels));
      const seen = tf.tidy(() =>
        forward(parameters, tf.tensor2d(padded, [AT_ONCE, pixels])).dataSync(),
      );
      features.set(seen.subarray(0, (to - from) * width), from * width);
    }
  } finally {
    forward.dispose();
  }
  return { classes, perClass, pixels: width, images: features, groups };
}

/** Mean and standard deviation of each feature, over some images. */
export interface FeatureScale {
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
}

/** Added to a variance before its root is taken: a feature may be the same for all images. */
const EPSILON = 1e-6;

/** The scale of the features of all images of a pool. */
export function featureScale({ pixels, images }: ClassImages): FeatureScale {
  const count = images.length / pixels;
  const mean = new Array<number>(pixels).fill(0);
  const square = new Array<number>(pixels).fill(0);
  images.forEach((value, at) => {
    mean[at % pixels] += value / count;
    square[at % pixels] += value ** 2 / count;
  });
  return {
    mean,
    deviation: mean.map((own, i) => Math.sqrt(Math.max(0, square[i] - own ** 2) + EPSILON)),
  };
}

/**
 * Features less their means, over their deviations. Rectified features are never negative, so that
 * all images look alike to a memory that compares by angle: about their mean they do not.
 * @throws RangeError if there is not one mean and one deviation a feature
 */
export function scaledFeatures(pool: ClassImages, { mean, deviation }: FeatureScale): ClassImages {
  const { pixels, images } = pool;
  if (mean.length !== pixels || deviation.length !== pixels)
    throw argumentError('scale', `${mean.length} features`, `${pixels}, as the images have`);
  const scaled = images.map((value, at) => (value - mean[at % pixels]) / deviation[at % pixels]);
  return { ...pool, images: scaled };
}
