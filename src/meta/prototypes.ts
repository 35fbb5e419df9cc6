import {
  adam,
  compile,
  type Compiled,
  compileTraining,
  type Named,
  type Training,
} from '../compile';
import { argumentError } from '../core/arguments';
import type { Random } from '../core/random';
import type { FewShotEpisode } from '../tasks/few-shot';
import { tf } from '../tf';
import type { ConvolutionalEmbedding } from './convolutional';

/** An episode as tensors; images lie class after class. */
interface EpisodeTensors {
  /** `[ways * shots, pixels]` */
  readonly support: tf.Tensor2D;
  /** `[queries, pixels]` */
  readonly query: tf.Tensor2D;
  /** `[queries, ways]`, one-hot. */
  readonly answers: tf.Tensor2D;
}

/**
 * How near each query lies to the prototype of each class, the mean of the features of its support
 * images: minus the squared distance (Snell et al. 2017, eq. 1 and 2).
 * @param support features `[ways * shots, features]`, class after class
 * @param query features `[queries, features]`
 * @returns `[queries, ways]`
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

/** What a `PrototypicalNetwork` is made from. */
export interface PrototypicalOptions {
  readonly embedding: ConvolutionalEmbedding;
  /** Draws the first parameters. */
  readonly random: Random;
  /** Adam's step size (0.001). */
  readonly learningRate?: number;
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
export class PrototypicalNetwork {
  private readonly training: Training<[EpisodeTensors]>;
  private readonly scoring: Compiled<[Named, EpisodeTensors], tf.Tensor2D>;

  constructor({ embedding, random, learningRate = 0.001 }: PrototypicalOptions) {
    const scores = (
      parameters: Named,
      { support, query, answers }: EpisodeTensors,
    ): tf.Tensor2D => {
      const features = embedding.forward(parameters, tf.concat([support, query], 0));
      const sizes = [support.shape[0], query.shape[0]];
      const [ofSupport, ofQuery] = tf.split<tf.Tensor2D>(features, sizes, 0);
      return prototypeScores(ofSupport, ofQuery, answers.shape[1]);
    };
    const parameters = embedding.initialParameters(random);
    this.training = compileTraining({
      parameters,
      optimizer: adam({ learningRate }),
      loss: (own: Named, episode: EpisodeTensors) => {
        const logs = tf.logSoftmax(scores(own, episode));
        return tf.neg(tf.mean(tf.sum(tf.mul(logs, episode.answers), 1))) as tf.Scalar;
      },
    });
    tf.dispose(parameters);
    this.scoring = compile(scores);
  }

  /** Episodes learned. */
  get step(): number {
    return this.training.step;
  }

  /** Learns from an episode. @returns its loss before that, the mean cross-entropy of a query */
  update(episode: FewShotEpisode): number {
    const tensors = episodeTensors(episode);
    try {
      return this.training.update(tensors);
    } finally {
      tf.dispose({ ...tensors });
    }
  }

  /** The class of each query, `[queries]`. Nothing is learned. */
  answers(episode: FewShotEpisode): number[] {
    const tensors = episodeTensors(episode);
    const learned = this.training.parameters();
    try {
      const scores = this.scoring(learned, tensors);
      const answers = tf.tidy(() => Array.from(tf.argMax(scores, 1).dataSync()));
      scores.dispose();
      return answers;
    } finally {
      tf.dispose([learned, { ...tensors }]);
    }
  }

  /** Frees everything. */
  dispose(): void {
    this.training.dispose();
    this.scoring.dispose();
  }
}

function episodeTensors({ support, query, ways }: FewShotEpisode): EpisodeTensors {
  const pixels = support.x.length / support.count;
  return {
    support: tf.tensor2d(support.x, [support.count, pixels]),
    query: tf.tensor2d(query.x, [query.count, pixels]),
    answers: tf.tensor2d(query.y, [query.count, ways]),
  };
}
