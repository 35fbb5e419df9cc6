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

/** Where the numbers of rows lie, each for itself. */
export interface RowStatistics {
  /** `[width]` */
  readonly mean: Float64Array;
  /** Standard deviation, `[width]`. */
  readonly deviation: Float64Array;
}

/** Mean and standard deviation of each number over all rows. */
export function rowStatistics({ rows, width }: CharacterRows): RowStatistics {
  const count = rows.length / width;
  const mean = new Float64Array(width);
  const squares = new Float64Array(width);
  rows.forEach((value, at) => (mean[at % width] += value / count));
  rows.forEach((value, at) => (squares[at % width] += (value - mean[at % width]) ** 2 / count));
  return { mean, deviation: squares.map(Math.sqrt) };
}

/**
 * Rows less the mean of others, over their standard deviation. A number that did not vary there
 * becomes 0.
 * @param statistics of rows that nobody is judged on
 */
export function standardised(
  own: CharacterRows,
  { mean, deviation }: RowStatistics,
): CharacterRows {
  const { width } = own;
  const rows = own.rows.map((value, at) => {
    const unit = deviation[at % width];
    return unit > 0 ? (value - mean[at % width]) / unit : 0;
  });
  return { ...own, rows };
}
