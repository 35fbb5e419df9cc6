import type { Named } from '../../compile';
import type { ConvolutionalEmbedding } from '../../meta';
import type { ClassImages } from '../../tasks/few-shot';
import { tf } from '../../tf';

/** What a learner sees of a drawing. */
export const characterInputs = ['embedding', 'pixels'] as const;
/** One of `characterInputs`. */
export type CharacterInputs = (typeof characterInputs)[number];

/** Drawings as the rows that a learner sees. */
export interface CharacterRows extends Pick<ClassImages, 'classes' | 'perClass'> {
  /** Numbers of a row. */
  readonly width: number;
  /** `[classes, perClass, width]` */
  readonly rows: Float32Array;
}

/** A network that was learned on other alphabets and is not changed any more. */
export interface FrozenEmbedding {
  readonly embedding: ConvolutionalEmbedding;
  readonly parameters: Named;
}

/** Drawings as they are: 0 (white) to 1 (ink). */
export function pixelRows({ classes, perClass, pixels, images }: ClassImages): CharacterRows {
  return { classes, perClass, width: pixels, rows: images };
}

/** Images whose features are made at once. */
const IMAGES_AT_ONCE = 128;

/** Drawings as the features that a frozen embedding makes of each. */
export function featureRows(
  { classes, perClass, pixels, images }: ClassImages,
  { embedding, parameters }: FrozenEmbedding,
): CharacterRows {
  const width = embedding.features;
  const count = classes * perClass;
  const rows = new Float32Array(count * width);
  for (let from = 0; from < count; from += IMAGES_AT_ONCE) {
    const to = Math.min(count, from + IMAGES_AT_ONCE);
    const part = images.subarray(from * pixels, to * pixels);
    const features = tf.tidy(() =>
      embedding.forward(parameters, tf.tensor2d(part, [to - from, pixels])).dataSync(),
    );
    rows.set(features, from * width);
  }
  return { classes, perClass, width, rows };
}

/** Where rows lie, and how far apart. */
export interface RowStatistics {
  /** Of each number, `[width]`. */
  readonly mean: Float64Array;
  /** Root of the mean variance of the numbers. */
  readonly deviation: number;
}

/** The mean of each number over all rows, and one standard deviation for all numbers. */
export function rowStatistics({ rows, width }: CharacterRows): RowStatistics {
  const count = rows.length / width;
  const mean = new Float64Array(width);
  rows.forEach((value, at) => (mean[at % width] += value / count));
  let squares = 0;
  rows.forEach((value, at) => (squares += (value - mean[at % width]) ** 2));
  return { mean, deviation: Math.sqrt(squares / rows.length) };
}

/**
 * Rows less the mean of others, in units of their one standard deviation. One unit for all numbers
 * keeps the distances for which the embedding was learned; with units of their own, features that
 * hardly vary on the training alphabets would decide (on the validation alphabets the nearest class
 * mean then had 3 points less).
 * @param statistics of rows that nobody is judged on
 */
export function standardised(
  own: CharacterRows,
  { mean, deviation }: RowStatistics,
): CharacterRows {
  const { width } = own;
  const unit = deviation > 0 ? deviation : 1;
  return { ...own, rows: own.rows.map((value, at) => (value - mean[at % width]) / unit) };
}
