import { argumentError } from '../core/arguments';
import { tf } from '../tf';
import { MetricLearner, type MetricOptions } from './metricLearner';

/**
 * How near each query lies to the prototype of each class, the mean of the features of its support
 * images: minus the squared distance (Snell et al. 2017, eq. 1 and 2).
 * @param support features `[ways * shots, features]`, class after class
 * @param query features `[queries, features]`
 * @returns `[queries, ways]`
 * @throws RangeError naming `support` if its rows cannot be as many of each class
 */
export function prototypeScores(
  support: tf.Tensor2D,
  query: tf.Tensor2D,
  ways: number,
): tf.Tensor2D {
  const [images, features] = support.shape;
  if (images % ways !== 0)
    throw argumentError('support', `${images} rows`, `as many of each of ${ways} classes`);
  const prototypes = tf.mean(tf.reshape(support, [ways, images / ways, features]), 1);
  const products = tf.matMul(query, prototypes, false, true);
  const ofQueries = tf.sum(tf.square(query), 1, true);
  const ofPrototypes = tf.sum(tf.square(prototypes), 1);
  return tf.sub<tf.Tensor2D>(tf.sub(tf.mul(products, 2), ofQueries), ofPrototypes);
}

/**
 * Prototypical networks (Snell et al. 2017): learns features in which the images of a class lie
 * about their mean. An episode lowers the cross-entropy of its queries, whose scores are the
 * negative squared distances to the prototypes; a new class is known by the mean of what was seen
 * of it, without a step.
 * @example
 * const embedding = convolutionalEmbedding();
 * const network = new PrototypicalNetwork({ embedding, random: createRandom(0) });
 * network.update(drawEpisode(pool, { ways: 20, shots: 1, queries: 5 }, random));
 * errorShare(oneShotEpisodes(), (episode) => network.answers(episode));
 */
export class PrototypicalNetwork extends MetricLearner {
  constructor(options: MetricOptions) {
    super(options, prototypeScores);
  }
}
