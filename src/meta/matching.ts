import { z } from 'zod';
import { argumentError } from '../core/arguments';
import { parseNamed } from '../core/validation';
import { tf } from '../tf';
import { MetricLearner, type MetricOptions } from './metricLearner';

/** Added to a squared length before its root is taken. */
const EPSILON = 1e-12;

/**
 * The log, up to a constant, of the attention that each query pays to the support images of each
 * class: a softmax over all support images of the cosine of features, times a sharpness (Vinyals et
 * al. 2016, eq. 1 and section 2.1.1, without full context embeddings).
 * @param support features `[ways * shots, features]`, class after class
 * @param query features `[queries, features]`
 * @param sharpness what the cosine is multiplied by; 1 in the paper
 * @returns `[queries, ways]`
 * @throws RangeError naming `support` if its rows cannot be as many of each class
 */
export function matchingScores(
  support: tf.Tensor2D,
  query: tf.Tensor2D,
  ways: number,
  sharpness: number,
): tf.Tensor2D {
  const images = support.shape[0];
  if (images % ways !== 0)
    throw argumentError('support', `${images} rows`, `as many of each of ${ways} classes`);
  const cosines = tf.matMul(unitRows(query), unitRows(support), false, true);
  const byClass = tf.reshape(tf.mul(cosines, sharpness), [-1, ways, images / ways]);
  return tf.logSumExp(byClass, 2);
}

/** Each row over its length. */
const unitRows = (x: tf.Tensor2D): tf.Tensor2D =>
  tf.mul(x, tf.rsqrt(tf.add(tf.sum(tf.square(x), 1, true), EPSILON)));

/** What a `MatchingNetwork` is made from. */
export interface MatchingOptions extends MetricOptions {
  /** What the cosine is multiplied by before the softmax (10). */
  readonly sharpness?: number;
}

const matchingSchema = z.strictObject({ sharpness: z.number().gt(0).default(10) });

/**
 * Matching networks (Vinyals et al. 2016): a query takes the label of the support images it pays
 * attention to. An episode lowers the cross-entropy of its queries.
 * @throws RangeError naming the option that is wrong
 */
export class MatchingNetwork extends MetricLearner {
  constructor({ sharpness: given, ...options }: MatchingOptions) {
    const { sharpness } = parseNamed(matchingSchema, { sharpness: given });
    super(options, (support, query, ways) => matchingScores(support, query, ways, sharpness));
  }
}
